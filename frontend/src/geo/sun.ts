// Where the Sun stands over the Earth, for day and night on the map.

import { circle, type SphericalPolygon } from "./circle";
import type { GroundPoint, Vector } from "./ellipsoid";

const RADIANS = Math.PI / 180;
const J2000_MS = 946_728_000_000; // 2000-01-01T12:00Z
const DAY_MS = 86_400_000;

/**
 * Where the Sun is seen, and how the Earth stands: radians.
 *
 * The Astronomical Almanac's low-precision formulae (section C, "low precision formulas for the
 * Sun's coordinates"), 0.01° from 1950 to 2050; UTC stands for UT1. Sidereal time is the
 * linear one, which is all that 0.01° needs.
 */
function sunAt(at_ms: number): { longitude: number; obliquity: number; sidereal: number } {
  const days = (at_ms - J2000_MS) / DAY_MS;
  const mean_longitude_deg = 280.46 + 0.9856474 * days;
  const anomaly = (357.528 + 0.9856003 * days) * RADIANS;
  const longitude_deg =
    mean_longitude_deg + 1.915 * Math.sin(anomaly) + 0.02 * Math.sin(2 * anomaly);
  return {
    longitude: longitude_deg * RADIANS,
    obliquity: (23.439 - 0.0000004 * days) * RADIANS,
    sidereal: (280.46062 + 360.98564737 * days) * RADIANS,
  };
}

/** The point that has the Sun in its zenith, at a Unix time in ms, to 0.01°. */
export function subSolarPoint(at_ms: number): GroundPoint {
  const { longitude, obliquity, sidereal } = sunAt(at_ms);
  const right_ascension = Math.atan2(
    Math.cos(obliquity) * Math.sin(longitude),
    Math.cos(longitude),
  );
  const declination = Math.asin(Math.sin(obliquity) * Math.sin(longitude));
  return {
    latitude_deg: declination / RADIANS,
    longitude_deg: wrapLongitude((right_ascension - sidereal) / RADIANS),
  };
}

/** The Earth's mean speed on its orbit, over √(1 − e²), its eccentricity and perihelion. */
const ORBIT_KM_S = 29.789;
const ECCENTRICITY = 0.0167;
const PERIHELION = 103.3 * RADIANS;

/**
 * How the Earth moves about the Sun, km/s, in Earth-fixed axes taken as if they did not turn.
 *
 * The velocity of a Kepler orbit (mean elements of 2026 after Simon et al. 1994), within 0.02 km/s
 * of the barycentric one: the Sun's own motion and the Moon's pull are left out.
 */
export function earthVelocityKmS(at_ms: number): Vector {
  const { longitude, obliquity, sidereal } = sunAt(at_ms);
  // The Earth stands opposite the Sun, so sine and cosine change their sign.
  const x = ORBIT_KM_S * (Math.sin(longitude) - ECCENTRICITY * Math.sin(PERIHELION));
  const along = ORBIT_KM_S * (-Math.cos(longitude) + ECCENTRICITY * Math.cos(PERIHELION));
  const y = along * Math.cos(obliquity);
  const cos = Math.cos(sidereal);
  const sin = Math.sin(sidereal);
  return [x * cos + y * sin, y * cos - x * sin, along * Math.sin(obliquity)];
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
