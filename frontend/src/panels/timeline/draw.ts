// The timeline on canvas. Bars are gathered into one path per style and drawn at once: with
// thousands of them that is what keeps a pan at sixty frames (measured: 4.6 ms for 5,000).

import { hm } from "../../format/times";
import { dashOf } from "../../marks/evidence";
import type { Colours } from "../../marks/theme.svelte";
import type { Evidence } from "../../wire/types";
import { type Bar, barsWithin, type Row } from "./rows";
import { ticks, type View, xOf } from "./scale";

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

/** What a row says at its left. */
export interface RowLabel {
  readonly name: string;
  /** Said once, at the first row of the group; a hairline divides groups. */
  readonly group: string | null;
}

/** Where everything stands, CSS px. */
export interface Frame {
  readonly width: number;
  readonly height: number;
  /** Width of the labels at the left. */
  readonly gutter: number;
  /** Height of the axis at the top. */
  readonly axis: number;
  readonly rowHeight: number;
  /** How far the rows are scrolled up. */
  readonly scroll: number;
}

export interface Scene {
  readonly frame: Frame;
  readonly view: View;
  readonly now_ms: number;
  readonly rows: readonly Row[];
  labelOf(row: Row): RowLabel;
  nameIn(bar: Bar): string;
  isSelected(bar: Bar): boolean;
  readonly pointed: Bar | null;
  readonly colours: Colours;
  font(size_rem: number, weight?: 400 | 500 | 650): string;
  readonly rem_px: number;
}

/** Share of a row's height that bars take. */
export const BAR_SHARE = 0.76;

/** Upper edge and height of a bar in its row. */
function laneBox(bar: Bar, top: number, frame: Frame): [number, number] {
  const inner = frame.rowHeight * BAR_SHARE;
  const height = inner / bar.lanes;
  const y = top + (frame.rowHeight - inner) / 2 + bar.lane * height;
  return [y, height - (bar.lanes > 1 ? 1 : 0)];
}

/** One path per look of a bar. */
class Batches {
  readonly plans: Record<Evidence, Path2D> = {
    observed: new Path2D(),
    scheduled: new Path2D(),
    predicted: new Path2D(),
    simulated: new Path2D(),
  };
  readonly slivers = new Path2D();
  /** Predicted and narrow: the usual dash would leave only corners. */
  readonly short = new Path2D();
  readonly shoulders = new Path2D();
  readonly down = new Path2D();
  readonly up = new Path2D();
  readonly marked = new Path2D();
}

function box(path: Path2D, x: number, y: number, width: number, height: number, round: number) {
  if (width > 2 * round) path.roundRect(x, y, width, height, round);
  else path.rect(x, y, width, height);
}

export function drawTimeline(context: CanvasRenderingContext2D, scene: Scene): void {
  const { frame, colours } = scene;
  context.fillStyle = colours.ground;
  context.fillRect(0, 0, frame.width, frame.height);
  drawGrid(context, scene);
  context.save();
  context.beginPath();
  context.rect(frame.gutter, frame.axis, frame.width - frame.gutter, frame.height - frame.axis);
  context.clip();
  drawBars(context, scene);
  context.restore();
  drawLabels(context, scene);
  drawAxis(context, scene);
  drawNow(context, scene);
}

function chart(scene: Scene): { x: (at_ms: number) => number; width: number } {
  const { frame, view } = scene;
  const width = frame.width - frame.gutter;
  return { x: (at_ms) => frame.gutter + xOf(at_ms, view, width), width };
}

function drawGrid(context: CanvasRenderingContext2D, scene: Scene): void {
  const { frame, view, colours } = scene;
  const { x, width } = chart(scene);
  for (const tick of ticks(view, width, scene.rem_px * 4.5)) {
    context.fillStyle = tick.midnight ? colours.hairlineStrong : colours.hairline;
    context.fillRect(Math.round(x(tick.at_ms)), frame.axis, 1, frame.height - frame.axis);
  }
}

function drawBars(context: CanvasRenderingContext2D, scene: Scene): void {
  const { frame, view, colours, rem_px } = scene;
  const { x } = chart(scene);
  const batches = new Batches();
  const names: { text: string; x: number; y: number; room: number }[] = [];
  const line = Math.max(1, rem_px / 16);
  scene.rows.forEach((row, index) => {
    const top = frame.axis + index * frame.rowHeight - frame.scroll;
    if (top > frame.height || top + frame.rowHeight < frame.axis) return;
    let drawnTo = -Infinity;
    for (const bar of barsWithin(row, view.from_ms, view.to_ms)) {
      const [y, height] = laneBox(bar, top, frame);
      const left = Math.max(x(bar.bot_ms), frame.gutter - 4);
      const right = Math.min(x(bar.eot_ms), frame.width + 4);
      const marked = scene.isSelected(bar) || bar === scene.pointed;
      // many bars on one pixel: the first stands for them
      if (right - left < 1 && right < drawnTo && !marked) continue;
      drawnTo = Math.max(drawnTo, left + 1);
      addBar(batches, bar, { left, right, y, height, line, marked }, x);
      const room = right - Math.max(left, frame.gutter) - rem_px * 0.5;
      if (!bar.fulfils) {
        if (room > rem_px * 1.6 && height > rem_px * 0.8) {
          const hasSeen = row.bars.some(
            (each) =>
              each.fulfils &&
              each.lane === bar.lane &&
              each.boa_ms < bar.eoa_ms &&
              each.eoa_ms > bar.boa_ms,
          );
          names.push({
            text: scene.nameIn(bar),
            x: Math.max(left, frame.gutter) + rem_px * 0.3,
            y: y + (hasSeen ? height * 0.36 : height / 2),
            room,
          });
        }
      }
    }
  });
  paintBatches(context, batches, colours, line);
  // the past a little dimmer
  const now_x = Math.min(frame.width, x(scene.now_ms));
  if (now_x > frame.gutter) {
    context.globalAlpha = 0.38;
    context.fillStyle = colours.ground;
    context.fillRect(frame.gutter, frame.axis, now_x - frame.gutter, frame.height - frame.axis);
    context.globalAlpha = 1;
  }
  context.font = scene.font(0.6875);
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.fillStyle = colours.text2;
  for (const name of names) {
    const text = fitted(context, name.text, name.room);
    if (text) context.fillText(text, name.x, name.y);
  }
}

interface Place {
  left: number;
  right: number;
  y: number;
  height: number;
  line: number;
  marked: boolean;
}

function addBar(batches: Batches, bar: Bar, place: Place, x: (at_ms: number) => number): void {
  const { left, right, y, height, line } = place;
  const width = Math.max(1, right - left);
  const round = Math.min(3 * line, height / 3);
  if (bar.seen) {
    const path =
      bar.contact.links.every((link) => link.direction === "up") && bar.contact.links.length > 0
        ? batches.up
        : batches.down;
    path.rect(left, y + height * 0.66, Math.max(1.5, width), height * 0.34);
    return;
  }
  if (place.marked) box(batches.marked, left, y, width, height, round);
  else if (width < 4 * line) batches.slivers.rect(left, y, Math.max(1, width), height);
  else {
    const isShort = bar.contact.evidence === "predicted" && width < height;
    const path = isShort ? batches.short : batches.plans[bar.contact.evidence];
    box(path, left + line / 2, y + line / 2, width - line, height - line, round);
  }
  const middle = y + height / 2 - line;
  if (bar.boa_ms < bar.bot_ms) {
    const from = x(bar.boa_ms);
    batches.shoulders.rect(from, middle, Math.max(0, left - from), 2 * line);
  }
  if (bar.eot_ms < bar.eoa_ms) {
    batches.shoulders.rect(right, middle, Math.max(0, x(bar.eoa_ms) - right), 2 * line);
  }
}

function paintBatches(
  context: CanvasRenderingContext2D,
  batches: Batches,
  colours: Colours,
  line: number,
): void {
  context.fillStyle = colours.plan;
  context.globalAlpha = 0.7;
  context.fill(batches.shoulders);
  context.fill(batches.slivers);
  context.globalAlpha = 1;
  context.lineWidth = line;
  context.strokeStyle = colours.plan;
  for (const evidence of ["scheduled", "predicted", "simulated"] as const) {
    context.fillStyle = colours.planFill;
    if (evidence === "scheduled") context.fill(batches.plans[evidence]);
    context.setLineDash(dashOf(evidence, line));
    context.stroke(batches.plans[evidence]);
  }
  context.setLineDash([1.5 * line, 1.5 * line]);
  context.stroke(batches.short);
  context.setLineDash([]);
  context.fillStyle = colours.planFill;
  context.fill(batches.marked);
  context.strokeStyle = colours.text;
  context.stroke(batches.marked);
  context.fillStyle = colours.down;
  context.fill(batches.down);
  context.fillStyle = colours.up;
  context.fill(batches.up);
}

const widths = new Map<string, number>();

/** Text or as much of it as fits, ending in "…"; empty when not even three letters do. */
function fitted(context: CanvasRenderingContext2D, text: string, room: number): string {
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

function drawLabels(context: CanvasRenderingContext2D, scene: Scene): void {
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

function drawAxis(context: CanvasRenderingContext2D, scene: Scene): void {
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

function drawNow(context: CanvasRenderingContext2D, scene: Scene): void {
  const { frame, colours, rem_px, now_ms } = scene;
  const at = Math.round(chart(scene).x(now_ms));
  if (at < frame.gutter || at > frame.width) return;
  const line = Math.max(1, Math.round(rem_px / 16));
  context.fillStyle = colours.text;
  context.fillRect(at, frame.axis - rem_px * 0.25, line, frame.height);
  context.font = scene.font(0.6875, 650);
  context.textBaseline = "middle";
  context.textAlign = at > frame.width - rem_px * 4 ? "right" : "center";
  context.fillText(`now ${hm(now_ms)}`, at, frame.axis - rem_px * 0.7);
}
