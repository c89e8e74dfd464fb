/**
 * The marks of evidence on canvas, the same on harp, map and timeline. Shape carries the meaning:
 * observed solid and filled · scheduled solid outline · predicted dashed · simulated dotted ·
 * late dimmed · stale grey and struck through · unknown hatched.
 */
import type { Direction, Evidence, Freshness } from "../wire/types";
import type { Colours } from "./theme.svelte";

export interface Look {
  evidence: Evidence;
  freshness: Freshness;
}

const LATE_ALPHA = 0.72;
/** Dots are so much broader than lines, or they would be fainter than what is real and old. */
const DOTS = 1.5;

/** The dash of an outline or string in units of `width` CSS px; an empty list is solid. */
export function dashOf(evidence: Evidence, width: number): number[] {
  if (evidence === "predicted") return [width * 3, width * 3];
  if (evidence === "simulated") return [width, width * 2];
  return [];
}

/** True when the evidence is of something that happened, so that the mark is filled. */
export function isFilled({ evidence, freshness }: Look): boolean {
  return evidence === "observed" && freshness !== "stale" && freshness !== "unknown";
}

/** The little square that stands for a spacecraft or begins a line; centred on (x, y). */
export function markAt(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  size: number,
  look: Look,
  colours: Colours,
): void {
  const { evidence, freshness } = look;
  const width = size / 7;
  context.save();
  if (freshness === "late") context.globalAlpha *= LATE_ALPHA;
  const colour = freshness === "stale" || freshness === "unknown" ? colours.text3 : colours.text;
  context.beginPath();
  context.roundRect(x - size / 2, y - size / 2, size, size, size * 0.18);
  context.fillStyle = isFilled(look) ? colour : colours.ground;
  context.fill();
  if (!isFilled(look)) {
    context.strokeStyle = colour;
    context.lineWidth = width;
    if (evidence === "predicted") context.setLineDash([size * 0.3, size * 0.2]);
    else context.setLineDash(dashOf(evidence, width));
    context.beginPath();
    const inner = size - width;
    if (evidence === "simulated") {
      // a dot at each corner and two between: whole dots, so that the square stays a square
      context.lineCap = "round";
      context.setLineDash([0, inner / 3]);
      context.rect(x - inner / 2, y - inner / 2, inner, inner);
    } else context.roundRect(x - inner / 2, y - inner / 2, inner, inner, size * 0.16);
    context.stroke();
  }
  if (freshness === "stale") {
    context.setLineDash([]);
    context.beginPath();
    context.moveTo(x - size * 0.8, y + size * 0.8);
    context.lineTo(x + size * 0.8, y - size * 0.8);
    context.stroke();
  }
  context.restore();
}

export interface BarLook extends Look {
  /** What an observed bar is coloured by; the downlink when nobody said. */
  direction?: Direction;
}

/** A contact as a bar: plan as outline, observed filled. Corners are `unit` / 3 round. */
export function barIn(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  width: number,
  height: number,
  look: BarLook,
  colours: Colours,
  unit = 6,
): void {
  const { evidence, freshness, direction = "down" } = look;
  const line = Math.max(1, unit / 6) * (evidence === "simulated" ? DOTS : 1);
  const isSeen = evidence === "observed" || evidence === "simulated";
  const gone = freshness === "stale" || freshness === "unknown";
  const colour = gone
    ? colours.text3
    : isSeen
      ? direction === "up"
        ? colours.up
        : colours.down
      : colours.plan;
  context.save();
  if (freshness === "late") context.globalAlpha *= LATE_ALPHA;
  const base = context.globalAlpha;
  const inset = line / 2;
  context.beginPath();
  const [w, h] = [Math.max(line, width - line), Math.max(line, height - line)];
  context.roundRect(x + inset, y + inset, w, h, Math.min(unit / 3, w / 2, h / 2));
  if (isFilled(look)) {
    context.fillStyle = colours.downFill;
    context.fill();
  } else if (!gone) {
    context.globalAlpha *= evidence === "scheduled" ? 1 : 0.6;
    context.fillStyle = colours.planFill;
    context.fill();
    context.globalAlpha = base;
  }
  context.strokeStyle = colour;
  context.lineWidth = line;
  context.setLineDash(dashOf(evidence, line));
  context.stroke();
  context.restore();
}

/** Stroke style, width and dash of a string or beam for its evidence. */
export function strokeAs(
  context: CanvasRenderingContext2D,
  look: Look,
  colours: Colours,
  width: number,
): void {
  const { evidence, freshness } = look;
  const gone = freshness === "stale" || freshness === "unknown";
  context.strokeStyle = gone
    ? colours.text3
    : evidence === "observed"
      ? colours.down
      : colours.plan;
  if (freshness === "late") context.globalAlpha *= LATE_ALPHA;
  context.lineWidth = width * (evidence === "simulated" ? DOTS : 1);
  context.setLineDash(dashOf(evidence, context.lineWidth));
}
