// The timeline on canvas. Bars are gathered into one path per style and drawn at once: with
// thousands of them that is what keeps a pan at sixty frames (measured: 4.6 ms for 5,000).

import type { AmissLook } from "../../marks/amissSign";
import { dashOf } from "../../marks/evidence";
import type { Colours } from "../../marks/theme.svelte";
import { signAt, type Sign } from "../../marks/outcome";
import type { ContactRecord, Evidence } from "../../wire/types";
import { type Bar, barsWithin, type Row, toldOf } from "./rows";
import {
  chart,
  drawAxis,
  drawGrid,
  drawLabels,
  drawNow,
  drawNowLine,
  drawPast,
  fitted,
} from "./paper";
import type { View } from "./scale";

/** What a row says at its left. */
export interface RowLabel {
  readonly name: string;
  /** Said once, at the first row of the group; a hairline divides groups. */
  readonly group: string | null;
  /** Something does not fit there now. */
  readonly amiss: AmissLook | null;
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
  /** What became of a contact, by its id; undefined where nothing is recorded. */
  recordOf(contact: string): ContactRecord | undefined;
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
  /** Too narrow for an outline: a line, solid only where it is scheduled. */
  readonly slivers = new Path2D();
  readonly dashed = new Path2D();
  /** Predicted and narrow: the usual dash would leave only corners. */
  readonly short = new Path2D();
  readonly shoulders = new Path2D();
  readonly down = new Path2D();
  readonly up = new Path2D();
  /** Seen with a record: the signal is a light band, the lock its solid core. */
  readonly signalDown = new Path2D();
  readonly signalUp = new Path2D();
  /** Simulated: dots, never a filled surface. */
  readonly playedDown = new Path2D();
  readonly playedUp = new Path2D();
  readonly marked = new Path2D();
}

interface SignAt {
  readonly sign: Sign;
  readonly isPlayed: boolean;
  readonly x: number;
  readonly y: number;
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

function drawBars(context: CanvasRenderingContext2D, scene: Scene): void {
  const { frame, view, colours, rem_px } = scene;
  const { x } = chart(scene);
  const batches = new Batches();
  const names: { text: string; x: number; y: number; room: number }[] = [];
  const line = Math.max(1, rem_px / 16);
  const signs: SignAt[] = [];
  const half = rem_px * 0.375; // of a sign
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
      const record = scene.recordOf(bar.fulfils ?? bar.contact.id);
      const place = { left, right, y, height, line, marked };
      addBar(batches, bar, place, x, record !== undefined);
      if (record && bar.fulfils === null) addLocks(batches, record, y, height, x);
      const sign = toldOf(bar, record?.outcome ?? null, scene.now_ms);
      if (sign) {
        // inside a bar with room, else on a small one only what is not well
        const isPlayed = record?.evidence === "simulated";
        const isRoomy = right - left > rem_px * 1.4;
        const middle = (left + right) / 2;
        if (isRoomy) signs.push({ sign, isPlayed, x: right - rem_px * 0.6, y: y + height * 0.36 });
        else if (sign !== "completed" && frame.rowHeight > rem_px && middle > frame.gutter + half)
          signs.push({ sign, isPlayed, x: middle, y: y + height * 0.33 });
      }
      const room = right - Math.max(left, frame.gutter) - rem_px * (sign ? 1.4 : 0.5);
      if (bar.fulfils === null) {
        if (room > rem_px * 1.6 && height > rem_px * 0.8) {
          const hasSeen = row.bars.some(
            (each) =>
              each.fulfils !== null &&
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
  drawPast(context, scene);
  for (const { sign, isPlayed, x: at, y } of signs)
    signAt(context, at, y, 2 * half, sign, colours, isPlayed);
  drawNowLine(context, scene);
  context.font = scene.font(0.6875);
  context.textBaseline = "middle";
  context.textAlign = "left";
  context.fillStyle = colours.text2;
  // the line of now goes on behind the letters
  context.strokeStyle = colours.ground;
  context.lineWidth = rem_px * 0.25;
  context.lineJoin = "round";
  const now_x = x(scene.now_ms);
  for (const name of names) {
    const text = fitted(context, name.text, name.room);
    if (!text) continue;
    if (name.x < now_x && now_x < name.x + name.room) context.strokeText(text, name.x, name.y);
    context.fillText(text, name.x, name.y);
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

/** Half the breadth of the dots of what is simulated, in lines. */
const DOT = 1.6;

/** Where the band of what happened lies in a bar: its upper edge and height, as shares. */
const ACTUAL = { top: 0.62, height: 0.38 };

function addBar(
  batches: Batches,
  bar: Bar,
  place: Place,
  x: (at_ms: number) => number,
  isRecorded: boolean,
): void {
  const { left, right, y, height, line } = place;
  const width = Math.max(1, right - left);
  const round = Math.min(3 * line, height / 3);
  if (bar.seen) {
    const isUp =
      bar.contact.links.every((link) => link.direction === "up") && bar.contact.links.length > 0;
    const isPlayed = bar.contact.evidence === "simulated";
    const path = isPlayed
      ? isUp
        ? batches.playedUp
        : batches.playedDown
      : isRecorded
        ? isUp
          ? batches.signalUp
          : batches.signalDown
        : isUp
          ? batches.up
          : batches.down;
    const [top, tall] = [y + height * ACTUAL.top, height * ACTUAL.height];
    if (isPlayed) {
      // a row of dots, at least one
      path.moveTo(left + DOT * line, top + tall / 2);
      path.lineTo(Math.max(left + DOT * line + 0.01, right - DOT * line), top + tall / 2);
    } else path.rect(left, top, Math.max(1.5, width), tall);
    return;
  }
  if (place.marked) box(batches.marked, left, y, width, height, round);
  else if (width < 4 * line) {
    const path = bar.contact.evidence === "scheduled" ? batches.slivers : batches.dashed;
    path.moveTo((left + right) / 2, y);
    path.lineTo((left + right) / 2, y + height);
  } else {
    const isShort = bar.contact.evidence === "predicted" && width < height;
    const path = isShort ? batches.short : batches.plans[bar.contact.evidence];
    box(path, left + line / 2, y + line / 2, width - line, height - line, round);
  }
  const middle = y + (height - line) / 2;
  if (bar.boa_ms < bar.bot_ms) {
    const from = x(bar.boa_ms);
    batches.shoulders.rect(from, middle, Math.max(0, left - from), line);
  }
  if (bar.eot_ms < bar.eoa_ms) {
    batches.shoulders.rect(right, middle, Math.max(0, x(bar.eoa_ms) - right), line);
  }
}

/** The solid core: when there was lock; an uplink alone is its own core. */
function addLocks(
  batches: Batches,
  record: ContactRecord,
  y: number,
  height: number,
  x: (at_ms: number) => number,
): void {
  if (record.evidence !== "observed") return;
  const down = record.directions.find(({ direction }) => direction === "down");
  const way = down?.locked.length ? down : record.directions.find(({ locked }) => locked.length);
  if (!way) return;
  const path = way.direction === "down" ? batches.down : batches.up;
  const [top, tall] = [y + height * (ACTUAL.top + 0.1), height * (ACTUAL.height - 0.2)];
  for (const { start_at, end_at } of way.locked) {
    const left = x(Date.parse(start_at));
    path.rect(left, top, Math.max(1, x(Date.parse(end_at)) - left), tall);
  }
}

function paintBatches(
  context: CanvasRenderingContext2D,
  batches: Batches,
  colours: Colours,
  line: number,
): void {
  context.fillStyle = colours.plan;
  context.fill(batches.shoulders);
  context.lineWidth = line;
  context.strokeStyle = colours.plan;
  for (const evidence of ["scheduled", "predicted", "simulated"] as const) {
    context.fillStyle = colours.planFill;
    if (evidence === "scheduled") context.fill(batches.plans[evidence]);
    context.setLineDash(dashOf(evidence, line));
    context.stroke(batches.plans[evidence]);
  }
  context.lineWidth = 1.5 * line;
  context.stroke(batches.slivers);
  context.setLineDash([2.5 * line, 2 * line]);
  context.stroke(batches.dashed);
  context.lineWidth = line;
  context.stroke(batches.short);
  context.setLineDash([]);
  context.fillStyle = colours.planFill;
  context.fill(batches.marked);
  context.strokeStyle = colours.text;
  context.stroke(batches.marked);
  for (const [path, colour] of [
    [batches.signalDown, colours.down],
    [batches.signalUp, colours.up],
  ] as const) {
    context.fillStyle = colour;
    context.globalAlpha = 0.35;
    context.fill(path);
    context.globalAlpha = 1;
    context.strokeStyle = colour;
    context.stroke(path);
  }
  context.lineWidth = 2 * DOT * line;
  context.lineCap = "round";
  context.setLineDash([0.01, 4 * DOT * line]);
  context.strokeStyle = colours.down;
  context.stroke(batches.playedDown);
  context.strokeStyle = colours.up;
  context.stroke(batches.playedUp);
  context.lineCap = "butt";
  context.setLineDash([]);
  context.fillStyle = colours.down;
  context.fill(batches.down);
  context.fillStyle = colours.up;
  context.fill(batches.up);
}
