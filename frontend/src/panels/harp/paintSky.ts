/** Above the horizon: ticks of distance and light time, strings, craft and their names. */
import { distanceText, lightTime } from "../../format/numbers";
import { markAt, strokeAs } from "../../marks/evidence";
import type { Box, LabelPlacer, LabelWish } from "../../marks/labels";
import { GLOW_BELOW_S } from "./pulses";
import { LIGHT_KM_S, TICKS } from "./scale";
import type { Craft, Dish, Scene } from "./scene";
import { footY, MARK_REM, skyY, tracePath, type Sheet } from "./sheet";

export interface Emphasis {
  /** 0…1: how strongly a pair is drawn beside the selection. */
  of(antenna: string, spacecraft: string): number;
}

export interface Words {
  craft(spacecraft: string[]): string;
  /** "42 s ago" for what was observed and is no longer fresh. */
  age(craft: Craft): string | null;
  /** "in 30 min" */
  wait(dish: Dish): string;
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
        const glows = craft.light_time_s < GLOW_BELOW_S && talk.freshness === "fresh";
        context.lineWidth = glows ? thin * 2.4 : thin;
        context.globalAlpha *= glows ? 0.95 : 0.5;
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

const stubY = (sheet: Sheet): number => footY(sheet) - 1.3 * sheet.rem;

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

/** Air to either side of a label's words. */
const EDGE_REM = 0.14;

type Align = "left" | "center" | "right";

interface TextLine {
  text: string;
  size_rem: number;
  weight: 400 | 650;
}

/** A label as it was wished for: its anchors run through fuller and briefer forms of it. */
interface Text {
  linesOf(anchor: number): TextLine[];
  alignOf(anchor: number): Align;
  x: number;
  y: number;
  dim: number;
}

export interface Placed {
  box: Box;
  craft: Craft | null;
  dish: Dish | null;
}

/** Which near anchor is tried first: for a craft left of its dish's middle, in the middle, right of it. */
const NEAR: readonly (readonly number[])[] = [
  [2, 4, 0, 1, 3],
  [0, 1, 2, 3, 4],
  [1, 3, 0, 2, 4],
];
const FAR = [5, 7, 8, 9, 10, 6] as const;
const ALIGNS: readonly Align[] = [
  "center",
  "left",
  "right",
  "left",
  "right",
  "center",
  "center",
  "left",
  "right",
];

/** Name every craft, near it, without overlap; returns where the names went, for pointing at them. */
export function paintLabels(
  sheet: Sheet,
  scene: Scene,
  placer: LabelPlacer,
  words: Words,
  emphasis: Emphasis,
  walls: readonly Box[],
  now_ms: number,
): Placed[] {
  const { context, colours, rem, font } = sheet;
  const mark = MARK_REM * rem;
  const texts = new Map<string, Text & { craft: Craft | null; dish: Dish | null }>();
  const wishes: LabelWish[] = [];
  const wish = (
    id: string,
    rank: number,
    x: number,
    y: number,
    clear: number,
    variants: TextLine[][],
    strength: number,
    owner: { craft: Craft | null; dish: Dish | null },
  ): void => {
    const near = NEAR[(owner.craft?.side ?? 0) + 1]!;
    const boxes = variants.map((lines) => {
      const widths = lines.map(({ text, size_rem, weight }) => {
        context.font = font(size_rem, weight);
        return context.measureText(text).width;
      });
      const width = Math.max(...widths) + 2 * EDGE_REM * rem;
      const height = (0.1 + lines.length * 0.95) * rem;
      return anchorsAround(x, y, width, height, clear, mark / 2, rem);
    });
    // near and full, near and briefer, then away with a leader or beside the string
    const choices = [near, FAR].flatMap((places) =>
      variants.flatMap((_, variant) => places.map((place) => ({ variant, place }))),
    );
    const anchors = choices.map(({ variant, place }) => boxes[variant]![place]!);
    const leaders = anchors.map((box) => (owner.craft ? leaderOf(box, x, y, mark, rem) : null));
    wishes.push({ id, rank, anchors, leaders });
    texts.set(id, {
      linesOf: (anchor) => variants[choices[anchor]?.variant ?? 0] ?? [],
      alignOf: (anchor) => ALIGNS[choices[anchor]?.place ?? 0] ?? "center",
      x,
      y,
      dim: strength,
      ...owner,
    });
  };
  for (const craft of scene.crafts) {
    const y = skyY(sheet, craft.range_km);
    const strength = strengthOf(craft, emphasis);
    const name: TextLine = { text: words.craft(craft.spacecraft), size_rem: 0.8125, weight: 650 };
    const small = (text: string): TextLine => ({ text, size_rem: 0.6875, weight: 400 });
    const distance = distanceText(craft.range_km);
    const aged = words.age(craft);
    const worth = craft.evidence === "observed" ? 20 : craft.evidence === "scheduled" ? 10 : 5;
    wish(
      craft.spacecraft.join("+"),
      100 * strength + worth + Math.log10(craft.range_km) / 10,
      craft.x,
      y,
      mark * 0.85,
      [
        [name, small(`${distance} · ${aged ?? lightTime(craft.light_time_s)}`)],
        [name, small(aged ?? distance)],
        [name],
      ],
      strength,
      { craft, dish: null },
    );
  }
  for (const dish of scene.dishes) {
    if (!dish.upcoming) continue;
    wish(
      `soon ${dish.antenna}`,
      -dish.upcoming.bot_at.length,
      dish.x,
      stubY(sheet),
      0.2 * rem,
      [
        [
          { text: words.craft([dish.upcoming.spacecraft]), size_rem: 0.6875, weight: 400 },
          { text: words.wait(dish), size_rem: 0.6875, weight: 400 },
        ],
      ],
      emphasis.of(dish.antenna, dish.upcoming.spacecraft) * 0.999,
      { craft: null, dish },
    );
  }
  const { hard, soft } = obstacles(sheet, scene);
  const bounds = { x: 0.5 * rem, y: 0, width: sheet.width - rem, height: footY(sheet) + 0.2 * rem };
  const placed = placer.place(wishes, [...walls, ...hard], soft, bounds, now_ms);
  return placed.map(({ id, box, anchor }) => {
    const text = texts.get(id)!;
    const align = text.alignOf(anchor);
    const lines = text.linesOf(anchor);
    if (text.craft) paintLeader(sheet, box, text);
    context.save();
    context.globalAlpha = Math.max(0.35, text.dim);
    context.textAlign = align;
    context.textBaseline = "alphabetic";
    const edge = EDGE_REM * rem;
    const x =
      align === "left"
        ? box.x + edge
        : align === "right"
          ? box.x + box.width - edge
          : box.x + box.width / 2;
    lines.forEach(({ text: words, size_rem, weight }, index) => {
      context.font = font(size_rem, weight);
      context.fillStyle =
        weight === 650 ? colours.text : text.craft ? colours.text2 : colours.text3;
      // a thin halo of the ground keeps letters readable where a tick or a string passes
      context.strokeStyle = colours.ground;
      context.lineWidth = 0.22 * rem;
      context.lineJoin = "round";
      const y = box.y + (0.82 + index * 0.95) * rem;
      context.strokeText(words, x, y);
      context.fillText(words, x, y);
    });
    context.restore();
    return { box, craft: text.craft, dish: text.dish };
  });
}

/** A label that had to step up is tied to its craft by a hairline. */
function leaderOf(box: Box, x: number, y: number, mark: number, rem: number): Box | null {
  const from = box.y + box.height;
  const to = y - mark * 0.6;
  return to - from < rem ? null : { x: x - 0.5, y: from, width: 1, height: to - from };
}

function paintLeader(sheet: Sheet, box: Box, text: Text): void {
  const leader = leaderOf(box, text.x, text.y, MARK_REM * sheet.rem, sheet.rem);
  if (!leader) return;
  sheet.context.fillStyle = sheet.colours.hairlineStrong;
  sheet.context.fillRect(leader.x, leader.y, Math.max(1, sheet.rem / 16), leader.height);
}

/** Above in the middle, to the right and left; right, left; 5–8 higher with a leader; 9, 10 beside the string. */
function anchorsAround(
  x: number,
  y: number,
  width: number,
  height: number,
  clear: number,
  half: number,
  rem: number,
): Box[] {
  const size = { width, height };
  const above = y - clear - height;
  return [
    { x: x - width / 2, y: above, ...size },
    { x: x - half, y: above, ...size },
    { x: x + half - width, y: above, ...size },
    { x: x + clear + 0.15 * rem, y: y - height / 2, ...size },
    { x: x - clear - 0.15 * rem - width, y: y - height / 2, ...size },
    { x: x - width / 2, y: above - 2.2 * rem, ...size },
    { x: x - width / 2, y: above - 4.4 * rem, ...size },
    { x: x - half, y: above - 2.2 * rem, ...size },
    { x: x + half - width, y: above - 2.2 * rem, ...size },
    { x: x + half, y: y + half * 0.4, ...size },
    { x: x - half - width, y: y + half * 0.4, ...size },
  ];
}

function obstacles(sheet: Sheet, scene: Scene): { hard: Box[]; soft: Box[] } {
  const { rem } = sheet;
  const hard: Box[] = [];
  const soft: Box[] = [];
  const size = MARK_REM * rem;
  for (const craft of scene.crafts) {
    const y = skyY(sheet, craft.range_km);
    const width = size * (1 + (craft.spacecraft.length - 1) * 1.35);
    hard.push({ x: craft.x - width / 2, y: y - size / 2, width, height: size });
    for (const { foot_x } of craft.lines) {
      const foot = footY(sheet);
      if (foot_x === craft.x) soft.push({ x: craft.x - 1, y, width: 2, height: foot - y });
      else soft.push({ x: foot_x - 1, y: (y + foot) / 2, width: 2, height: (foot - y) / 2 });
    }
  }
  return { hard, soft };
}
