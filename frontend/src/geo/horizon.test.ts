import { expect, test } from "vitest";
import type { Figure } from "../wire/types";
import { isSkylineSure, keyholeDeg, lowestSeenDeg, skyline, type Sighted } from "./horizon";

const figure = (value: number | null, verified = true): Figure => ({ value, verified, note: null });
const usuda: Sighted = {
  mask_deg: figure(8),
  horizon_deg: {
    points: [
      [10, 6],
      [185, 12],
      [330, 12],
    ],
    verified: false,
    note: null,
  },
  max_elevation_deg: figure(85),
};
const plain: Sighted = { mask_deg: figure(5), horizon_deg: null, max_elevation_deg: null };

test("the higher of mask and horizon bounds the view", () => {
  expect(lowestSeenDeg(usuda, 250)).toBe(12);
  expect(lowestSeenDeg(usuda, 20)).toBe(8); // the horizon is 6.3 there
  expect(lowestSeenDeg(usuda, 150)).toBeCloseTo(10.8, 9);
  expect(lowestSeenDeg(plain, 250)).toBe(5);
});

test("the horizon goes around across north", () => {
  const bare = { ...usuda, mask_deg: figure(null) };
  expect(lowestSeenDeg(bare, 350)).toBeCloseTo(9, 9);
  expect(lowestSeenDeg(bare, 0)).toBeCloseTo(7.5, 9);
  expect(lowestSeenDeg(bare, 360)).toBeCloseTo(7.5, 9);
  expect(lowestSeenDeg(bare, 5)).toBeCloseTo(6.75, 9);
});

test("a mask and a horizon that nobody knows look down to 0", () => {
  expect(lowestSeenDeg({ ...plain, mask_deg: figure(null) }, 10)).toBe(0);
});

test("from 90 degrees on a mount follows everywhere", () => {
  expect(keyholeDeg(usuda)).toBe(85);
  expect(keyholeDeg({ ...usuda, max_elevation_deg: figure(110) })).toBeNull();
  expect(keyholeDeg(plain)).toBeNull();
});

test("the line goes once around and through every point", () => {
  const line = skyline(usuda);
  expect(line[0]).toEqual({ azimuth_deg: 0, elevation_deg: 8 });
  expect(line.at(-1)?.azimuth_deg).toBe(360);
  expect(line.find(({ azimuth_deg }) => azimuth_deg === 185)?.elevation_deg).toBe(12);
});

test("what is not verified makes the line unsure", () => {
  expect(isSkylineSure(usuda)).toBe(false);
  expect(isSkylineSure(plain)).toBe(true);
  expect(isSkylineSure({ ...plain, mask_deg: figure(5, false) })).toBe(false);
});
