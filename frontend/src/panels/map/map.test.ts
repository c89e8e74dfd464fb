import { geoOrthographic } from "d3-geo";
import { describe, expect, test } from "vitest";
import { toItrs, type Vector } from "../../geo";
import { beamPath, RIM } from "./beams";
import type { CraftNow, SiteNow } from "./content";
import { isTowards } from "./callouts";
import { targetAt } from "./picture";
import { globeRadius, isBehindGlobe, placeOn, sightOf, spaceOn, type Camera } from "./projection";
import { period_ms } from "./track.svelte";

const stage = { width: 1200, height: 800, margin: 40 };
const globe: Camera = { longitude_deg: 10, latitude_deg: 40, flat: 0, zoom: 1 };
const kiruna = { latitude_deg: 67.86, longitude_deg: 20.96 };
const canberra = { latitude_deg: -35.4, longitude_deg: 148.98 };

function siteAt(at: { latitude_deg: number; longitude_deg: number }): SiteNow {
  return {
    id: "X",
    siteIds: ["X"],
    at: { ...at, height_km: 0 },
    talks: [],
    others: 0,
    elevation_deg: null,
    isEastward: true,
    antennas: ["X-1"],
    amiss: [],
  };
}

function craftTowards(
  at: { latitude_deg: number; longitude_deg: number },
  height_km: number,
): CraftNow {
  const below = { ...at, height_km };
  return { id: "c", itrs_km: toItrs(below), below, isFar: height_km > 200_000 };
}

describe("globe, map and the way between", () => {
  test("the globe at rest is d3's, and space around it fits", () => {
    const sight = sightOf(globe, stage);
    const expected = geoOrthographic()
      .rotate([-10, -40])
      .scale(globeRadius(stage, 1))
      .translate([600, 400])([kiruna.longitude_deg, kiruna.latitude_deg]);
    const place = placeOn(sight, kiruna);
    expect([place.x, place.y]).toEqual(expected);
    // the ellipsoid is not the sphere: within a fifth of a degree
    const inSpace = spaceOn(sight, toItrs({ ...kiruna, height_km: 0 }));
    expect(Math.hypot(inSpace.x - place.x, inSpace.y - place.y)).toBeLessThan(2.5);
  });

  test("turning the dial a little moves places on the near side a little", () => {
    const still = placeOn(sightOf(globe, stage), kiruna);
    const moved = placeOn(sightOf({ ...globe, flat: 0.001 }, stage), kiruna);
    expect(Math.hypot(moved.x - still.x, moved.y - still.y)).toBeLessThan(1);
    const flat = placeOn(sightOf({ ...globe, flat: 1 }, stage), kiruna);
    const almost = placeOn(sightOf({ ...globe, flat: 0.999 }, stage), kiruna);
    expect(Math.hypot(almost.x - flat.x, almost.y - flat.y)).toBeLessThan(1);
  });

  test("the far side begins on the rim", () => {
    const sight = sightOf({ ...globe, latitude_deg: 0, flat: 1e-6 }, stage);
    const { x, y } = placeOn(sight, canberra);
    expect(Math.hypot(x - 600, y - 400)).toBeCloseTo(globeRadius(stage, 1), 1);
  });

  test("what the globe hides is hidden, on the map nothing is", () => {
    expect(placeOn(sightOf(globe, stage), canberra).shown).toBe(0);
    expect(placeOn(sightOf({ ...globe, flat: 1 }, stage), canberra).shown).toBe(1);
    const sight = sightOf(globe, stage);
    expect(isBehindGlobe(sight, spaceOn(sight, toItrs({ ...canberra, height_km: 700 })))).toBe(
      true,
    );
    expect(isBehindGlobe(sight, spaceOn(sight, toItrs({ ...kiruna, height_km: 700 })))).toBe(false);
  });
});

describe("the flat map on a phone", () => {
  const phone = { width: 390, height: 480, margin: 42 };
  const flat: Camera = { longitude_deg: 12, latitude_deg: 0, flat: 1, zoom: 1 };

  test("uses the height there is, and shows all of the Earth", () => {
    const sight = sightOf(flat, phone);
    const at = (latitude_deg: number, longitude_deg: number) =>
      placeOn(sight, { latitude_deg, longitude_deg });
    const [north, south] = [at(90, 12), at(-90, 12)];
    expect(south.y - north.y).toBeGreaterThan(270);
    expect(north.y).toBeGreaterThan(0);
    for (const edge of [at(0, -167.9), at(0, 191.9), at(78, -167.9)]) {
      expect(edge.x).toBeGreaterThan(0);
      expect(edge.x).toBeLessThan(390);
    }
    // from Svalbard to Madrid
    expect(at(40.4, 12).y - at(78.2, 12).y).toBeGreaterThan(58);
  });

  test("comes from the globe without a jump, and a place is found again", () => {
    const place = placeOn(sightOf(flat, phone), kiruna);
    const almost = placeOn(sightOf({ ...flat, flat: 0.999 }, phone), kiruna);
    expect(Math.hypot(almost.x - place.x, almost.y - place.y)).toBeLessThan(1);
    const [longitude_deg, latitude_deg] = sightOf(flat, phone).projection.invert!([
      place.x,
      place.y,
    ])!;
    expect([longitude_deg, latitude_deg].map((deg) => +deg.toFixed(4))).toEqual([20.96, 67.86]);
  });
});

describe("beams", () => {
  test("to a low craft they end at it, on the globe and on the map", () => {
    const craft = craftTowards({ latitude_deg: 60, longitude_deg: 10 }, 700);
    for (const flat of [0, 1]) {
      const sight = sightOf({ ...globe, flat }, stage);
      const { points, rim } = beamPath(sight, siteAt(kiruna), craft, stage.width);
      const end =
        flat === 0 ? spaceOn(sight, craft.itrs_km as Vector) : placeOn(sight, craft.below!);
      expect(rim).toBeNull();
      expect(points.at(-1)?.x).toBeCloseTo(end.x, 6);
      expect(points.at(-1)?.y).toBeCloseTo(end.y, 6);
    }
  });

  test("to a far craft they leave the globe a little beyond the rim, towards it", () => {
    const sight = sightOf(globe, stage);
    const craft = craftTowards({ latitude_deg: 0, longitude_deg: 80 }, 3e8);
    const { points, rim } = beamPath(sight, siteAt(kiruna), craft, stage.width);
    const [cx, cy] = sight.centre;
    expect(Math.hypot((rim?.x ?? 0) - cx, (rim?.y ?? 0) - cy)).toBeCloseTo(sight.radius * RIM, 3);
    const [from, to] = [points[0]!, points.at(-1)!];
    const goal = spaceOn(sight, craft.itrs_km as Vector);
    const bearing = Math.atan2(to.y - from.y, to.x - from.x);
    expect(bearing).toBeCloseTo(Math.atan2(goal.y - from.y, goal.x - from.x), 6);
  });

  test("on the map a far craft has a direction that fades, and no place", () => {
    const sight = sightOf({ ...globe, flat: 1 }, stage);
    const craft = craftTowards({ latitude_deg: 0, longitude_deg: 80 }, 3e8);
    const { points, rim } = beamPath(sight, siteAt(kiruna), craft, stage.width);
    expect(rim).toBeNull();
    expect(points[0]?.shown).toBe(1);
    expect(points.at(-1)?.shown).toBe(0);
  });

  test("to a craft whose place is unknown there is none", () => {
    const nowhere: CraftNow = { id: "c", itrs_km: null, below: null, isFar: false };
    expect(beamPath(sightOf(globe, stage), siteAt(kiruna), nowhere, 1200).points).toEqual([]);
  });
});

test("one revolution by speed and distance: 700 km up takes 98.8 minutes", () => {
  const distance_km = 6378.137 + 700;
  const circular_km_s = Math.sqrt(398_600.4418 / distance_km);
  expect((period_ms(distance_km, circular_km_s) ?? 0) / 60_000).toBeCloseTo(98.77, 1);
  expect(period_ms(distance_km, null)).toBeNull();
  expect(period_ms(1e8, 17)).toBeNull(); // leaves the Earth
});

test("a pointer finds the nearest thing within reach", () => {
  const at = (x: number, spacecraft: string) => ({
    box: { x, y: 0, width: 10, height: 10 },
    antenna: null,
    spacecraft,
  });
  const targets = [at(0, "a"), at(30, "b")];
  expect(targetAt(targets, 5, 5, 8)?.spacecraft).toBe("a");
  expect(targetAt(targets, 25, 5, 8)?.spacecraft).toBe("b");
  expect(targetAt(targets, 20, 50, 8)).toBeNull();
});

test("a callout stands on its own side of two sites that are near each other", () => {
  const [west, east] = [
    { x: 100, y: 100 },
    { x: 118, y: 104 },
  ];
  const right = { x: 160, y: 90, width: 120, height: 40 };
  expect(isTowards(right, west, east)).toBe(true);
  expect(isTowards(right, east, west)).toBe(false);
});
