// Contacts → rows of bars: one row per antenna or per spacecraft, planned and seen side by side.

import { isSeen } from "../../format/contact";
import type { Contact, Outcome } from "../../wire/types";

export type RowKind = "antenna" | "spacecraft";

/** One contact in its row. Instants are Unix ms. */
export interface Bar {
  readonly contact: Contact;
  readonly boa_ms: number;
  readonly bot_ms: number;
  readonly eot_ms: number;
  readonly eoa_ms: number;
  /** 0 is the row's upper edge; several only when one dish holds several craft, or the reverse. */
  readonly lane: number;
  /** How many lanes the row has while this bar lasts: alone it has the full height. */
  readonly lanes: number;
  /** It tells what happened. */
  readonly seen: boolean;
  /** Seen, and planned: the id of its plan, in which it is drawn. Null for a plan itself. */
  readonly fulfils: string | null;
}

export interface Row {
  /** Antenna or spacecraft id. */
  readonly id: string;
  /** Sorted by begin of activity. */
  readonly bars: readonly Bar[];
  /** Longest activity: how far before the view a bar may begin and still reach into it. */
  readonly longest_ms: number;
}

const TOLD: readonly Outcome[] = ["completed", "degraded", "failed", "missed", "cancelled"];

/** The outcome that a plan's bar carries, once it is over and one is known. */
export function toldOf(bar: Bar, outcome: Outcome | null, now_ms: number): Outcome | null {
  const isOver = bar.fulfils === null && bar.eot_ms < now_ms;
  return isOver && outcome !== null && TOLD.includes(outcome) ? outcome : null;
}

type Laneless = Omit<Bar, "lane" | "lanes" | "fulfils">;
type InLane = Omit<Bar, "lanes">;

function laneless(contact: Contact): Laneless {
  return {
    contact,
    boa_ms: Date.parse(contact.boa_at),
    bot_ms: Date.parse(contact.bot_at),
    eot_ms: Date.parse(contact.eot_at),
    eoa_ms: Date.parse(contact.eoa_at),
    seen: isSeen(contact),
  };
}

function overlaps(a: Laneless, b: Laneless): boolean {
  return a.boa_ms < b.eoa_ms && b.boa_ms < a.eoa_ms;
}

function samePair(a: Laneless, b: Laneless): boolean {
  return a.contact.antenna === b.contact.antenna && a.contact.spacecraft === b.contact.spacecraft;
}

/** Lanes by first fit; what was seen goes into the lane of the plan it fulfils. */
function inLanes(bars: readonly Laneless[]): Bar[] {
  const free_ms: number[] = [];
  const laneFor = (bar: Laneless): number => {
    const found = free_ms.findIndex((until_ms) => until_ms <= bar.boa_ms);
    const lane = found < 0 ? free_ms.length : found;
    free_ms[lane] = bar.eoa_ms;
    return lane;
  };
  const plans = bars
    .filter((bar) => !bar.seen)
    .map((bar) => ({ ...bar, lane: laneFor(bar), fulfils: null }));
  // A second round of lanes for what nobody planned: it may stand beside a plan, never under it.
  const seen = bars
    .filter((bar) => bar.seen)
    .map((bar): InLane => {
      const plan = plans.find((each) => samePair(each, bar) && overlaps(each, bar));
      if (plan) return { ...bar, lane: plan.lane, fulfils: plan.contact.id };
      const taken = new Set(plans.filter((each) => overlaps(each, bar)).map((each) => each.lane));
      let lane = 0;
      while (taken.has(lane)) lane += 1;
      return { ...bar, lane, fulfils: null };
    });
  return withLanes([...plans, ...seen].sort((a, b) => a.boa_ms - b.boa_ms));
}

/** Bars that touch each other, directly or through others, share the row's height. */
function withLanes(bars: readonly InLane[]): Bar[] {
  const done: Bar[] = [];
  let group: InLane[] = [];
  let until_ms = -Infinity;
  const close = (): void => {
    const lanes = 1 + Math.max(0, ...group.map((bar) => bar.lane));
    done.push(...group.map((bar) => ({ ...bar, lanes })));
    group = [];
  };
  for (const bar of bars) {
    if (bar.boa_ms >= until_ms) close();
    group.push(bar);
    until_ms = Math.max(until_ms, bar.eoa_ms);
  }
  close();
  return done;
}

/** Rows in the order of `ids`; ids without any contact get none. */
export function rowsOf(contacts: readonly Contact[], kind: RowKind, ids: readonly string[]): Row[] {
  const byId = new Map<string, Laneless[]>();
  for (const contact of contacts) {
    const list = byId.get(contact[kind]);
    if (list) list.push(laneless(contact));
    else byId.set(contact[kind], [laneless(contact)]);
  }
  const unlisted = [...byId.keys()].filter((id) => !ids.includes(id)).sort();
  return [...ids, ...unlisted].flatMap((id) => {
    const mine = byId.get(id);
    if (mine === undefined) return [];
    mine.sort((a, b) => a.boa_ms - b.boa_ms);
    const longest_ms = Math.max(...mine.map((bar) => bar.eoa_ms - bar.boa_ms));
    return [{ id, bars: inLanes(mine), longest_ms }];
  });
}

const SOON_MS = 2 * 3_600_000;

/** At most `most` rows that are busy now or within two hours: the seen, the planned, the soonest. */
export function busiest(rows: readonly Row[], now_ms: number, most: number): Row[] {
  const wait = (row: Row): number => {
    const open = row.bars.filter((bar) => bar.eoa_ms > now_ms);
    if (row.bars.some((bar) => bar.seen && bar.eoa_ms > now_ms - 120_000)) return -1;
    return Math.max(0, Math.min(...open.map((bar) => bar.boa_ms - now_ms)));
  };
  const chosen = rows
    .map((row) => ({ row, wait_ms: wait(row) }))
    .filter(({ wait_ms }) => wait_ms < SOON_MS)
    .sort((a, b) => a.wait_ms - b.wait_ms)
    .slice(0, most)
    .map(({ row }) => row);
  return rows.filter((row) => chosen.includes(row));
}

/** The bars that reach into [from, to]: two binary searches, however many there are. */
export function barsWithin(row: Row, from_ms: number, to_ms: number): readonly Bar[] {
  const first = firstAtOrAfter(row.bars, from_ms - row.longest_ms);
  const last = firstAtOrAfter(row.bars, to_ms);
  return row.bars.slice(first, last).filter((bar) => bar.eoa_ms >= from_ms);
}

function firstAtOrAfter(bars: readonly Bar[], at_ms: number): number {
  let low = 0;
  let high = bars.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((bars[middle]?.boa_ms ?? Infinity) < at_ms) low = middle + 1;
    else high = middle;
  }
  return low;
}

/**
 * The bar under an instant, at a share (0 … 1) of the row's height; where plan and seen lie on each
 * other, the plan.
 */
export function barAt(row: Row, at_ms: number, share: number, slack_ms: number): Bar | null {
  let best: Bar | null = null;
  let best_ms = Infinity;
  for (const bar of barsWithin(row, at_ms - slack_ms, at_ms + slack_ms)) {
    const lane = Math.min(bar.lanes - 1, Math.max(0, Math.floor(share * bar.lanes)));
    if (bar.lane !== lane) continue;
    const away_ms = Math.max(0, bar.boa_ms - at_ms, at_ms - bar.eoa_ms);
    if (away_ms < best_ms || (away_ms === best_ms && !bar.seen)) {
      best = bar;
      best_ms = away_ms;
    }
  }
  return best_ms <= slack_ms ? best : null;
}

/** What was seen of a planned bar, in its row. */
export function seenOf(row: Row, plan: Bar): Bar[] {
  return row.bars.filter((bar) => bar.seen && samePair(bar, plan) && overlaps(bar, plan));
}
