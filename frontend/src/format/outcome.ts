/** What became of a contact, and what happened in it, in words. */
import type { ContactRecord, EventKind, Outcome, Sharing } from "../wire/types";
import { UNKNOWN } from "./numbers";

/** 0 … 1 as whole per cent that never round a doubt away: "over 99 %", "under 1 %". */
export function percent(share: number | null | undefined): string {
  if (share == null || !Number.isFinite(share)) return UNKNOWN;
  if (share >= 0.99995) return "100 %";
  if (share > 0.99) return "over 99 %";
  if (share > 0 && share < 0.01) return "under 1 %";
  return `${Math.round(share * 100)} %`;
}

export const OUTCOME: Record<Outcome, string> = {
  pending: "pending",
  completed: "completed",
  degraded: "degraded",
  failed: "failed",
  missed: "missed",
  cancelled: "cancelled",
};

/**
 * The outcome in a word or two, with where the contact stands while it has none yet: by the plan's
 * clock, and that is said where nobody told of it.
 */
export function outcomeWords(record: ContactRecord, now_ms: number): string {
  const { outcome, boa_at, bot_at, eot_at, eoa_at } = record;
  if (outcome === null) return "seen, not planned";
  if (outcome !== "pending" || !boa_at || !bot_at || !eot_at || !eoa_at) return OUTCOME[outcome];
  if (now_ms < Date.parse(boa_at)) return "to come";
  if (now_ms >= Date.parse(eoa_at)) return "outcome unknown";
  const by = record.evidence === null ? "planned: " : "";
  if (now_ms < Date.parse(bot_at)) return `${by}set-up`;
  return `${by}${now_ms < Date.parse(eot_at) ? "in track" : "tear-down"}`;
}

export const EVENT: Record<EventKind, string> = {
  began: "signal",
  ended: "signal ended",
  locked: "lock",
  "lock-lost": "lock ended",
  "planned-not-seen": "planned, not seen",
  "seen-not-planned": "seen, not planned",
  "seen-below-horizon": "seen below the horizon",
  "late-acquisition": "late",
  "early-loss": "lost early",
  dropout: "dropout",
  "points-elsewhere": "points elsewhere",
  "other-spacecraft": "on another spacecraft",
  "out-of-service": "out of service",
  "not-watched": "not watched",
  "prime-changed": "prime changed",
};

/** Who shares a contact, and how; null when nobody does. */
export function sharingWords(record: ContactRecord, nameOf: (id: string) => string): string | null {
  const others = record.shared_with.map(nameOf).join(", ");
  const words: Record<Sharing, string> = {
    mspa: `several spacecraft in one beam${others ? `: ${others}` : ""}`,
    array: `an array with ${others || "antennas that nobody names"}`,
    handover: `a hand-over with ${others || "an antenna that nobody names"}`,
  };
  return record.sharing.length === 0 ? null : record.sharing.map((each) => words[each]).join("; ");
}

/** "prime: it sends" · "not prime: …"; null where there is only one antenna. */
export function primeWords(record: ContactRecord): string | null {
  if (record.prime === null) return null;
  const why = record.prime_reason ? `: ${record.prime_reason}` : "";
  return `${record.prime ? "prime" : "not prime"}${why}`;
}
