// The moving part of the map: tracks, beams with their pulses, dishes, craft.

import { geoPath } from "d3-geo";
import { footprint } from "../../geo";
import { lookOf } from "../../marks/amiss";
import { amissSign } from "../../marks/amissSign";
import { drawDish } from "../../marks/dish";
import { markAt, strokeAs } from "../../marks/evidence";
import type { Box } from "../../marks/labels";
import type { Colours } from "../../marks/theme.svelte";
import type { Beam, CraftSpot, StationSpot } from "./picture";
import type { Sight } from "./projection";
import type { Track } from "./track.svelte";

export interface Brush {
  readonly context: CanvasRenderingContext2D;
  readonly colours: Colours;
  readonly rem_px: number;
}

/** The selected craft's way over the ground, and where it is above the horizon now. */
export function drawTrack(
  { context, colours, rem_px }: Brush,
  sight: Sight,
  track: Track | null,
  spot: CraftSpot | undefined,
): void {
  const path = geoPath(sight.projection, context);
  const below = spot?.craft.below;
  if (below && !spot.craft.isFar) {
    context.beginPath();
    path(footprint(below, below.height_km));
    context.globalAlpha = 0.07;
    context.fillStyle = colours.text;
    context.fill();
    context.globalAlpha = 0.4;
    context.lineWidth = rem_px / 20;
    context.strokeStyle = colours.text2;
    context.stroke();
  }
  if (track) {
    context.lineWidth = rem_px / 14;
    context.strokeStyle = colours.text2;
    context.setLineDash([rem_px / 5, rem_px / 4]);
    for (const [line, alpha] of [
      [track.past, 0.35],
      [track.ahead, 0.8],
    ] as const) {
      context.beginPath();
      path(line);
      context.globalAlpha = alpha;
      context.stroke();
    }
    context.setLineDash([]);
  }
  context.globalAlpha = 1;
}

export function drawBeam(brush: Brush, beam: Beam, isSelected: boolean): void {
  const { context, colours, rem_px } = brush;
  const { talk, path } = beam;
  const width = (rem_px / 13) * (isSelected ? 1.8 : 1);
  context.save();
  strokeAs(context, talk, colours, width);
  if (talk.evidence === "observed" && talk.freshness !== "stale" && !talk.hasSignalDown) {
    // seen pointing there, without a received signal: the colour of what goes up, or none
    context.strokeStyle = talk.hasSignalUp ? colours.up : colours.text3;
  }
  const alpha = context.globalAlpha;
  let travelled = 0;
  for (let index = 1; index < path.points.length; index += 1) {
    const [from, to] = [path.points[index - 1], path.points[index]];
    if (!from || !to || to.shown <= 0.02 || from.shown <= 0.02) continue;
    context.globalAlpha = alpha * Math.min(from.shown, to.shown) * 0.85;
    // dashes run through from piece to piece
    context.lineDashOffset = travelled;
    travelled += Math.hypot(to.x - from.x, to.y - from.y);
    context.beginPath();
    context.moveTo(from.x, from.y);
    context.lineTo(to.x, to.y);
    context.stroke();
  }
  context.restore();
}

/**
 * Dots (hollow ones where it is simulated) that run along a beam with a received (down) or sent (up) signal; without motion, arrows that point the
 * way. Answers where it drew, so that the next frame can put the picture back there.
 */
export function drawPulses(
  { context, colours, rem_px }: Brush,
  { talk, path }: Beam,
  at_ms: number,
  still: boolean,
): Box[] {
  const drawn: Box[] = [];
  const length = lengthOf(path.points);
  if (length < rem_px) return drawn;
  const gap = rem_px * 2.6;
  const phase = still ? 0.3 : ((at_ms / 1000) * 1.6 * rem_px) / gap;
  for (const direction of ["down", "up"] as const) {
    if (direction === "down" ? !talk.hasSignalDown : !talk.hasSignalUp) continue;
    context.fillStyle = direction === "down" ? colours.down : colours.up;
    context.strokeStyle = context.fillStyle;
    context.lineWidth = Math.max(1, rem_px / 16);
    const offset = direction === "down" ? 1 - (phase % 1) : phase % 1;
    for (let along = offset * gap; along < length; along += gap) {
      const at = pointAlong(path.points, along);
      if (!at || at.shown < 0.05) continue;
      context.globalAlpha = at.shown;
      context.beginPath();
      if (still) {
        const angle = direction === "down" ? at.angle + Math.PI : at.angle;
        triangle(context, at.x, at.y, angle, rem_px * 0.24);
      } else if (direction === "down") context.arc(at.x, at.y, rem_px * 0.13, 0, 2 * Math.PI);
      else triangle(context, at.x, at.y, at.angle, rem_px * 0.2);
      if (talk.evidence === "simulated") context.stroke();
      else context.fill();
      const reach = rem_px * 0.35;
      drawn.push({ x: at.x - reach, y: at.y - reach, width: 2 * reach, height: 2 * reach });
    }
  }
  context.globalAlpha = 1;
  return drawn;
}

function triangle(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  angle: number,
  size: number,
): void {
  for (const turn of [0, 2.4, -2.4]) {
    const [px, py] = [x + size * Math.cos(angle + turn), y + size * Math.sin(angle + turn)];
    if (turn === 0) context.moveTo(px, py);
    else context.lineTo(px, py);
  }
  context.closePath();
}

type Points = Beam["path"]["points"];

function lengthOf(points: Points): number {
  let length = 0;
  for (let index = 1; index < points.length; index += 1) {
    const [a, b] = [points[index - 1], points[index]];
    if (a && b && b.shown > 0) length += Math.hypot(b.x - a.x, b.y - a.y);
  }
  return length;
}

function pointAlong(
  points: Points,
  along: number,
): { x: number; y: number; shown: number; angle: number } | null {
  let left = along;
  for (let index = 1; index < points.length; index += 1) {
    const [a, b] = [points[index - 1], points[index]];
    if (!a || !b || b.shown <= 0) continue;
    const piece = Math.hypot(b.x - a.x, b.y - a.y);
    if (left <= piece && piece > 0) {
      const share = left / piece;
      return {
        x: a.x + (b.x - a.x) * share,
        y: a.y + (b.y - a.y) * share,
        shown: Math.min(a.shown, b.shown),
        angle: Math.atan2(b.y - a.y, b.x - a.x),
      };
    }
    left -= piece;
  }
  return null;
}

/** A busy site is a dish turned as its antenna points; an idle one a dot; what does not fit, a triangle. */
export function drawStation(
  { context, colours, rem_px }: Brush,
  { site, x, y, shown }: StationSpot,
  isSelected: boolean,
): void {
  if (shown <= 0.02) return;
  context.globalAlpha = shown;
  const first = site.talks[0];
  if (isSelected) {
    context.beginPath();
    context.arc(x, y - rem_px * 0.15, rem_px * 0.95, 0, 2 * Math.PI);
    context.strokeStyle = colours.text;
    context.lineWidth = rem_px / 16;
    context.stroke();
  }
  if (first) {
    const isGone = first.freshness === "stale" || first.freshness === "unknown";
    const colour = isGone
      ? colours.text3
      : first.evidence === "observed"
        ? colours.text
        : colours.plan;
    drawDish(context, x, y + rem_px * 0.4, rem_px * 1.05, site.elevation_deg, {
      facing: site.isEastward ? 1 : -1,
      colour,
    });
  } else {
    context.beginPath();
    context.arc(x, y, rem_px * 0.14, 0, 2 * Math.PI);
    context.fillStyle = colours.text3;
    context.fill();
  }
  const amiss = lookOf(site.amiss[0] ?? null);
  if (amiss) {
    const [dx, dy] = first ? [0.8, -0.45] : [0.55, -0.3];
    amissSign(context, x + dx * rem_px, y + dy * rem_px, rem_px, amiss, colours);
  }
  context.globalAlpha = 1;
}

export function drawCraft({ context, colours, rem_px }: Brush, spot: CraftSpot): void {
  if (spot.shown <= 0.02) return;
  context.save();
  context.globalAlpha = spot.shown;
  const look = spot.talk ?? ({ evidence: "predicted", freshness: "fresh" } as const);
  markAt(context, spot.x, spot.y, rem_px * 0.62, look, colours);
  context.restore();
}
