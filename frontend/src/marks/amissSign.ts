/** The triangle of what does not fit, on canvas: the same on harp, map and timeline. */
import type { Evidence } from "../wire/types";
import type { Colours } from "./theme.svelte";

export interface AmissLook {
  isWarning: boolean;
  /** What it rests on; the triangle of what is only simulated is dotted. */
  evidence: Evidence;
}

/** Centred on (x, y); `rem_px` × 0.58 wide. */
export function amissSign(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  rem_px: number,
  { isWarning, evidence }: AmissLook,
  colours: Colours,
): void {
  const half = 0.29 * rem_px;
  const line = Math.max(1, rem_px / 14);
  context.save();
  context.beginPath();
  context.moveTo(x, y - half);
  context.lineTo(x + half, y + 0.8 * half);
  context.lineTo(x - half, y + 0.8 * half);
  context.closePath();
  context.strokeStyle = isWarning ? colours.attention : colours.text3;
  context.lineWidth = line;
  // twelve dots all around: as many to each side, and one at each corner
  const dot = (2 * half * (1 + Math.hypot(1, 1.8))) / 24;
  context.setLineDash(evidence === "simulated" ? [dot, dot] : []);
  context.lineDashOffset = dot / 2;
  context.stroke();
  context.restore();
}
