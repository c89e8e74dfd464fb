// Circles and great circles on the sphere, as GeoJSON for d3-geo.

import { geoCircle, geoInterpolate } from "d3-geo";
import { MEAN_RADIUS_KM, type GroundPoint } from "./ellipsoid";

export interface SphericalPolygon {
  readonly type: "Polygon";
  readonly coordinates: [number, number][][];
}

export interface SphericalLine {
  readonly type: "LineString";
  readonly coordinates: [number, number][];
}

/** All points within `radius_deg` (angle at the Earth's centre, 0–180) of a place. */
export function circle(centre: GroundPoint, radius_deg: number, step_deg = 3): SphericalPolygon {
  const made = geoCircle()
    .center([centre.longitude_deg, centre.latitude_deg])
    .radius(radius_deg)
    .precision(step_deg)();
  return { type: "Polygon", coordinates: made.coordinates as [number, number][][] };
}

/**
 * How far from its sub-point a craft is above `mask_deg`, as an angle at the Earth's centre.
 *
 * On a sphere: acos(R cos ε / (R + h)) − ε. 0 for a craft on the ground, towards 90° − ε far out.
 */
export function footprintRadiusDeg(height_km: number, mask_deg = 0): number {
  if (height_km <= 0) return 0;
  const mask = (mask_deg * Math.PI) / 180;
  const ratio = (MEAN_RADIUS_KM * Math.cos(mask)) / (MEAN_RADIUS_KM + height_km);
  return ((Math.acos(ratio) - mask) * 180) / Math.PI;
}

/** Where a craft is above the horizon (or a mask), seen from its sub-point and height. */
export function footprint(below: GroundPoint, height_km: number, mask_deg = 0): SphericalPolygon {
  return circle(below, footprintRadiusDeg(height_km, mask_deg));
}

/** The shortest way between two places in `pieces` equal steps, ends included. */
export function greatCircle(from: GroundPoint, to: GroundPoint, pieces = 32): SphericalLine {
  const between = geoInterpolate(
    [from.longitude_deg, from.latitude_deg],
    [to.longitude_deg, to.latitude_deg],
  );
  return {
    type: "LineString",
    coordinates: Array.from({ length: pieces + 1 }, (_, step) => between(step / pieces)),
  };
}
