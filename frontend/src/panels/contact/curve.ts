// How high a craft stands during a contact, as a line in a box of 100 by 40.

import { lookFrom, type Placed } from "../../geo";
import type { Trajectory } from "../../wire/types";
import type { Stretch } from "./bar";

const PIECES = 90;
const HEIGHT = 40;
const USED = 38;

export interface Curve {
  /** SVG path: the horizon at the lower edge. */
  readonly d: string;
  /** The highest moment, when it lies inside the stretch. */
  readonly top: { readonly at_ms: number; readonly elevation_deg: number } | null;
}

/** Null when the craft is nowhere above the horizon in the stretch, or where it is is not known. */
export function curveOf(antenna: Placed, trajectory: Trajectory, stretch: Stretch): Curve | null {
  const points: { share: number; elevation_deg: number; at_ms: number }[] = [];
  for (let step = 0; step <= PIECES; step += 1) {
    const share = step / PIECES;
    const at_ms = stretch.from_ms + share * (stretch.to_ms - stretch.from_ms);
    const elevation_deg = lookFrom(antenna, trajectory, at_ms)?.elevation_deg;
    if (elevation_deg !== undefined && elevation_deg >= 0)
      points.push({ share, elevation_deg, at_ms });
  }
  if (points.length < 2) return null;
  const top = points.reduce((best, each) =>
    each.elevation_deg > best.elevation_deg ? each : best,
  );
  const full_deg = Math.max(30, Math.min(90, top.elevation_deg * 1.15));
  const d = points
    .map(({ share, elevation_deg }, index) => {
      const y = HEIGHT - (elevation_deg / full_deg) * USED;
      return `${index === 0 ? "M" : "L"}${(share * 100).toFixed(2)} ${y.toFixed(2)}`;
    })
    .join("");
  return { d, top: top !== points[0] && top !== points.at(-1) ? top : null };
}
