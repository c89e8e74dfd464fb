// Against known figures: style.md's look-angle example, Skyfield 1.53 (site and look, computed
// 2026-11-23 from wgs84.latlon(...).itrs_xyz), and Astronomy Engine 2.1.19 (Sun, apparent, of date).

import { geoContains } from "d3-geo";
import { describe, expect, test } from "vitest";
import type { Figure, Trajectory } from "../wire/types";
import {
  circle,
  footprintRadiusDeg,
  greatCircle,
  lookFrom,
  lookFromGeodetic,
  nightPolygons,
  positionItrsKm,
  rangeRateFrom,
  seenFrom,
  subSolarPoint,
  toGeodetic,
  toItrs,
  validity,
} from ".";
import { chebyshev } from "./chebyshev";
import type { Placed } from "./look";

const METRE_KM = 0.001;
const ARCSECOND_DEG = 1 / 3600;

function figure(value: number | null): Figure {
  return { value, verified: true, note: null };
}

function antennaAt(latitude_deg: number | null, longitude_deg: number, height_m = 0): Placed {
  return {
    latitude_deg: figure(latitude_deg),
    longitude_deg: figure(longitude_deg),
    height_m: figure(height_m),
  };
}

function near(actual: number, expected: number, tolerance: number): void {
  expect(Math.abs(actual - expected), `${actual} is not ${expected}`).toBeLessThanOrEqual(
    tolerance,
  );
}

describe("the ellipsoid", () => {
  test("an antenna's geodetic position becomes Skyfield's ITRS position", () => {
    const at = toItrs({ latitude_deg: 67.857128, longitude_deg: 20.964325, height_km: 0.4022 });
    near(at[0], 2251.50838563, 0.001 * METRE_KM);
    near(at[1], 862.6650136, 0.001 * METRE_KM);
    near(at[2], 5885.47770244, 0.001 * METRE_KM);
  });

  test.each([
    [0, 0, 0],
    [67.857128, 20.964325, 0.4022],
    [-90, 0, 12],
    [45, -179.9, 35_786],
    [-31.05, 116.19, 150e6],
  ])("%f°, %f°, %f km goes to ITRS and back", (latitude_deg, longitude_deg, height_km) => {
    const back = toGeodetic(toItrs({ latitude_deg, longitude_deg, height_km }));
    near(back.latitude_deg, latitude_deg, 0.001 * ARCSECOND_DEG);
    near(back.longitude_deg, longitude_deg, 0.001 * ARCSECOND_DEG);
    near(back.height_km, height_km, 0.001 * METRE_KM + height_km * 1e-12);
  });
});

describe("look angles", () => {
  test("from the equator, 1,000 km up and 1,000 km east is due east at 45°", () => {
    const look = lookFromGeodetic(
      { latitude_deg: 0, longitude_deg: 0, height_km: 0 },
      [7378.137, 1000, 0],
    );
    expect(look.azimuth_deg.toFixed(1)).toBe("90.0");
    expect(look.elevation_deg.toFixed(1)).toBe("45.0");
    expect(look.range_km.toFixed(1)).toBe("1414.2");
  });

  test.each([
    [67.857128, 20.964325, 402.2, [2200, 1100, 6700], 41.335418462, 64.683265066, 849.957400571],
    [
      -31.048225,
      116.191478,
      252,
      [-30000, -25000, -1000],
      98.417545904,
      -19.69269929,
      40750.707522,
    ],
  ] as const)("from %f°, %f° they are Skyfield's", (lat, lon, height_m, xyz, az, el, range) => {
    const site = { latitude_deg: lat, longitude_deg: lon, height_km: height_m / 1000 };
    const look = lookFromGeodetic(site, xyz);
    near(look.azimuth_deg, az, 0.001 * ARCSECOND_DEG);
    near(look.elevation_deg, el, 0.001 * ARCSECOND_DEG);
    near(look.range_km, range, 0.001 * METRE_KM);
    near(look.light_time_s, range / 299_792.458, 1e-9);
  });
});

test("a direction and a range lead back to the place that was looked at", () => {
  const site = { latitude_deg: -31.05, longitude_deg: 116.19, height_km: 0.25 };
  const look = lookFromGeodetic(site, seenFrom(site, 212.5, 52.25, 1e6));
  near(look.azimuth_deg, 212.5, 0.001 * ARCSECOND_DEG);
  near(look.elevation_deg, 52.25, 0.001 * ARCSECOND_DEG);
  near(look.range_km, 1e6, METRE_KM);
});

describe("trajectories", () => {
  const craft: Trajectory = {
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
        x: [7000, 600],
        y: [0],
        z: [1, 0, 2],
      },
      {
        start_at: "2026-01-01T00:10:00Z",
        end_at: "2026-01-01T00:20:00Z",
        x: [8200, 600],
        y: [0],
        z: [3],
      },
    ],
  };
  const start_ms = Date.parse("2026-01-01T00:00:00Z");

  test("the series are Chebyshev's", () => {
    // T2(s) = 2s² − 1, T3(s) = 4s³ − 3s
    near(chebyshev([1, 2, 3, 4], 0.3), 1 + 0.6 + 3 * (0.18 - 1) + 4 * (0.108 - 0.9), 1e-12);
    expect(chebyshev([], 0.5)).toBe(0);
  });

  test("each instant is read from its segment", () => {
    expect(positionItrsKm(craft, start_ms)).toEqual([6400, 0, 3]);
    expect(positionItrsKm(craft, start_ms + 300_000)).toEqual([7000, 0, -1]);
    expect(positionItrsKm(craft, start_ms + 900_000)).toEqual([8200, 0, 3]);
  });

  test("outside their validity there is no position", () => {
    expect(positionItrsKm(craft, start_ms - 1)).toBeNull();
    expect(positionItrsKm(craft, start_ms + 1_201_000)).toBeNull();
    expect(validity(craft)).toEqual({ start_ms, end_ms: start_ms + 1_200_000 });
    expect(validity({ ...craft, segments: [] })).toBeNull();
  });

  test("range rate is the slope of the range", () => {
    // Straight up from the equator at 600 km per half segment of 300 s.
    near(rangeRateFrom(antennaAt(0, 0), craft, start_ms + 900_000) ?? NaN, 2, 1e-3);
  });

  test("without a position on either side there is no look", () => {
    expect(lookFrom(antennaAt(null, 0), craft, start_ms)).toBeNull();
    expect(lookFrom(antennaAt(0, 0), craft, start_ms - 1)).toBeNull();
  });
});

describe("the Sun", () => {
  test.each([
    ["2026-11-23T05:47:19Z", -20.345966, 89.750545],
    ["2026-06-21T12:00:00Z", 23.437944, 0.453877],
    ["2026-09-05T10:28:12Z", 6.720828, 22.629451],
  ])("at %s stands over Astronomy Engine's point", (at, latitude_deg, longitude_deg) => {
    const sun = subSolarPoint(Date.parse(at));
    near(sun.latitude_deg, latitude_deg, 0.01);
    near(sun.longitude_deg, longitude_deg, 0.02);
  });

  test("night lies opposite the Sun, in nested steps", () => {
    const polygons = nightPolygons(Date.parse("2026-06-21T00:00:00Z"));
    const over = (place: [number, number]) => polygons.map((each) => geoContains(each, place));
    expect(over([0, -40])).toEqual([true, true, true, true]); // deep winter midnight
    expect(over([180, 0])).toEqual([false, false, false, false]); // noon
    expect(over([0, 52])).toEqual([true, true, true, false]); // London never leaves twilight in June
  });
});

describe("circles", () => {
  test("a craft at 700 km is up within 25.7°; geostationary within 81.3°", () => {
    near(footprintRadiusDeg(700), 25.7, 0.1);
    near(footprintRadiusDeg(35_786), 81.3, 0.05);
    expect(footprintRadiusDeg(0)).toBe(0);
  });

  test("a mask narrows it", () => {
    expect(footprintRadiusDeg(700, 5)).toBeLessThan(footprintRadiusDeg(700));
  });

  test("a circle holds its centre and not its antipode", () => {
    const around = circle({ latitude_deg: 68, longitude_deg: 21 }, 25);
    expect(geoContains(around, [21, 68])).toBe(true);
    expect(geoContains(around, [-159, -68])).toBe(false);
  });

  test("a great circle over the pole keeps its ends", () => {
    const line = greatCircle(
      { latitude_deg: 70, longitude_deg: 0 },
      { latitude_deg: 70, longitude_deg: 180 },
      2,
    );
    expect(line.coordinates).toHaveLength(3);
    near(line.coordinates[1]?.[1] ?? NaN, 90, 1e-6);
  });
});
