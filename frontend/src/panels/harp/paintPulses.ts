/** The only thing that moves: light on the strings where a signal was observed. */
import { dashOf } from "../../marks/evidence";
import { EVERY_S, GLOW_BELOW_S, pulseDistances } from "./pulses";
import { FARTHEST_KM, LIGHT_KM_S, NEAREST_KM } from "./scale";
import type { Craft, Line, Scene } from "./scene";
import { footY, MARK_REM, skyY, stringX, tracePath, type Sheet } from "./sheet";
import type { Emphasis } from "./paintSky";

/** Two pulses closer than this (CSS px at 16 px a rem) merge into a line. */
const MERGE_PX = 3.6;

/** Light seconds beyond which pulses, two light seconds apart, stand closer than the eye parts. */
function mergeBeyond_s(sheet: Sheet): number {
  const pxPerE = (sheet.skyBottom - sheet.skyTop) / Math.log(FARTHEST_KM / NEAREST_KM);
  return (EVERY_S * pxPerE) / ((MERGE_PX * sheet.rem) / 16);
}

/**
 * Light runs only where a signal is observed now: late news keep their string, but nothing moves on
 * it. Where a signal is simulated the pulses are hollow.
 */
export function hasPulses(craft: Craft, line: Line): boolean {
  const { hasSignalDown, hasSignalUp, freshness } = line.talk;
  const isNews = freshness === "fresh" && (hasSignalDown || hasSignalUp);
  return isNews && craft.light_time_s >= GLOW_BELOW_S;
}

/** The strip of the picture that a string's pulses may touch: what must be restored before the next frame. */
export function stripOf(sheet: Sheet, craft: Craft, line: Line) {
  const aside = 0.5 * sheet.rem;
  const y = skyY(sheet, craft.range_km);
  const x = Math.min(line.foot_x, craft.x) - aside;
  return {
    x,
    y: y + MARK_REM * sheet.rem * 0.5,
    width: Math.abs(line.foot_x - craft.x) + 2 * aside,
    height: footY(sheet) - y,
  };
}

export function paintPulses(
  sheet: Sheet,
  scene: Scene,
  now_ms: number,
  isCalm: boolean,
  emphasis: Emphasis,
): void {
  for (const craft of scene.crafts)
    for (const line of craft.lines) {
      if (!hasPulses(craft, line)) continue;
      sheet.context.save();
      sheet.context.globalAlpha = emphasis.of(line.talk.antenna, line.talk.spacecraft);
      const both = line.talk.hasSignalDown && line.talk.hasSignalUp;
      const apart = both ? 0.11 * sheet.rem : 0;
      if (line.talk.hasSignalDown) paintOne(sheet, craft, line, "down", now_ms, isCalm, -apart);
      if (line.talk.hasSignalUp) paintOne(sheet, craft, line, "up", now_ms, isCalm, apart);
      sheet.context.restore();
    }
}

function paintOne(
  sheet: Sheet,
  craft: Craft,
  line: Line,
  direction: "up" | "down",
  now_ms: number,
  isCalm: boolean,
  aside: number,
): void {
  const { context, colours, rem } = sheet;
  const isHollow = line.talk.evidence === "simulated";
  const merge_s = mergeBeyond_s(sheet);
  const y_craft = skyY(sheet, craft.range_km) + MARK_REM * rem * 0.75;
  const now_s = now_ms / 1000;
  const since_s =
    direction === "up" && line.talk.since_at ? Date.parse(line.talk.since_at) / 1000 : null;
  const reached_s =
    since_s === null ? craft.light_time_s : Math.min(craft.light_time_s, now_s - since_s);
  context.strokeStyle = context.fillStyle = direction === "down" ? colours.down : colours.up;
  if (reached_s > merge_s) {
    context.lineWidth = 0.11 * rem;
    const top = Math.max(y_craft, skyY(sheet, reached_s * LIGHT_KM_S));
    tracePath(
      sheet,
      line.foot_x,
      craft.x,
      skyY(sheet, craft.range_km),
      skyY(sheet, merge_s * LIGHT_KM_S),
      top,
      aside,
    );
    if (isHollow) context.setLineDash(dashOf("simulated", context.lineWidth));
    context.stroke();
    context.setLineDash([]);
  }
  context.lineWidth = Math.max(1, rem / 16);
  const at = (distance_s: number): [number, number] => {
    const y = skyY(sheet, distance_s * LIGHT_KM_S);
    return [stringX(sheet, line.foot_x, craft.x, skyY(sheet, craft.range_km), y) + aside, y];
  };
  if (isCalm) {
    for (const distance_s of [0.6, 3, 12])
      if (distance_s < reached_s) arrow(sheet, ...at(distance_s), direction, isHollow);
    return;
  }
  for (const distance_s of pulseDistances(direction, craft.light_time_s, now_s, merge_s, since_s)) {
    const [x, y] = at(distance_s);
    if (y < y_craft) continue;
    // pulses come closer together with distance, and smaller, until they are a line
    const size = rem * Math.max(0.085, Math.min(0.16, 0.2 - 0.035 * Math.log(distance_s + 1)));
    if (direction === "down") {
      context.beginPath();
      context.arc(x, y, size, 0, 2 * Math.PI);
      if (isHollow) context.stroke();
      else context.fill();
    } else arrow(sheet, x, y, "up", isHollow, size * 1.25);
  }
}

function arrow(
  sheet: Sheet,
  x: number,
  y: number,
  direction: "up" | "down",
  isHollow: boolean,
  size = 0.22 * sheet.rem,
): void {
  const tip = direction === "up" ? -size : size;
  const { context } = sheet;
  context.beginPath();
  context.moveTo(x, y + tip);
  context.lineTo(x - size, y - tip * 0.8);
  context.lineTo(x + size, y - tip * 0.8);
  context.closePath();
  if (isHollow) context.stroke();
  else context.fill();
}
