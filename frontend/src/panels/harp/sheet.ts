/** The sheet the harp is drawn on: its lines, its sizes, and how a string bends. All in CSS px. */
import type { Colours } from "../../marks/theme.svelte";
import { depthOf, heightOf } from "./scale";

export interface Sheet {
  context: CanvasRenderingContext2D;
  colours: Colours;
  rem: number;
  font(size_rem: number, weight?: 400 | 500 | 650): string;
  width: number;
  height: number;
  left: number;
  right: number;
  /** 200 au and 300 km. */
  skyTop: number;
  skyBottom: number;
  horizon: number;
  timeTop: number;
  timeBottom: number;
}

export const MARK_REM = 0.72;

type Bare = Pick<Sheet, "context" | "colours" | "rem" | "font" | "width" | "height">;

export function sheetOf(bare: Bare): Sheet {
  const { rem, width, height } = bare;
  const gutter = Math.min(5.8 * rem, width * 0.16);
  const horizon = Math.round(height * 0.61);
  return {
    ...bare,
    left: gutter,
    right: width - Math.min(5.6 * rem, width * 0.14),
    skyTop: 3.6 * rem,
    skyBottom: horizon - 2.7 * rem,
    horizon,
    timeTop: horizon + 5.6 * rem,
    timeBottom: height - 1.1 * rem,
  };
}

export function skyY(sheet: Sheet, range_km: number): number {
  return sheet.skyBottom - heightOf(range_km) * (sheet.skyBottom - sheet.skyTop);
}

export function timeY(sheet: Sheet, offset_ms: number): number {
  return sheet.timeTop + depthOf(offset_ms) * (sheet.timeBottom - sheet.timeTop);
}

/** Where strings leave a dish. */
export function footY(sheet: Sheet): number {
  return sheet.horizon - 1.7 * sheet.rem;
}

/**
 * x of a string at height y: straight up from its dish, and over to its craft only near the top,
 * where fewer other strings stand.
 */
export function stringX(
  sheet: Sheet,
  foot_x: number,
  x: number,
  y_craft: number,
  y: number,
): number {
  if (foot_x === x) return x;
  const foot = footY(sheet);
  const bend = Math.min(foot - y_craft, Math.max(Math.abs(x - foot_x) * 0.7, 3 * sheet.rem));
  const share = Math.min(1, Math.max(0, (y - y_craft) / bend));
  const smooth = share * share * (3 - 2 * share);
  return x + (foot_x - x) * smooth;
}

/** The string as a path on the context. */
export function tracePath(
  sheet: Sheet,
  foot_x: number,
  x: number,
  y_craft: number,
  y_from = footY(sheet),
  y_to = y_craft,
  aside = 0,
): void {
  const { context } = sheet;
  context.beginPath();
  if (foot_x === x) {
    context.moveTo(x + aside, y_from);
    context.lineTo(x + aside, y_to);
    return;
  }
  const STEPS = 40;
  for (let step = 0; step <= STEPS; step += 1) {
    const y = y_from + ((y_to - y_from) * step) / STEPS;
    const at = stringX(sheet, foot_x, x, y_craft, y) + aside;
    if (step === 0) context.moveTo(at, y);
    else context.lineTo(at, y);
  }
}
