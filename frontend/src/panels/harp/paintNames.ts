/** The names on the harp: every craft's beside its mark, and those that come soon above their dish. */
import { distanceText, lightTime } from "../../format/numbers";
import type { Box, LabelPlacer, LabelWish } from "../../marks/labels";
import { strengthOf, stubY, type Emphasis } from "./paintSky";
import type { Craft, Dish, Scene } from "./scene";
import { footY, MARK_REM, skyY, type Sheet } from "./sheet";

export interface Words {
  craft(spacecraft: string[]): string;
  /** "42 s ago" for what was observed and is no longer fresh. */
  age(craft: Craft): string | null;
  /** "in 30 min" */
  wait(dish: Dish): string;
}

export interface Placed {
  box: Box;
  craft: Craft | null;
  dish: Dish | null;
}

interface TextLine {
  text: string;
  size_rem: number;
  weight: 400 | 650;
}

/** A name to place: `variants` from full to brief, its mark's middle at (x, y), `clear` px around it. */
interface Name {
  id: string;
  rank: number;
  x: number;
  y: number;
  clear: number;
  variants: TextLine[][];
  strength: number;
  craft: Craft | null;
  dish: Dish | null;
}

/** What an anchor of a wish stands for. */
interface Choice {
  variant: number;
  place: number;
}

type Align = "left" | "center" | "right";

/** Air to either side of a label's words. */
const EDGE_REM = 0.14;

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

const small = (text: string): TextLine => ({ text, size_rem: 0.6875, weight: 400 });

/** Name every craft, near it, without overlap; returns where the names went, for pointing at them. */
export function paintNames(
  sheet: Sheet,
  scene: Scene,
  placer: LabelPlacer,
  words: Words,
  emphasis: Emphasis,
  walls: readonly Box[],
  now_ms: number,
): Placed[] {
  const { rem } = sheet;
  const names = [
    ...scene.crafts.map((craft) => craftName(sheet, craft, words, emphasis)),
    ...scene.dishes.flatMap((dish) => soonName(sheet, dish, words, emphasis) ?? []),
  ];
  const byId = new Map(names.map((name) => [name.id, { name, ...wishOf(sheet, name) }]));
  const { hard, soft } = obstacles(sheet, scene);
  const bounds = { x: 0.5 * rem, y: 0, width: sheet.width - rem, height: footY(sheet) + 0.2 * rem };
  const wishes = [...byId.values()].map(({ wish }) => wish);
  return placer
    .place(wishes, [...walls, ...hard], soft, bounds, now_ms)
    .flatMap(({ id, box, anchor }) => {
      const one = byId.get(id);
      const choice = one?.choices[anchor];
      if (!one || !choice) return [];
      paintName(sheet, one.name, choice, box);
      return { box, craft: one.name.craft, dish: one.name.dish };
    });
}

function craftName(sheet: Sheet, craft: Craft, words: Words, emphasis: Emphasis): Name {
  const strength = strengthOf(craft, emphasis);
  const name: TextLine = { text: words.craft(craft.spacecraft), size_rem: 0.8125, weight: 650 };
  const distance = distanceText(craft.range_km);
  const aged = words.age(craft);
  const worth = craft.evidence === "observed" ? 20 : craft.evidence === "scheduled" ? 10 : 5;
  return {
    id: craft.spacecraft.join("+"),
    rank: 100 * strength + worth + Math.log10(craft.range_km) / 10,
    x: craft.x,
    y: skyY(sheet, craft.range_km),
    clear: MARK_REM * sheet.rem * 0.85,
    variants: [
      [name, small(`${distance} · ${aged ?? lightTime(craft.light_time_s)}`)],
      [name, small(aged ?? distance)],
      [name],
    ],
    strength,
    craft,
    dish: null,
  };
}

/** Who begins within the hour; gives way to everyone who talks. */
function soonName(sheet: Sheet, dish: Dish, words: Words, emphasis: Emphasis): Name | null {
  if (!dish.upcoming) return null;
  return {
    id: `soon ${dish.antenna}`,
    rank: 0,
    x: dish.x,
    y: stubY(sheet),
    clear: 0.2 * sheet.rem,
    variants: [[small(words.craft([dish.upcoming.spacecraft])), small(words.wait(dish))]],
    strength: emphasis.of(dish.antenna, dish.upcoming.spacecraft),
    craft: null,
    dish,
  };
}

/** The places a name could take: near and full, near and briefer, then farther away. */
function wishOf(sheet: Sheet, name: Name): { wish: LabelWish; choices: Choice[] } {
  const { context, rem, font } = sheet;
  const mark = MARK_REM * rem;
  const { x, y } = name;
  const near = NEAR[(name.craft?.side ?? 0) + 1] ?? [];
  const boxes = name.variants.map((lines) => {
    const widths = lines.map(({ text, size_rem, weight }) => {
      context.font = font(size_rem, weight);
      return context.measureText(text).width;
    });
    const width = Math.max(...widths) + 2 * EDGE_REM * rem;
    const height = (0.1 + lines.length * 0.95) * rem;
    return anchorsAround(x, y, width, height, name.clear, mark / 2, rem);
  });
  const choices = [near, FAR].flatMap((places) =>
    boxes.flatMap((_, variant) => places.map((place) => ({ variant, place }))),
  );
  const anchors = choices.map(({ variant, place }) => boxes[variant]![place]!);
  const leaders = anchors.map((box) => (name.craft ? leaderOf(box, x, y, rem) : null));
  return { wish: { id: name.id, rank: name.rank, anchors, leaders }, choices };
}

function paintName(sheet: Sheet, name: Name, choice: Choice, box: Box): void {
  const { context, colours, rem, font } = sheet;
  const leader = name.craft ? leaderOf(box, name.x, name.y, rem) : null;
  if (leader) {
    context.fillStyle = colours.hairlineStrong;
    context.fillRect(leader.x, leader.y, Math.max(1, rem / 16), leader.height);
  }
  const align = ALIGNS[choice.place] ?? "center";
  const edge = EDGE_REM * rem;
  const x = { left: box.x + edge, right: box.x + box.width - edge, center: box.x + box.width / 2 };
  context.save();
  context.globalAlpha = Math.max(0.35, name.strength);
  context.textAlign = align;
  context.textBaseline = "alphabetic";
  // a thin halo of the ground keeps letters readable where a tick or a string passes
  context.strokeStyle = colours.ground;
  context.lineWidth = 0.22 * rem;
  context.lineJoin = "round";
  (name.variants[choice.variant] ?? []).forEach(({ text, size_rem, weight }, index) => {
    context.font = font(size_rem, weight);
    context.fillStyle = weight === 650 ? colours.text : name.craft ? colours.text2 : colours.text3;
    const y = box.y + (0.82 + index * 0.95) * rem;
    context.strokeText(text, x[align], y);
    context.fillText(text, x[align], y);
  });
  context.restore();
}

/** A label that had to step up is tied to its craft by a hairline. */
function leaderOf(box: Box, x: number, y: number, rem: number): Box | null {
  const from = box.y + box.height;
  const to = y - MARK_REM * rem * 0.6;
  return to - from < rem ? null : { x: x - 0.5, y: from, width: 1, height: to - from };
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
