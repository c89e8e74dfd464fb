/**
 * One animation loop for the whole page (measured: 60 fps costs a fifth of a core, 10 fps a
 * twentieth). Sixty frames only while someone moves something, ten at rest, one a second with
 * reduced motion, none while the page is hidden.
 */
export type Draw = (now_ms: number) => void;

const LIVELY_MS = 2_000;
const REST_MS = 100;
const CALM_MS = 1_000;

export interface FrameWorld {
  now(): number;
  hidden(): boolean;
  reducedMotion(): boolean;
  after(ms: number, run: () => void): number;
  cancel(handle: number): void;
  nextFrame(run: () => void): number;
}

export class Frames {
  /** Frames drawn so far; tests assert that it stands still when the page is hidden. */
  count = 0;
  readonly #draws = new Set<Draw>();
  readonly #world: FrameWorld;
  #livelyUntil_ms = 0;
  #timer = 0;
  #waiting: "no" | "timer" | "frame" = "no";

  constructor(world: FrameWorld) {
    this.#world = world;
  }

  get reducedMotion(): boolean {
    return this.#world.reducedMotion();
  }

  /** True while frames come sixty times a second. */
  get isMoving(): boolean {
    return this.#world.now() < this.#livelyUntil_ms;
  }

  add(draw: Draw): () => void {
    this.#draws.add(draw);
    this.wake();
    return () => this.#draws.delete(draw);
  }

  /** Someone drags, zooms, morphs or selects: sixty frames a second for a while. */
  touch(lively_ms = LIVELY_MS): void {
    this.#livelyUntil_ms = Math.max(this.#livelyUntil_ms, this.#world.now() + lively_ms);
    this.wake();
  }

  /** Draw at the next opportunity; also called when the page becomes visible again. */
  wake(): void {
    if (this.#waiting === "frame" || this.#world.hidden()) return;
    this.#world.cancel(this.#timer);
    this.#waiting = "frame";
    this.#world.nextFrame(() => this.#run());
  }

  #run(): void {
    this.#waiting = "no";
    if (this.#world.hidden() || this.#draws.size === 0) return;
    this.count += 1;
    const now_ms = this.#world.now();
    for (const draw of this.#draws) draw(now_ms);
    if (this.isMoving) {
      this.wake();
      return;
    }
    this.#waiting = "timer";
    const rest_ms = this.reducedMotion ? CALM_MS : REST_MS;
    this.#timer = this.#world.after(rest_ms, () => {
      this.#waiting = "no";
      this.wake();
    });
  }
}

const prefersCalm =
  typeof matchMedia === "undefined" ? null : matchMedia("(prefers-reduced-motion: reduce)");

export const frames = new Frames({
  now: () => performance.now(),
  hidden: () => document.visibilityState === "hidden",
  reducedMotion: () => prefersCalm?.matches ?? false,
  after: (ms, run) => window.setTimeout(run, ms),
  cancel: (handle) => clearTimeout(handle),
  nextFrame: (run) => requestAnimationFrame(run),
});

/** Wake the loop when the page comes back to the front. */
export function wakeWhenVisible(): void {
  document.addEventListener("visibilitychange", () => frames.wake());
}
