import { describe, expect, test } from "vitest";
import { homeView, LONGEST_MS, SHORTEST_MS, shifted, ticks, timeAt, xOf, zoomed } from "./scale";

const HOUR_MS = 3_600_000;
const noon_ms = Date.parse("2026-11-23T12:00:00Z");
const view = homeView(noon_ms);

describe("the time scale", () => {
  test("six hours back and a day ahead, now at a fifth", () => {
    expect(xOf(noon_ms, view, 1000)).toBeCloseTo(200, 9);
    expect(timeAt(200, view, 1000)).toBeCloseTo(noon_ms, 3);
  });

  test("zooming keeps the instant under the pointer", () => {
    const about_ms = noon_ms + 3 * HOUR_MS;
    const before = xOf(about_ms, view, 1000);
    for (const factor of [0.1, 0.9, 3]) {
      expect(xOf(about_ms, zoomed(view, factor, about_ms), 1000)).toBeCloseTo(before, 6);
    }
  });

  test("it goes from minutes to more than a week, no further", () => {
    const shortest = zoomed(view, 1e-9, noon_ms);
    const longest = zoomed(view, 1e9, noon_ms);
    expect(shortest.to_ms - shortest.from_ms).toBe(SHORTEST_MS);
    expect(longest.to_ms - longest.from_ms).toBe(LONGEST_MS);
  });

  test("shifting keeps the length", () => {
    const moved = shifted(view, HOUR_MS);
    expect(moved.to_ms - moved.from_ms).toBe(view.to_ms - view.from_ms);
  });

  test("ticks fall on whole times, far enough apart, and name midnight", () => {
    const found = ticks(view, 1000, 60);
    expect(found.every(({ at_ms }) => at_ms % (2 * HOUR_MS) === 0)).toBe(true);
    expect(found.filter(({ midnight }) => midnight)).toEqual([
      { at_ms: Date.parse("2026-11-24T00:00:00Z"), midnight: true },
    ]);
    const gap = xOf(found[1]!.at_ms, view, 1000) - xOf(found[0]!.at_ms, view, 1000);
    expect(gap).toBeGreaterThanOrEqual(60);
  });

  test("however short or long, there are few ticks", () => {
    for (const factor of [0.001, 0.01, 0.1, 1, 100]) {
      const count = ticks(zoomed(view, factor, noon_ms), 1200, 70).length;
      expect(count).toBeGreaterThanOrEqual(5);
      expect(count).toBeLessThanOrEqual(18);
    }
  });
});
