/** Above the horizon: ticks of distance and light time, strings and craft. */
import { lightTime } from "../../format/numbers";
import { markAt, strokeAs } from "../../marks/evidence";
import type { Box } from "../../marks/labels";
import { GLOW_BELOW_S } from "./pulses";
import { LIGHT_KM_S, TICKS } from "./scale";
import type { Craft, Scene } from "./scene";
import { footY, MARK_REM, skyY, tracePath, type Sheet } from "./sheet";

export interface Emphasis {
  /** 0…1: how strongly a pair is drawn beside the selection. */
  of(antenna: string, spacecraft: string): number;
}

/** Returns where its words stand, so that no name covers them. */
export function paintTicks(sheet: Sheet): Box[] {
  const taken: Box[] = [];
  const { context, colours, rem, font } = sheet;
  const air = context.createLinearGradient(0, sheet.horizon, 0, sheet.horizon - 7 * rem);
  air.addColorStop(0, colours.air);
  air.addColorStop(1, colours.ground);
  context.fillStyle = air;
  context.fillRect(0, sheet.horizon - 7 * rem, sheet.width, 7 * rem);
  context.font = font(0.6875);
  context.textBaseline = "middle";
  context.lineWidth = Math.max(1, rem / 16);
  const rule = (y: number, left: string, right: string): void => {
    context.fillStyle = colours.text3;
    context.textAlign = "right";
    context.fillText(left, sheet.left - 0.6 * rem, y);
    context.textAlign = "left";
    context.fillText(right, sheet.right + 0.6 * rem, y);
    const [top, height] = [y - 0.45 * rem, 0.9 * rem];
    taken.push({ x: 0, y: top, width: sheet.left - 0.4 * rem, height });
    taken.push({ x: sheet.right + 0.4 * rem, y: top, width: sheet.width - sheet.right, height });
  };
  rule(sheet.skyTop - 1.7 * rem, "distance", "light takes");
  for (const { name, km } of TICKS) {
    const y = Math.round(skyY(sheet, km)) + 0.5;
    context.strokeStyle = colours.hairline;
    context.beginPath();
    context.moveTo(sheet.left, y);
    context.lineTo(sheet.right, y);
    context.stroke();
    rule(y, name, tickLight(km / LIGHT_KM_S));
  }
  return taken;
}

/** Light time of a tick: two figures are enough. */
function tickLight(s: number): string {
  if (s < 0.1) return `${Math.round(s * 1000)} ms`;
  if (s < 10) return `${Number(s.toPrecision(s < 1 ? 2 : 3))} s`;
  if (s > 1200 && s < 3600) return `${Math.round(s / 60)} min`;
  return lightTime(s);
}

export function paintStrings(sheet: Sheet, scene: Scene, emphasis: Emphasis): void {
  const { context, colours, rem } = sheet;
  const thin = Math.max(1, rem / 13);
  for (const craft of scene.crafts) {
    const y = skyY(sheet, craft.range_km);
    for (const { talk, foot_x } of craft.lines) {
      const strength = emphasis.of(talk.antenna, talk.spacecraft);
      context.save();
      strokeAs(context, talk, colours, thin);
      const hasSignal = talk.hasSignalDown || talk.hasSignalUp;
      const isSeen = talk.evidence === "observed" || talk.evidence === "simulated";
      if (isSeen && !hasSignal && talk.freshness !== "stale") context.strokeStyle = colours.text3;
      if (hasSignal) {
        if (!talk.hasSignalDown) context.strokeStyle = colours.up;
        const isReal = talk.evidence === "observed";
        const glows = isReal && craft.light_time_s < GLOW_BELOW_S && talk.freshness === "fresh";
        if (glows) context.lineWidth = thin * 2.4;
        context.globalAlpha *= glows || !isReal ? 0.95 : 0.5;
      }
      context.globalAlpha *= strength;
      tracePath(sheet, foot_x, craft.x, y, footY(sheet), y + MARK_REM * rem * 0.55);
      context.stroke();
      context.restore();
    }
  }
  for (const dish of scene.dishes) {
    if (!dish.upcoming) continue;
    context.save();
    strokeAs(context, { evidence: dish.upcoming.evidence, freshness: "fresh" }, colours, thin);
    context.globalAlpha = 0.75 * emphasis.of(dish.antenna, dish.upcoming.spacecraft);
    tracePath(sheet, dish.x, dish.x, 0, footY(sheet), stubY(sheet));
    context.stroke();
    context.restore();
  }
}

/** Top of the stub above a dish whose contact begins soon. */
export const stubY = (sheet: Sheet): number => footY(sheet) - 1.3 * sheet.rem;

export function paintMarks(sheet: Sheet, scene: Scene, emphasis: Emphasis): void {
  const size = MARK_REM * sheet.rem;
  for (const craft of scene.crafts) {
    const y = skyY(sheet, craft.range_km);
    sheet.context.save();
    sheet.context.globalAlpha = strengthOf(craft, emphasis);
    craft.spacecraft.forEach((_, index) => {
      const x = craft.x + (index - (craft.spacecraft.length - 1) / 2) * size * 1.35;
      markAt(sheet.context, x, y, size, craft, sheet.colours);
    });
    sheet.context.restore();
  }
}

export function strengthOf(craft: Craft, emphasis: Emphasis): number {
  return Math.max(...craft.lines.map(({ talk }) => emphasis.of(talk.antenna, talk.spacecraft)));
}
