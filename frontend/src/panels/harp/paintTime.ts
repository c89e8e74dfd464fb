/** Below the horizon time runs down: the last hour, now, and the next six hours of every antenna. */
import { HOUR_MS, hm } from "../../format/times";
import { barIn, type BarLook } from "../../marks/evidence";
import type { Box } from "../../marks/labels";
import type { Contact } from "../../wire/types";
import { AHEAD_MS, PAST_MS } from "./scale";
import type { Dish, Scene } from "./scene";
import { timeY, type Sheet } from "./sheet";

export interface Bar {
  box: Box;
  contact: Contact;
}

const QUARTER_MS = HOUR_MS / 4;

export function paintHours(sheet: Sheet, now_ms: number): void {
  const { context, colours, rem, font } = sheet;
  context.textBaseline = "middle";
  context.lineWidth = Math.max(1, rem / 16);
  const rule = (offset_ms: number, left: string, right: string, strong = false): void => {
    const y = Math.round(timeY(sheet, offset_ms)) + 0.5;
    context.strokeStyle = strong ? colours.hairlineStrong : colours.hairline;
    context.setLineDash(strong ? [] : [1, 3]);
    context.beginPath();
    context.moveTo(sheet.left, y);
    context.lineTo(sheet.right, y);
    context.stroke();
    context.setLineDash([]);
    context.font = font(0.6875, strong ? 650 : 400);
    context.fillStyle = strong ? colours.text : colours.text3;
    context.textAlign = "right";
    context.fillText(left, sheet.left - 0.6 * rem, y);
    context.textAlign = "left";
    context.font = font(0.6875);
    context.fillStyle = colours.text3;
    context.fillText(right, sheet.right + 0.6 * rem, y);
  };
  rule(-PAST_MS, hm(now_ms - PAST_MS), "an hour ago");
  for (let offset = 2 * QUARTER_MS; offset < HOUR_MS; offset += 2 * QUARTER_MS)
    rule(offset, hm(now_ms + offset), `in ${offset / 60_000} min`);
  for (let offset = HOUR_MS; offset <= AHEAD_MS; offset += HOUR_MS)
    rule(offset, hm(now_ms + offset), `in ${offset / HOUR_MS} h`);
  rule(0, "now", hm(now_ms), true);
}

/** Bars of every antenna in the marks of evidence; returns them for pointing at. */
export function paintBars(
  sheet: Sheet,
  scene: Scene,
  contacts: ReadonlyMap<string, readonly Contact[]>,
  now_ms: number,
  strength: (contact: Contact) => number,
  craftName: (id: string) => string,
): Bar[] {
  const { context, rem } = sheet;
  const bars: Bar[] = [];
  context.save();
  context.beginPath();
  context.rect(0, sheet.timeTop - 1, sheet.width, sheet.timeBottom - sheet.timeTop + 2);
  context.clip();
  for (const dish of scene.dishes) {
    const width = dish.isActive
      ? Math.min(dish.width * 0.8, 4.2 * rem)
      : Math.max(4, dish.width * 0.5);
    for (const contact of withLive(dish, contacts.get(dish.antenna) ?? [], now_ms)) {
      const box = boxOf(sheet, dish, contact, width, now_ms);
      if (!box) continue;
      context.globalAlpha = strength(contact) * (Date.parse(contact.eot_at) < now_ms ? 0.75 : 1);
      paintBar(sheet, box, dish, contact, width, now_ms, craftName);
      bars.push({ box, contact });
    }
  }
  context.restore();
  return bars;
}

/**
 * The contacts of an antenna with what is seen at this moment carried on to now: the list of
 * contacts is a minute old at times, the state is not.
 */
function withLive(dish: Dish, contacts: readonly Contact[], now_ms: number): readonly Contact[] {
  const live = dish.talks.flatMap(({ seen }) => (seen?.since_at ? [seen] : []));
  if (live.length === 0) return contacts;
  const isLive = (contact: Contact): boolean =>
    live.some(
      (seen) =>
        contact.spacecraft === seen.spacecraft &&
        contact.evidence === seen.evidence &&
        Date.parse(contact.eot_at) >= Date.parse(seen.since_at ?? ""),
    );
  const carried = live.map((seen): Contact => {
    const until_at = seen.freshness === "stale" ? seen.observed_at : new Date(now_ms).toISOString();
    const since_at = seen.since_at ?? until_at;
    const span = { boa_at: since_at, bot_at: since_at, eot_at: until_at, eoa_at: until_at };
    return { ...seen, ...span, reported: null };
  });
  return [...contacts.filter((contact) => !isLive(contact)), ...carried];
}

function boxOf(
  sheet: Sheet,
  dish: Dish,
  contact: Contact,
  width: number,
  now_ms: number,
): Box | null {
  const from = Date.parse(contact.bot_at) - now_ms;
  // what was observed ends at the latest now: its future is the plan's affair
  const seen = contact.evidence === "observed" || contact.evidence === "simulated";
  const to = Math.min(Date.parse(contact.eot_at) - now_ms, seen ? 0 : Infinity);
  if (to <= -PAST_MS || from >= AHEAD_MS || to < from) return null;
  // a bar cut by the picture's edge runs past it, so that it shows no end there
  const beyond = 0.6 * sheet.rem;
  const top = from < -PAST_MS ? sheet.timeTop - beyond : timeY(sheet, from);
  const bottom = to > AHEAD_MS ? sheet.timeBottom + beyond : timeY(sheet, to);
  const slim = seen ? 0.62 : 1;
  return {
    x: dish.x - (width * slim) / 2,
    y: top,
    width: width * slim,
    height: Math.max(0.2 * sheet.rem, bottom - top),
  };
}

function paintBar(
  sheet: Sheet,
  box: Box,
  dish: Dish,
  contact: Contact,
  width: number,
  now_ms: number,
  craftName: (id: string) => string,
): void {
  const { context, colours, rem, font } = sheet;
  const look: BarLook = { evidence: contact.evidence, freshness: "fresh" };
  barIn(context, box.x, box.y, box.width, box.height, look, colours, rem * 0.5);
  if (dish.isActive) paintPreparation(sheet, dish, contact, width, now_ms);
  const seen = contact.evidence === "observed" || contact.evidence === "simulated";
  if (!dish.isActive || seen || box.height < 1.1 * rem || box.width < 2.2 * rem) return;
  context.save();
  context.beginPath();
  context.rect(box.x, box.y, box.width, box.height);
  context.clip();
  context.font = font(0.6875);
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  context.fillStyle = colours.text2;
  const isNow = Date.parse(contact.bot_at) <= now_ms;
  const end_ms = Date.parse(contact.eot_at);
  const endsInside = end_ms - now_ms <= AHEAD_MS;
  const room = box.width - AIR_REM * rem;
  const end = endsInside ? endText(context, end_ms, room) : "";
  const text = isNow ? end : fitted(context, contact, room, craftName);
  const y = isNow ? box.y + box.height - 0.4 * rem : box.y + 0.95 * rem;
  // what ends at once has no room between the line of now and its end
  if (!isNow || y - timeY(sheet, 0) > 0.9 * rem) context.fillText(text, dish.x, y, room);
  if (!isNow && box.height > 2.4 * rem)
    context.fillText(end, dish.x, box.y + box.height - 0.4 * rem);
  context.restore();
}

/** "–14:40", without the dash where it would touch the bar's edges. */
function endText(context: CanvasRenderingContext2D, end_ms: number, room: number): string {
  const text = `–${hm(end_ms)}`;
  return context.measureText(text).width < room ? text : hm(end_ms);
}

/** Air beside the words in a bar, both sides together, rem. */
const AIR_REM = 0.6;
/** A name may be set this much narrower before its code takes its place. */
const TIGHTEST = 0.85;

function fitted(
  context: CanvasRenderingContext2D,
  contact: Contact,
  room: number,
  craftName: (id: string) => string,
): string {
  const name = craftName(contact.spacecraft);
  return context.measureText(name).width * TIGHTEST <= room ? name : contact.spacecraft;
}

/** Set-up and tear-down: the antenna is busy but nobody talks; a thin stem before and after. */
function paintPreparation(
  sheet: Sheet,
  dish: Dish,
  contact: Contact,
  width: number,
  now_ms: number,
): void {
  const { context, colours, rem } = sheet;
  const stem = (from_at: string, to_at: string): void => {
    const from = Math.max(-PAST_MS, Date.parse(from_at) - now_ms);
    const to = Math.min(AHEAD_MS, Date.parse(to_at) - now_ms);
    const [top, bottom] = [timeY(sheet, from), timeY(sheet, to)];
    // too short to be read: it would only roughen the bar's edge
    if (bottom - top < 0.3 * rem) return;
    context.strokeStyle = colours.plan;
    context.lineWidth = Math.max(1, rem / 14);
    context.setLineDash([]);
    context.beginPath();
    context.moveTo(dish.x, top);
    context.lineTo(dish.x, bottom);
    context.moveTo(dish.x - width * 0.12, from_at === contact.boa_at ? top : bottom);
    context.lineTo(dish.x + width * 0.12, from_at === contact.boa_at ? top : bottom);
    context.stroke();
  };
  if (contact.boa_at !== contact.bot_at) stem(contact.boa_at, contact.bot_at);
  if (contact.eoa_at !== contact.eot_at) stem(contact.eot_at, contact.eoa_at);
}
