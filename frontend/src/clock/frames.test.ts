import { describe, expect, it } from "vitest";
import { Frames, type FrameWorld } from "./frames";

/** A world whose time passes only when told to. */
class Made implements FrameWorld {
  time = 0;
  isHidden = false;
  isCalm = false;
  #due: { at: number; run: () => void; id: number }[] = [];
  #id = 0;
  now = () => this.time;
  hidden = () => this.isHidden;
  reducedMotion = () => this.isCalm;
  after = (ms: number, run: () => void) => {
    this.#due.push({ at: this.time + ms, run, id: ++this.#id });
    return this.#id;
  };
  cancel = (id: number) => {
    this.#due = this.#due.filter((one) => one.id !== id);
  };
  nextFrame = (run: () => void) => this.after(16, run);

  pass(ms: number): void {
    const end = this.time + ms;
    for (;;) {
      const next = this.#due.sort((a, b) => a.at - b.at)[0];
      if (!next || next.at > end) break;
      this.#due.shift();
      this.time = next.at;
      next.run();
    }
    this.time = end;
  }
}

function counted(change: Partial<Made> = {}, act?: (frames: Frames) => void): number {
  const world = Object.assign(new Made(), change);
  const frames = new Frames(world);
  frames.add(() => undefined);
  act?.(frames);
  world.pass(1_000);
  return frames.count;
}

describe("the one animation loop", () => {
  it("draws about ten frames a second at rest", () => {
    expect(counted()).toBeGreaterThanOrEqual(8);
    expect(counted()).toBeLessThanOrEqual(10);
  });

  it("draws sixty while someone moves something", () => {
    expect(counted({}, (frames) => frames.touch())).toBeGreaterThanOrEqual(60);
  });

  it("draws one a second with reduced motion", () => {
    expect(counted({ isCalm: true })).toBe(1);
  });

  it("draws nothing while hidden, and goes on when seen again", () => {
    const world = new Made();
    const frames = new Frames(world);
    frames.add(() => undefined);
    world.pass(500);
    world.isHidden = true;
    world.pass(200);
    const before = frames.count;
    world.pass(60_000);
    expect(frames.count).toBe(before);
    world.isHidden = false;
    frames.wake();
    world.pass(200);
    expect(frames.count).toBeGreaterThan(before);
  });

  it("rests when nothing is left to draw", () => {
    const world = new Made();
    const frames = new Frames(world);
    const remove = frames.add(() => undefined);
    world.pass(300);
    remove();
    world.pass(300);
    const before = frames.count;
    world.pass(10_000);
    expect(frames.count).toBe(before);
  });
});
