// The time bar of a contact: plan, geometry and observation over one stretch of time.

import { hm, hms } from "../../format/times";
import type { ContactRecord, DirectionRecord, Event, Span } from "../../wire/types";

/** The shown stretch; Unix ms. */
export interface Stretch {
  readonly from_ms: number;
  readonly to_ms: number;
}

/** A piece of a lane, as shares (0 … 1) of the width. */
export interface Piece {
  readonly left: number;
  readonly width: number;
}

/** What is above the horizon long before and after its contact is cut at this share of its length. */
const BEYOND = 0.2;
const LEAST_MS = 2 * 60_000;

const known = (instants: readonly (string | null | undefined)[]): number[] =>
  instants.flatMap((at) => (at == null ? [] : Date.parse(at)));

/** From the first to the last of plan and observation, a little of the geometry around, and some air. */
export function stretchOf(record: ContactRecord, now_ms: number): Stretch {
  const core = known([
    record.boa_at,
    record.eoa_at,
    ...record.directions.flatMap(({ acquired_at, lost_at, signal }) => [
      acquired_at,
      lost_at,
      signal.at(-1)?.end_at,
    ]),
  ]);
  let [from_ms, to_ms] = [Math.min(...core), Math.max(...core)];
  const length_ms = Math.max(LEAST_MS, to_ms - from_ms);
  const [aos_ms] = known([record.aos_at]);
  const [los_ms] = known([record.los_at]);
  from_ms = Math.min(from_ms, Math.max(aos_ms ?? from_ms, from_ms - BEYOND * length_ms));
  to_ms = Math.max(to_ms, Math.min(los_ms ?? to_ms, to_ms + BEYOND * length_ms));
  // what is seen without a plan has no end: now is part of the picture
  if (record.eoa_at === null) to_ms = Math.max(to_ms, Math.min(now_ms, to_ms + length_ms));
  const air_ms = Math.max(LEAST_MS / 4, 0.02 * (to_ms - from_ms));
  return { from_ms: from_ms - air_ms, to_ms: to_ms + air_ms };
}

export function shareOf(at_ms: number, { from_ms, to_ms }: Stretch): number {
  return Math.min(1, Math.max(0, (at_ms - from_ms) / (to_ms - from_ms)));
}

/** Null when it lies outside, or an end is unknown. */
export function pieceOf(
  start_at: string | null,
  end_at: string | null,
  stretch: Stretch,
): Piece | null {
  if (start_at === null || end_at === null) return null;
  return pieceBetween(Date.parse(start_at), Date.parse(end_at), stretch);
}

export function pieceBetween(start_ms: number, end_ms: number, stretch: Stretch): Piece | null {
  const left = shareOf(start_ms, stretch);
  const width = shareOf(end_ms, stretch) - left;
  return width > 0 ? { left, width } : null;
}

export function pieces(spans: readonly Span[], stretch: Stretch): Piece[] {
  return spans.flatMap(({ start_at, end_at }) => pieceOf(start_at, end_at, stretch) ?? []);
}

/**
 * Where nobody would have told of a signal, from the begin of the track until now or its end:
 * neither lock nor its absence, but not known.
 */
export function unwatched(
  way: DirectionRecord,
  record: ContactRecord,
  stretch: Stretch,
  now_ms: number,
): Piece[] {
  if (record.bot_at === null || record.eot_at === null) return [];
  const end_ms = Math.min(now_ms, Date.parse(record.eot_at));
  let from_ms = Date.parse(record.bot_at);
  const found: Piece[] = [];
  const add = (to_ms: number): void => {
    const piece = to_ms > from_ms ? pieceBetween(from_ms, to_ms, stretch) : null;
    if (piece) found.push(piece);
  };
  for (const { start_at, end_at } of way.watched) {
    add(Math.min(end_ms, Date.parse(start_at)));
    from_ms = Math.max(from_ms, Date.parse(end_at));
  }
  add(end_ms);
  return found;
}

const STEPS_MS = [1, 2, 5, 10, 15, 30, 60, 120, 180, 360].map((minutes) => minutes * 60_000);

/** At most `most` whole times. */
export function barTicks(stretch: Stretch, most: number): { at_ms: number; text: string }[] {
  const length_ms = stretch.to_ms - stretch.from_ms;
  const step_ms = STEPS_MS.find((each) => length_ms / each <= most) ?? length_ms;
  const ticks: { at_ms: number; text: string }[] = [];
  for (
    let at_ms = Math.ceil(stretch.from_ms / step_ms) * step_ms;
    at_ms <= stretch.to_ms;
    at_ms += step_ms
  )
    ticks.push({ at_ms, text: hm(at_ms) });
  return ticks;
}

/**
 * What stands at an end of a span: its name and its time, and an arrow where that end lies outside
 * the shown stretch. Nothing when the end is not known.
 */
export function endWords(
  name: string,
  at: string | null,
  { from_ms, to_ms }: Stretch,
  isShort: boolean,
): string {
  if (at === null) return "";
  const at_ms = Date.parse(at);
  const words = isShort ? name : `${name} ${hms(at_ms)}`;
  return at_ms < from_ms ? `‹ ${words}` : at_ms > to_ms ? `${words} ›` : words;
}

/**
 * Where geometry allows the contact; null when neither rise nor set is known. An end that is not
 * known, or lies outside the stretch, is no end on the bar: the piece goes on beyond it.
 */
export function visibleOf(
  { aos_at, los_at }: ContactRecord,
  stretch: Stretch,
): (Piece & { rises: boolean; sets: boolean }) | null {
  if (aos_at === null && los_at === null) return null;
  const aos_ms = aos_at === null ? -Infinity : Date.parse(aos_at);
  const los_ms = los_at === null ? Infinity : Date.parse(los_at);
  const piece = pieceBetween(aos_ms, los_ms, stretch);
  return piece && { ...piece, rises: aos_ms >= stretch.from_ms, sets: los_ms <= stretch.to_ms };
}

/** Whether a word about an instant has room on both sides within the bar. */
export function hasRoom(at_ms: number, stretch: Stretch, width: number, word: number): boolean {
  const x = shareOf(at_ms, stretch) * width;
  return x >= word / 2 && x <= width - word / 2;
}

/** The bar in one sentence, for those who hear the page. */
export function barWords(record: ContactRecord): string {
  const at = (iso: string | null): string => (iso === null ? "unknown" : hms(Date.parse(iso)));
  const plan = record.bot_at
    ? `Track planned from ${at(record.bot_at)} to ${at(record.eot_at)}`
    : "Not planned";
  const ways = record.directions.map(({ direction, acquired_at, lost_at, signal }) =>
    acquired_at === null
      ? `${direction}link: no signal known`
      : `${direction}link: signal from ${at(acquired_at)}` +
        (lost_at === null ? "" : ` to ${at(lost_at)}`) +
        (signal.length > 1 ? `, in ${signal.length} parts` : ""),
  );
  return [plan, ...ways].join(". ");
}

/** Events worth a mark on the bar: not the turning points, which the lanes show themselves. */
export function marked(events: readonly Event[]): Event[] {
  return events.filter(({ kind }) => !["began", "ended", "locked", "lock-lost"].includes(kind));
}
