import { describe, expect, it } from "vitest";
import { Timebase } from "./timebase";

describe("the board's time", () => {
  it("is the server's instant plus the local time since", () => {
    const base = new Timebase();
    expect(base.at(50)).toBe(0);
    base.learn(1_000_000, 100, false);
    expect(base.at(350)).toBe(1_000_250);
  });

  it("stands still when the server says so", () => {
    const base = new Timebase();
    base.learn(1_000_000, 100, true);
    expect(base.at(99_999)).toBe(1_000_000);
  });

  it("believes the message that came quickest, and follows slower ones slowly", () => {
    const base = new Timebase();
    base.learn(1_000_000, 0, false);
    base.learn(1_001_000, 1_400, false); // 400 ms on its way
    expect(base.at(1_400)).toBeCloseTo(1_001_380, 0);
    base.learn(1_002_050, 2_000, false); // quicker than the first
    expect(base.at(2_000)).toBe(1_002_050);
  });

  it("steps at once when the server's clock was set back, as a replay that begins again", () => {
    const base = new Timebase();
    base.learn(1_000_000, 0, false);
    base.learn(500_000, 1_000, false);
    expect(base.at(1_000)).toBe(500_000);
  });
});
