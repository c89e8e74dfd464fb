// The Earth's figure: WGS 84 (NGA.STND.0036, table 3.1), and the way between Earth-fixed
// coordinates and latitude, longitude, height. Degrees and kilometres at the door.

/** Earth-fixed (ITRS) x, y, z in km. */
export type Vector = readonly [number, number, number];

/** A place on the Earth; east and north positive, longitude in [-180, 180]. */
export interface GroundPoint {
  readonly latitude_deg: number;
  readonly longitude_deg: number;
}

/** Geodetic position on WGS 84; height above the ellipsoid. */
export interface Geodetic extends GroundPoint {
  readonly height_km: number;
}

export const EQUATOR_RADIUS_KM = 6378.137;
const FLATTENING = 1 / 298.257223563;
const E2 = FLATTENING * (2 - FLATTENING);

/** The sphere of the same volume, for what is drawn on a map rather than computed. */
export const MEAN_RADIUS_KM = 6371.0008;
export const SPEED_OF_LIGHT_KM_S = 299_792.458;
/** IAU 2012 Resolution B2, exact. */
export const AU_KM = 149_597_870.7;

const RADIANS = Math.PI / 180;
const DEGREES = 180 / Math.PI;

export function toItrs(at: Geodetic): Vector {
  const latitude = at.latitude_deg * RADIANS;
  const longitude = at.longitude_deg * RADIANS;
  const sin = Math.sin(latitude);
  const normal = EQUATOR_RADIUS_KM / Math.sqrt(1 - E2 * sin * sin);
  const across = (normal + at.height_km) * Math.cos(latitude);
  return [
    across * Math.cos(longitude),
    across * Math.sin(longitude),
    (normal * (1 - E2) + at.height_km) * sin,
  ];
}

/**
 * The point below a spacecraft and its height.
 *
 * The latitude is found by fixed-point iteration (each step gains a factor e² ≈ 0.007 on the
 * ground, more above it), so five steps are exact to a micrometre outside the Earth. At the
 * Earth's centre the answer is arbitrary.
 */
export function toGeodetic([x, y, z]: Vector): Geodetic {
  const across = Math.hypot(x, y);
  let latitude = Math.atan2(z, across * (1 - E2));
  for (let step = 0; step < 5; step += 1) {
    const sin = Math.sin(latitude);
    const normal = EQUATOR_RADIUS_KM / Math.sqrt(1 - E2 * sin * sin);
    latitude = Math.atan2(z + E2 * normal * sin, across);
  }
  const sin = Math.sin(latitude);
  // Good at the poles too, where across / cos(latitude) is 0 / 0.
  const height_km =
    across * Math.cos(latitude) + z * sin - EQUATOR_RADIUS_KM * Math.sqrt(1 - E2 * sin * sin);
  return {
    latitude_deg: latitude * DEGREES,
    longitude_deg: Math.atan2(y, x) * DEGREES,
    height_km,
  };
}
