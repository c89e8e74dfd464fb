// Where an antenna would have to point, and how far it looks.

import type { Antenna, Trajectory } from "../wire/types";
import { SPEED_OF_LIGHT_KM_S, toItrs, type Geodetic, type Vector } from "./ellipsoid";
import { positionItrsKm } from "./chebyshev";

/** As seen from an antenna, without refraction. */
export interface Look {
  /** [0, 360), clockwise from true north; arbitrary at the exact zenith. */
  readonly azimuth_deg: number;
  /** [-90, 90] above the plane tangent to the ellipsoid. */
  readonly elevation_deg: number;
  readonly range_km: number;
  /** One way, range / c. */
  readonly light_time_s: number;
}

const RADIANS = Math.PI / 180;
const DEGREES = 180 / Math.PI;
/** IERS Conventions (2010), table 1.2. */
const EARTH_RATE_RAD_S = 7.292115e-5;

interface Place {
  readonly itrs: Vector;
  readonly sinLatitude: number;
  readonly cosLatitude: number;
  readonly sinLongitude: number;
  readonly cosLongitude: number;
}

function place(at: Geodetic): Place {
  const latitude = at.latitude_deg * RADIANS;
  const longitude = at.longitude_deg * RADIANS;
  return {
    itrs: toItrs(at),
    sinLatitude: Math.sin(latitude),
    cosLatitude: Math.cos(latitude),
    sinLongitude: Math.sin(longitude),
    cosLongitude: Math.cos(longitude),
  };
}

/** As much of an antenna as its look needs. */
export type Placed = Pick<Antenna, "latitude_deg" | "longitude_deg" | "height_m">;

const places = new WeakMap<Placed, Place | null>();

/** The antenna's reference point; null when no source gave it. An unknown height counts as 0 m. */
export function antennaPosition(antenna: Placed): Geodetic | null {
  const latitude_deg = antenna.latitude_deg.value;
  const longitude_deg = antenna.longitude_deg.value;
  if (latitude_deg === null || longitude_deg === null) return null;
  return { latitude_deg, longitude_deg, height_km: (antenna.height_m.value ?? 0) / 1000 };
}

function placeOf(antenna: Placed): Place | null {
  let known = places.get(antenna);
  if (known === undefined) {
    const at = antennaPosition(antenna);
    known = at === null ? null : place(at);
    places.set(antenna, known);
  }
  return known;
}

function lookFromPlace(from: Place, [x, y, z]: Vector): Look {
  const dx = x - from.itrs[0];
  const dy = y - from.itrs[1];
  const dz = z - from.itrs[2];
  const outward = dx * from.cosLongitude + dy * from.sinLongitude;
  const east = dy * from.cosLongitude - dx * from.sinLongitude;
  const north = dz * from.cosLatitude - outward * from.sinLatitude;
  const up = outward * from.cosLatitude + dz * from.sinLatitude;
  const range_km = Math.hypot(dx, dy, dz);
  const azimuth = Math.atan2(east, north) * DEGREES;
  return {
    azimuth_deg: azimuth < 0 ? azimuth + 360 : azimuth,
    elevation_deg: Math.atan2(up, Math.hypot(east, north)) * DEGREES,
    range_km,
    light_time_s: range_km / SPEED_OF_LIGHT_KM_S,
  };
}

/** The geometric look at an Earth-fixed position from any place. */
export function lookFromGeodetic(from: Geodetic, target: Vector): Look {
  return lookFromPlace(place(from), target);
}

/** The place that is seen from `from` in a direction and at a range: the way back from a look. */
export function seenFrom(
  from: Geodetic,
  azimuth_deg: number,
  elevation_deg: number,
  range_km: number,
): Vector {
  const { itrs, sinLatitude, cosLatitude, sinLongitude, cosLongitude } = place(from);
  const azimuth = azimuth_deg * RADIANS;
  const elevation = elevation_deg * RADIANS;
  const up = Math.sin(elevation) * range_km;
  const east = Math.cos(elevation) * Math.sin(azimuth) * range_km;
  const north = Math.cos(elevation) * Math.cos(azimuth) * range_km;
  const outward = up * cosLatitude - north * sinLatitude;
  return [
    itrs[0] + outward * cosLongitude - east * sinLongitude,
    itrs[1] + outward * sinLongitude + east * cosLongitude,
    itrs[2] + up * sinLatitude + north * cosLatitude,
  ];
}

/** What stood at `at` a while ago, in today's Earth-fixed axes: the Earth has turned since. */
function turned([x, y, z]: Vector, ago_s: number): Vector {
  const angle = EARTH_RATE_RAD_S * ago_s;
  const cos = Math.cos(angle);
  const sin = Math.sin(angle);
  return [x * cos + y * sin, y * cos - x * sin, z];
}

/**
 * Where an antenna points to hear a craft; null when either position is unknown.
 *
 * The signal heard now left the craft one light time ago, so it comes from where the craft was
 * then (two rounds settle it: each gains a factor v / c). Where the segments do not reach back so
 * far the craft's present place is used, which for deep space is at most about 0.01° beside it.
 */
export function lookFrom(antenna: Placed, trajectory: Trajectory, at_ms: number): Look | null {
  const from = placeOf(antenna);
  const now = positionItrsKm(trajectory, at_ms);
  if (from === null || now === null) return null;
  let look = lookFromPlace(from, now);
  for (let round = 0; round < 2; round += 1) {
    const then = positionItrsKm(trajectory, at_ms - look.light_time_s * 1000);
    if (then === null) break;
    look = lookFromPlace(from, turned(then, look.light_time_s));
  }
  return look;
}

/** Range rate in km/s (positive: receding), from the ranges half a second to either side. */
export function rangeRateFrom(
  antenna: Placed,
  trajectory: Trajectory,
  at_ms: number,
): number | null {
  const before = lookFrom(antenna, trajectory, at_ms - 500);
  const after = lookFrom(antenna, trajectory, at_ms + 500);
  return before && after ? after.range_km - before.range_km : null;
}
