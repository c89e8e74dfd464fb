// The way of a beam over the picture. On the globe it is a straight line in space: up to a craft
// near the Earth, or out past the rim towards one far away. On the flat map it follows the ground
// below it: to the sub-point of a near craft, or a short way in the direction of a far one, fading,
// because the craft is no place on the map. In between, one becomes the other.

import { greatCircle, toItrs, type GroundPoint, type Vector } from "../../geo";
import type { CraftNow, SiteNow } from "./content";
import { isBehindGlobe, placeOn, type Sight, spaceOn } from "./projection";

export interface BeamPoint {
  readonly x: number;
  readonly y: number;
  /** 0 hidden … 1 fully shown. */
  readonly shown: number;
}

export interface BeamPath {
  /** From the dish to the craft (or as far as the picture reaches). */
  readonly points: readonly BeamPoint[];
  /** Where a craft beyond the picture is named, on the globe; null when it stands on the picture. */
  readonly rim: { readonly x: number; readonly y: number; readonly shown: number } | null;
}

// Fine enough that what comes out from behind the globe begins at its rim.
const PIECES = 40;
/** How far over the ground a far beam is followed, and how far beyond the rim on the globe. */
const REACH_DEG = 24;
export const RIM = 1.09;

export function beamPath(sight: Sight, site: SiteNow, craft: CraftNow, width: number): BeamPath {
  if (craft.itrs_km === null || craft.below === null) return { points: [], rim: null };
  const foot = toItrs(site.at);
  const { flat } = sight.camera;
  const exit = flat < 1 ? rimExit(sight, foot, craft.itrs_km) : null;
  const end: Vector = exit?.at ?? craft.itrs_km;
  const ground = flat > 0 ? groundTrace(site.at, craft) : null;
  const points = Array.from({ length: PIECES + 1 }, (_, step): BeamPoint => {
    const share = step / PIECES;
    const onGlobe =
      flat < 1
        ? spaceOn(sight, [
            foot[0] + (end[0] - foot[0]) * share,
            foot[1] + (end[1] - foot[1]) * share,
            foot[2] + (end[2] - foot[2]) * share,
          ])
        : null;
    const below = ground?.[step];
    const onMap = below ? placeOn(sight, below) : null;
    const fade = craft.isFar ? 1 - share : 1;
    if (!onGlobe) return { x: onMap?.x ?? NaN, y: onMap?.y ?? NaN, shown: fade };
    const visible = isBehindGlobe(sight, onGlobe) ? flat : 1;
    if (!onMap) return { ...onGlobe, shown: visible };
    return {
      x: onGlobe.x + (onMap.x - onGlobe.x) * flat,
      y: onGlobe.y + (onMap.y - onGlobe.y) * flat,
      shown: visible * (1 - flat + fade * flat),
    };
  });
  return { points: unwrapped(points, width), rim: exit ? rimLabel(sight, exit.at, flat) : null };
}

function rimLabel(sight: Sight, at: Vector, flat: number): NonNullable<BeamPath["rim"]> {
  const { x, y } = spaceOn(sight, at);
  return { x, y, shown: Math.max(0, 1 - 2 * flat) };
}

/** Where the line from a dish to a craft leaves the globe's picture; null when the craft is on it. */
function rimExit(sight: Sight, from: Vector, to: Vector): { at: Vector } | null {
  const [cx, cy] = sight.centre;
  const a = spaceOn(sight, from);
  const b = spaceOn(sight, to);
  const limit = sight.radius * RIM;
  const [ax, ay, bx, by] = [a.x - cx, a.y - cy, b.x - cx, b.y - cy];
  if (Math.hypot(bx, by) <= limit) return null;
  const [dx, dy] = [bx - ax, by - ay];
  // |a + k d| = limit, the root ahead
  const dd = dx * dx + dy * dy;
  const ad = ax * dx + ay * dy;
  const k = (-ad + Math.sqrt(Math.max(0, ad * ad - dd * (ax * ax + ay * ay - limit * limit)))) / dd;
  return {
    at: [
      from[0] + (to[0] - from[0]) * k,
      from[1] + (to[1] - from[1]) * k,
      from[2] + (to[2] - from[2]) * k,
    ],
  };
}

/** PIECES + 1 places along the ground below the beam. */
function groundTrace(from: GroundPoint, craft: CraftNow): GroundPoint[] {
  const to = craft.below ?? from;
  const places = greatCircle(from, to, PIECES).coordinates.map(([longitude_deg, latitude_deg]) => ({
    longitude_deg,
    latitude_deg,
  }));
  if (!craft.isFar) return places;
  const angle_deg = angleBetween(from, to);
  const share = angle_deg > REACH_DEG ? REACH_DEG / angle_deg : 1;
  const way = greatCircle(from, to, 180).coordinates;
  return places.map((place, step) => {
    const at = way[Math.round((step / PIECES) * share * 180)];
    return at ? { longitude_deg: at[0], latitude_deg: at[1] } : place;
  });
}

function angleBetween(a: GroundPoint, b: GroundPoint): number {
  const radians = Math.PI / 180;
  const cos =
    Math.sin(a.latitude_deg * radians) * Math.sin(b.latitude_deg * radians) +
    Math.cos(a.latitude_deg * radians) *
      Math.cos(b.latitude_deg * radians) *
      Math.cos((a.longitude_deg - b.longitude_deg) * radians);
  return Math.acos(Math.max(-1, Math.min(1, cos))) / radians;
}

/** A path that leaves at one edge of the flat map and comes back at the other is not drawn across. */
function unwrapped(points: readonly BeamPoint[], width: number): BeamPoint[] {
  return points.map((point, index) => {
    const before = points[index - 1];
    const jumps = before !== undefined && Math.abs(point.x - before.x) > width / 3;
    return jumps ? { ...point, shown: 0 } : point;
  });
}
