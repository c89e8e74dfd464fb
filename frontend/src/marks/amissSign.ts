/** The triangle of what does not fit, on canvas: the same on harp, map and timeline. */
import type { Evidence } from "../wire/types";
import { dashOf } from "./evidence";
import type { Colours } from "./theme.svelte";

export interface AmissLook {
  isWarning: boolean;
  /** What it rests on; the triangle of what is only simulated is dotted. */
  evidence: Evidence;
}

/** Centred on (x, y); `rem_px` × 0.54 wide. */
export function amissSign(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  rem_px: number,
  { isWarning, evidence }: AmissLook,
  colours: Colours,
): void {
  const half = 0.27 * rem_px;
  const line = Math.max(1, rem_px / 14);
  context.save();
  context.beginPath();
  context.moveTo(x, y - half);
  context.lineTo(x + half, y + 0.8 * half);
  context.lineTo(x - half, y + 0.8 * half);
  context.closePath();
  context.strokeStyle = isWarning ? colours.attention : colours.text3;
  context.lineWidth = line;
  context.setLineDash(evidence === "simulated" ? dashOf(evidence, line * 0.9) : []);
  context.stroke();
  context.restore();
}
