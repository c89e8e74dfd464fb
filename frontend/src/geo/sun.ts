// Where the Sun stands over the Earth, for day and night on the map.

import { circle, type SphericalPolygon } from "./circle";
import type { GroundPoint } from "./ellipsoid";

const RADIANS = Math.PI / 180;
const DEGREES = 180 / Math.PI;
const J2000_MS = 946_728_000_000; // 2000-01-01T12:00Z
const DAY_MS = 86_400_000;

/**
 * The point that has the Sun in its zenith, at a Unix time in ms.
 *
 * The Astronomical Almanac's low-precision formulae (section C, "low precision formulas for the
 * Sun's coordinates"), 0.01° from 1950 to 2050; UTC stands for UT1. Sidereal time is the
 * linear one, which is all that 0.01° needs.
 */
export function subSolarPoint(at_ms: number): GroundPoint {
  const days = (at_ms - J2000_MS) / DAY_MS;
  const mean_longitude = 280.46 + 0.9856474 * days;
  const anomaly = (357.528 + 0.9856003 * days) * RADIANS;
  const ecliptic_longitude =
    (mean_longitude + 1.915 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly)) * RADIANS;
  const obliquity = (23.439 - 0.0000004 * days) * RADIANS;
  const right_ascension = Math.atan2(
    Math.cos(obliquity) * Math.sin(ecliptic_longitude),
    Math.cos(ecliptic_longitude),
  );
  const declination = Math.asin(Math.sin(obliquity) * Math.sin(ecliptic_longitude));
  const sidereal_deg = 280.46062 + 360.98564737 * days;
  return {
    latitude_deg: declination * DEGREES,
    longitude_deg: wrapLongitude(right_ascension * DEGREES - sidereal_deg),
  };
}

/** Any angle as a longitude in [-180, 180). */
export function wrapLongitude(degrees: number): number {
  return ((((degrees + 180) % 360) + 360) % 360) - 180;
}

/** How far below the horizon the Sun is at each border: sunset, and the three twilights' ends. */
export const TWILIGHTS_DEG = [0.833, 6, 12, 18] as const;

/**
 * The parts of the Earth where the Sun is at least so far below the horizon, outermost first:
 * drawn over each other in one faint tone they make a soft edge.
 */
export function nightPolygons(at_ms: number): SphericalPolygon[] {
  const sun = subSolarPoint(at_ms);
  const midnight = {
    latitude_deg: -sun.latitude_deg,
    longitude_deg: wrapLongitude(sun.longitude_deg + 180),
  };
  return TWILIGHTS_DEG.map((below_deg) => circle(midnight, 90 - below_deg));
}
