// Where an antenna would have to point, and how far it looks.

import type { Antenna, Trajectory } from "../wire/types";
import { SPEED_OF_LIGHT_KM_S, toItrs, type Geodetic, type Vector } from "./ellipsoid";
import { positionItrsKm } from "./chebyshev";
import { earthVelocityKmS } from "./sun";

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

const dot = (a: Vector, b: Vector): number => a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
const length = (a: Vector): number => Math.sqrt(dot(a, a));
/** a + factor · b */
const plus = (a: Vector, b: Vector, factor: number): Vector => [
  a[0] + factor * b[0],
  a[1] + factor * b[1],
  a[2] + factor * b[2],
];

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

/** Of an Earth-fixed line from a place. */
function lookAlong(from: Place, [dx, dy, dz]: Vector): Look {
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
  const at = place(from);
  return lookAlong(at, plus(target, at.itrs, -1));
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

/** How fast a place moves as the Earth turns, in axes that do not turn, km/s. */
function turningKmS([x, y]: Vector): Vector {
  return [-EARTH_RATE_RAD_S * y, EARTH_RATE_RAD_S * x, 0];
}

/** How the distance from the Earth's centre changes, km/s: over the next second, or the last. */
function recedingKmS(trajectory: Trajectory, now: Vector, at_ms: number): number {
  const later = positionItrsKm(trajectory, at_ms + 1000);
  if (later) return length(later) - length(now);
  const sooner = positionItrsKm(trajectory, at_ms - 1000);
  return sooner ? length(now) - length(sooner) : 0;
}

/**
 * A deep-space craft from a place: as the server's `sight_beside` and `aberrated` have it.
 *
 * The segments say where it was when its light left that reaches the Earth's centre now. Here that
 * light is up to 21 ms earlier or later, in which the craft went on; and it seems to come from
 * ahead of where the Earth and the place on it are moving (20″).
 */
function asSeenFrom(from: Place, trajectory: Trajectory, now: Vector, at_ms: number): Look {
  const earth = earthVelocityKmS(at_ms);
  const craft = plus(earth, now, recedingKmS(trajectory, now, at_ms) / length(now));
  const direct = plus(now, from.itrs, -1);
  const direct_km = length(direct);
  const along = dot(direct, craft) / direct_km;
  const later_s = (direct_km - length(now)) / (SPEED_OF_LIGHT_KM_S + along);
  const line = plus(direct, craft, -later_s);
  const range_km = length(line);
  const observer = plus(earth, turningKmS(from.itrs), 1);
  const seen = plus(line, observer, range_km / SPEED_OF_LIGHT_KM_S);
  return { ...lookAlong(from, seen), range_km, light_time_s: range_km / SPEED_OF_LIGHT_KM_S };
}

/** Where an antenna points to hear a craft; null when either position is unknown. */
export function lookFrom(antenna: Placed, trajectory: Trajectory, at_ms: number): Look | null {
  const from = placeOf(antenna);
  const now = positionItrsKm(trajectory, at_ms);
  if (from === null || now === null) return null;
  return trajectory.as_seen
    ? asSeenFrom(from, trajectory, now, at_ms)
    : lookAlong(from, plus(now, from.itrs, -1));
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
