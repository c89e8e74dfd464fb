/**
 * How old is too old. The server judges too; the page judges again as time passes, so that nothing
 * stays fresh when messages stop. By the data's own clock: late after 1.5 cycles, stale after 3.
 */
import type { Evidence, FeedState, Freshness } from "../wire/types";

const ORDER: readonly Freshness[] = ["fresh", "late", "stale"];
const LATE_CYCLES = 1.5;
const STALE_CYCLES = 3;
/** DSN Now's shortest honest cycle; used for a source whose rhythm nobody stated. */
const DEFAULT_CYCLE_S = 10;

/** What has an age: any reading, a reception or a contact's state. */
export interface Aged {
  evidence: Evidence;
  source: string;
  observed_at: string;
  freshness: Freshness;
}

/** The older of two judgements; `unknown` stays unknown. */
export function worse(one: Freshness, other: Freshness): Freshness {
  if (one === "unknown" || other === "unknown") return "unknown";
  return ORDER[Math.max(ORDER.indexOf(one), ORDER.indexOf(other))] ?? "unknown";
}

/** `age_s` by the data's own clock; what is computed or planned does not age this way. */
export function freshnessAt(aged: Aged, now_ms: number, cycle_s: number | null): Freshness {
  if (aged.evidence !== "observed" && aged.evidence !== "simulated") return aged.freshness;
  const age_s = (now_ms - Date.parse(aged.observed_at)) / 1000;
  const cycles = age_s / (cycle_s ?? DEFAULT_CYCLE_S);
  const byAge = cycles > STALE_CYCLES ? "stale" : cycles > LATE_CYCLES ? "late" : "fresh";
  return worse(aged.freshness, byAge);
}

/** The cycle of the feed a reading came from: a source's text begins with its feed's name or id. */
export function cycleOf(source: string, feeds: readonly FeedState[]): number | null {
  const feed = feeds.find(({ id, name }) => source.startsWith(name) || source.startsWith(id));
  return feed?.cycle_s ?? null;
}
