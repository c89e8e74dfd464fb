// What the timeline's bars lie on: grid, rows' names, the axis and now.

import { amissSign } from "../../marks/amissSign";
import { hm } from "../../format/times";
import type { Scene } from "./draw";
import { ticks, xOf } from "./scale";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

export function chart(scene: Scene): { x: (at_ms: number) => number; width: number } {
  const { frame, view } = scene;
  const width = frame.width - frame.gutter;
  return { x: (at_ms) => frame.gutter + xOf(at_ms, view, width), width };
}

export function drawGrid(context: CanvasRenderingContext2D, scene: Scene): void {
  const { frame, view, colours } = scene;
  const { x, width } = chart(scene);
  for (const tick of ticks(view, width, scene.rem_px * 4.5)) {
    context.fillStyle = tick.midnight ? colours.hairlineStrong : colours.hairline;
    context.fillRect(Math.round(x(tick.at_ms)), frame.axis, 1, frame.height - frame.axis);
  }
}

/** How much of the ground lies over what is past: a mark of 3.4:1 is left of the faintest. */
export const PAST_VEIL = 0.2;

/** The past a little dimmer. */
export function drawPast(context: CanvasRenderingContext2D, scene: Scene): void {
  const { frame, colours } = scene;
  const now_x = Math.min(frame.width, chart(scene).x(scene.now_ms));
  if (now_x <= frame.gutter) return;
  context.globalAlpha = PAST_VEIL;
  context.fillStyle = colours.ground;
  context.fillRect(frame.gutter, frame.axis, now_x - frame.gutter, frame.height - frame.axis);
  context.globalAlpha = 1;
}

export function drawLabels(context: CanvasRenderingContext2D, scene: Scene): void {
  const { frame, colours, rem_px } = scene;
  context.fillStyle = colours.ground;
  context.fillRect(0, frame.axis, frame.gutter, frame.height - frame.axis);
  context.textBaseline = "middle";
  scene.rows.forEach((row, index) => {
    const top = frame.axis + index * frame.rowHeight - frame.scroll;
    if (top > frame.height || top + frame.rowHeight < frame.axis) return;
    const label = scene.labelOf(row);
    const y = top + frame.rowHeight / 2;
    context.fillStyle = colours.text2;
    context.font = scene.font(0.75);
    context.textAlign = "right";
    context.fillText(label.name, frame.gutter - rem_px * 0.6, y);
    if (label.amiss !== null) {
      const name = context.measureText(label.name).width;
      const at = frame.gutter - rem_px * 1.3 - name;
      amissSign(context, at, y, rem_px, label.amiss, colours);
    }
    if (label.group === null) return;
    if (index > 0) {
      context.fillStyle = colours.hairline;
      context.fillRect(0, Math.round(top), frame.width, 1);
    }
    context.fillStyle = colours.text3;
    context.font = scene.font(0.6875);
    context.textAlign = "left";
    if (frame.gutter > rem_px * 7) {
      context.fillText(fitted(context, label.group, frame.gutter - rem_px * 5.6), rem_px * 1.25, y);
    }
  });
}

export function drawAxis(context: CanvasRenderingContext2D, scene: Scene): void {
  const { frame, view, colours, rem_px, now_ms } = scene;
  const { x, width } = chart(scene);
  context.fillStyle = colours.ground;
  context.fillRect(0, 0, frame.width, frame.axis);
  context.textAlign = "center";
  context.textBaseline = "middle";
  const now_x = x(now_ms);
  const half = rem_px * 2.4;
  for (const tick of ticks(view, width, rem_px * 4.5)) {
    const at = x(tick.at_ms);
    if (at < frame.gutter + rem_px) continue;
    if (Math.abs(at - now_x) < half + rem_px * 1.2) continue;
    const date = new Date(tick.at_ms);
    context.font = scene.font(0.6875, tick.midnight ? 650 : 400);
    context.fillStyle = tick.midnight ? colours.text2 : colours.text3;
    const text = tick.midnight
      ? `${DAYS[date.getUTCDay()] ?? ""} ${date.getUTCDate()}`
      : hm(tick.at_ms);
    context.fillText(text, at, frame.axis - rem_px * 0.7);
  }
  context.fillStyle = colours.hairlineStrong;
  context.fillRect(0, frame.axis - 1, frame.width, 1);
}

const nowWidth = (rem_px: number): number => Math.max(1, Math.round(rem_px / 16));

/** The line of now among the rows; names lie over it. */
export function drawNowLine(context: CanvasRenderingContext2D, scene: Scene): void {
  const { frame, colours, rem_px, now_ms } = scene;
  const at = Math.round(chart(scene).x(now_ms));
  context.fillStyle = colours.text;
  context.fillRect(at, frame.axis, nowWidth(rem_px), frame.height);
}

/** Its upper end and its hour, on the axis. */
export function drawNow(context: CanvasRenderingContext2D, scene: Scene): void {
  const { frame, colours, rem_px, now_ms } = scene;
  const at = Math.round(chart(scene).x(now_ms));
  if (at < frame.gutter || at > frame.width) return;
  context.fillStyle = colours.text;
  context.fillRect(at, frame.axis - rem_px * 0.25, nowWidth(rem_px), rem_px * 0.25);
  context.font = scene.font(0.6875, 650);
  context.textBaseline = "middle";
  context.textAlign = at > frame.width - rem_px * 4 ? "right" : "center";
  context.fillText(`now ${hm(now_ms)}`, at, frame.axis - rem_px * 0.7);
}

const widths = new Map<string, number>();

/** Text or as much of it as fits, ending in "…"; empty when not even three letters do. */
export function fitted(context: CanvasRenderingContext2D, text: string, room: number): string {
  const key = `${context.font}|${text}`;
  let width = widths.get(key);
  if (width === undefined) {
    width = context.measureText(text).width;
    widths.set(key, width);
  }
  if (width <= room) return text;
  const letters = Math.floor((room / width) * text.length) - 1;
  return letters < 3 ? "" : `${text.slice(0, letters).trimEnd()}…`;
}
