// The times of a contact in a table: what was planned, what geometry allows, what was observed.

import { UNKNOWN } from "../../format/numbers";
import { hms } from "../../format/times";
import type { ContactRecord, DirectionRecord } from "../../wire/types";

export interface TimeRow {
  readonly what: string;
  readonly planned: string | null;
  readonly predicted: string | null;
  readonly down: string | null;
  readonly up: string | null;
  /** Observed minus planned, of the leading direction. */
  readonly difference: string | null;
}

const at = (iso: string | null | undefined): string | null =>
  iso == null ? null : hms(Date.parse(iso));

/** "+22 s" · "−3 min 10 s" · "0 s" */
export function differenceWords(observed: string | null, planned: string | null): string | null {
  if (observed === null || planned === null) return null;
  const s = Math.round((Date.parse(observed) - Date.parse(planned)) / 1000);
  if (s === 0) return "0 s";
  const [min, rest] = [Math.floor(Math.abs(s) / 60), Math.abs(s) % 60];
  const h = Math.floor(min / 60);
  const words = h > 0 ? `${h} h ${min % 60} min` : min > 0 ? `${min} min ${rest} s` : `${rest} s`;
  return `${s < 0 ? "−" : "+"}${words}`;
}

/** The direction by which a contact is judged: the downlink where one is planned or came, else the uplink. */
export function leadingOf(record: ContactRecord): DirectionRecord | null {
  const of = (direction: string): DirectionRecord | null =>
    record.directions.find((each) => each.direction === direction) ?? null;
  const [down, up] = [of("down"), of("up")];
  return down && (down.planned || !up?.planned) ? down : (up ?? down);
}

/** Whether a signal was there already when somebody began to watch: how late it came is unknown. */
function cameUnwatched(way: DirectionRecord, record: ContactRecord): boolean {
  const since_at = way.watched[0]?.start_at;
  if (since_at === undefined || way.acquired_at === null || record.bot_at === null) return false;
  return (
    Date.parse(since_at) > Date.parse(record.bot_at) &&
    Date.parse(way.acquired_at) <= Date.parse(since_at)
  );
}

export function timeRows(record: ContactRecord, now_ms: number): TimeRow[] {
  const down = record.directions.find(({ direction }) => direction === "down") ?? null;
  const up = record.directions.find(({ direction }) => direction === "up") ?? null;
  const leading = leadingOf(record);
  const late = (came_at: string | null | undefined): string | null =>
    leading === null || cameUnwatched(leading, record)
      ? null
      : differenceWords(came_at ?? null, record.bot_at);
  // until the track ends, a signal that was lost may return
  const isOver = record.eot_at !== null && Date.parse(record.eot_at) <= now_ms;
  const none = { planned: null, predicted: null, down: null, up: null, difference: null };
  return [
    { ...none, what: "activity begins", planned: at(record.boa_at) },
    {
      what: "track begins, rise, signal",
      planned: at(record.bot_at),
      predicted: at(record.aos_at),
      down: at(down?.acquired_at),
      up: at(up?.acquired_at),
      difference: late(leading?.acquired_at),
    },
    {
      ...none,
      what: "lock",
      down: at(down?.locked_at),
      difference: leading === down ? late(down?.locked_at) : null,
    },
    {
      what: "track ends, set, loss",
      planned: at(record.eot_at),
      predicted: at(record.los_at),
      down: at(down?.lost_at),
      up: at(up?.lost_at),
      difference: isOver ? differenceWords(leading?.lost_at ?? null, record.eot_at) : null,
    },
    { ...none, what: "activity ends", planned: at(record.eoa_at) },
  ];
}

/** Why a direction has no share: never 0 where nobody looked. */
export function shareWords(way: DirectionRecord, record: ContactRecord, now_ms: number): string {
  if (!way.planned) return "not planned";
  if (record.bot_at !== null && now_ms < Date.parse(record.bot_at)) return "the track is to come";
  if (way.locked_share === null) return "nobody watched";
  return `watched ${way.watched_share === null ? UNKNOWN : percentOf(way.watched_share)}`;
}

const percentOf = (share: number): string => `${Math.round(share * 100)} %`;
