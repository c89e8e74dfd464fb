// A pass over an antenna as a line on the sky plot.

import { lookFrom, type Placed } from "../../geo";
import type { Trajectory } from "../../wire/types";

/** On the plot: centre 0, rim 1, north up, east right. */
export interface PlotPoint {
  readonly x: number;
  readonly y: number;
}

export interface ArcTick extends PlotPoint {
  readonly at_ms: number;
  /** The line runs from side to side here: its time stands above it, else beside it. */
  readonly isLevel: boolean;
}

export interface Arc {
  readonly points: readonly PlotPoint[];
  readonly ticks: readonly ArcTick[];
}

/** Zenith in the middle, horizon at the rim; lower than the horizon is outside it. */
export function plotPoint(azimuth_deg: number, elevation_deg: number): PlotPoint {
  const azimuth = (azimuth_deg * Math.PI) / 180;
  const radius = (90 - elevation_deg) / 90;
  return { x: radius * Math.sin(azimuth), y: -radius * Math.cos(azimuth) };
}

const TICK_STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 240, 360].map(
  (minutes) => minutes * 60_000,
);
const PIECES = 96;
const MOST_TICKS = 6;

/** The part above the horizon between two instants, with a tick at each of a few whole times. */
export function arcOf(
  antenna: Placed,
  trajectory: Trajectory,
  from_ms: number,
  to_ms: number,
): Arc {
  const at = (at_ms: number): PlotPoint | null => {
    const look = lookFrom(antenna, trajectory, at_ms);
    return look && look.elevation_deg >= -0.5
      ? plotPoint(look.azimuth_deg, look.elevation_deg)
      : null;
  };
  const length_ms = to_ms - from_ms;
  const points = Array.from({ length: PIECES + 1 }, (_, step) =>
    at(from_ms + (length_ms * step) / PIECES),
  ).filter((point) => point !== null);
  const step_ms =
    TICK_STEPS_MS.find((each) => length_ms / each <= MOST_TICKS) ?? length_ms / MOST_TICKS;
  const piece_ms = length_ms / PIECES;
  const ticks: ArcTick[] = [];
  for (let at_ms = Math.ceil(from_ms / step_ms) * step_ms; at_ms <= to_ms; at_ms += step_ms) {
    const point = at(at_ms);
    if (!point) continue;
    const [from, to] = [at(at_ms - piece_ms) ?? point, at(at_ms + piece_ms) ?? point];
    ticks.push({ ...point, at_ms, isLevel: Math.abs(to.x - from.x) > Math.abs(to.y - from.y) });
  }
  return { points, ticks };
}

/** Room that a time needs beside its tick, radii. */
const WORD = { width: 0.26, height: 0.1 };

/** The ticks whose times lie upon none of what is written already, and not upon each other. */
export function readable(ticks: readonly ArcTick[], written: readonly PlotPoint[]): ArcTick[] {
  const taken = [...written];
  return ticks.filter((at) => {
    const isFree = taken.every(
      ({ x, y }) => Math.abs(at.x - x) > WORD.width || Math.abs(at.y - y) > WORD.height,
    );
    if (isFree) taken.push(at);
    return isFree;
  });
}

/** As an SVG path, for a plot of radius `radius` about 0, 0. */
export function pathOf(points: readonly PlotPoint[], radius: number): string {
  return points
    .map(
      ({ x, y }, index) =>
        `${index === 0 ? "M" : "L"}${(x * radius).toFixed(1)} ${(y * radius).toFixed(1)}`,
    )
    .join("");
}
