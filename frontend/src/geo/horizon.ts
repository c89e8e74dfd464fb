// What an antenna sees of its sky: the rule of src/dishboard/ephemeris/horizon.py.

import type { Antenna } from "../wire/types";

export type Sighted = Pick<Antenna, "mask_deg" | "horizon_deg" | "max_elevation_deg">;

export interface Direction {
  readonly azimuth_deg: number;
  readonly elevation_deg: number;
}

/** The lowest elevation seen in an azimuth: the higher of mask and horizon. */
export function lowestSeenDeg(antenna: Sighted, azimuth_deg: number): number {
  const horizon = antenna.horizon_deg === null ? null : horizonDeg(antenna, azimuth_deg);
  const mask = antenna.mask_deg.value;
  if (horizon === null) return mask ?? 0;
  return mask === null ? horizon : Math.max(mask, horizon);
}

/** Above it the mount cannot follow; null: it follows everywhere, or nobody said. */
export function keyholeDeg(antenna: Sighted): number | null {
  const highest = antenna.max_elevation_deg?.value ?? null;
  return highest !== null && highest < 90 ? highest : null;
}

/** The line below which nothing is seen, once around from north, every two degrees and each point. */
export function skyline(antenna: Sighted): readonly Direction[] {
  const even = Array.from({ length: 181 }, (_, step) => step * 2);
  const points = antenna.horizon_deg?.points.map(([azimuth_deg = 0]) => azimuth_deg) ?? [];
  return [...new Set([...even, ...points])]
    .toSorted((a, b) => a - b)
    .map((azimuth_deg) => ({ azimuth_deg, elevation_deg: lowestSeenDeg(antenna, azimuth_deg) }));
}

/** Whether all that bounds the view was read in a source. */
export function isSkylineSure(antenna: Sighted): boolean {
  return (
    (antenna.mask_deg.verified || antenna.mask_deg.value === null) &&
    (antenna.horizon_deg?.verified ?? true)
  );
}

/** Straight lines between the points, and across north from the last one to the first. */
function horizonDeg(antenna: Sighted, azimuth_deg: number): number | null {
  const points = antenna.horizon_deg?.points ?? [];
  const first = points[0];
  const last = points[points.length - 1];
  if (first === undefined || last === undefined) return null;
  const azimuth = ((azimuth_deg % 360) + 360) % 360;
  const around = [
    [last[0]! - 360, last[1]!] as const,
    ...points.map(([at, elevation]) => [at!, elevation!] as const),
    [first[0]! + 360, first[1]!] as const,
  ];
  for (let index = 1; index < around.length; index += 1) {
    const [from, low] = around[index - 1]!;
    const [to, high] = around[index]!;
    if (azimuth <= to) return low + ((high - low) * (azimuth - from)) / (to - from);
  }
  return null;
}
