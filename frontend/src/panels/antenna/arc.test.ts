import { expect, test } from "vitest";
import type { Trajectory } from "../../wire/types";
import { arcOf, pathOf, plotPoint, readable } from "./arc";

const figure = (value: number) => ({ value, verified: true, note: null });
const equator = { latitude_deg: figure(0), longitude_deg: figure(0), height_m: figure(0) };
const start_ms = Date.parse("2026-01-01T00:00:00Z");

/** From south to north over longitude 0, 700 km up in the middle, in ten minutes. */
const overhead: Trajectory = {
  spacecraft: "X",
  evidence: "predicted",
  source: "test",
  frame: "ITRS",
  as_seen: false,
  epoch_at: null,
  quality: null,
  age_s: null,
  reason: null,
  segments: [
    {
      start_at: "2026-01-01T00:00:00Z",
      end_at: "2026-01-01T00:10:00Z",
      x: [7078.137],
      y: [0],
      z: [0, 3000],
    },
  ],
};

test("north is up, east is right, the zenith in the middle, the horizon at the rim", () => {
  expect(plotPoint(0, 0).y).toBeCloseTo(-1, 12);
  expect(plotPoint(90, 0).x).toBeCloseTo(1, 12);
  expect(plotPoint(123, 90)).toMatchObject({ x: expect.closeTo(0, 12), y: expect.closeTo(0, 12) });
  expect(plotPoint(180, 45).y).toBeCloseTo(0.5, 12);
});

test("a pass from south to north runs from bottom to top through the zenith", () => {
  const arc = arcOf(equator, overhead, start_ms, start_ms + 600_000);
  expect(arc.points[0]?.y).toBeGreaterThan(0.8);
  expect(arc.points.at(-1)?.y).toBeLessThan(-0.8);
  expect(Math.min(...arc.points.map(({ y }) => Math.abs(y)))).toBeLessThan(0.01);
  expect(arc.ticks.map(({ at_ms }) => (at_ms - start_ms) / 60_000)).toEqual([0, 2, 4, 6, 8, 10]);
});

test("a time stands beside a steep line and above a level one", () => {
  const [segment] = overhead.segments;
  const eastward = { ...overhead, segments: [{ ...segment!, y: [0, 3000], z: [0] }] };
  const levels = (way: Trajectory) =>
    arcOf(equator, way, start_ms, start_ms + 600_000).ticks.map(({ isLevel }) => isLevel);
  expect(new Set(levels(overhead))).toEqual(new Set([false]));
  expect(new Set(levels(eastward))).toEqual(new Set([true]));
});

test("times of a pass of half a day are whole ones too", () => {
  const day = { ...overhead.segments[0]!, end_at: "2026-01-01T13:00:00Z", z: [0, 30] };
  const long = arcOf(equator, { ...overhead, segments: [day] }, start_ms, start_ms + 13 * 3.6e6);
  expect(long.ticks.map(({ at_ms }) => (at_ms - start_ms) / 3.6e6)).toEqual([0, 3, 6, 9, 12]);
});

test("no time is written over another word", () => {
  const tick = (x: number, y: number) => ({ x, y, at_ms: 0, isLevel: false });
  const [beside, free] = [tick(0.02, -0.36), tick(-0.4, 0)];
  expect(readable([beside, free, tick(-0.3, 0.05)], [{ x: 0, y: -0.38 }])).toEqual([free]);
});

test("what is not known or not up is not drawn", () => {
  expect(arcOf(equator, overhead, start_ms + 600_001, start_ms + 900_000).points).toEqual([]);
  expect(pathOf([], 100)).toBe("");
});
