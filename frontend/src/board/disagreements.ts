/** Which events say that something is not as planned or computed, and which of them last. */
import type { Contact, Event, EventKind } from "../wire/types";

/** What an event is to a reader: a turning point, something that does not fit, or a gap in knowledge. */
export type Weight = "turn" | "differs" | "gap";

const WEIGHT: Record<EventKind, Weight> = {
  began: "turn",
  ended: "turn",
  locked: "turn",
  "lock-lost": "turn",
  "prime-changed": "turn",
  "not-watched": "gap",
  "planned-not-seen": "differs",
  "seen-not-planned": "differs",
  "seen-below-horizon": "differs",
  "late-acquisition": "differs",
  "early-loss": "differs",
  dropout: "differs",
  "points-elsewhere": "differs",
  "other-spacecraft": "differs",
  "out-of-service": "differs",
};

/** These hold against a plan; the others hold whatever was planned. */
const AGAINST_PLAN: readonly EventKind[] = [
  "planned-not-seen",
  "seen-not-planned",
  "late-acquisition",
  "early-loss",
  "other-spacecraft",
];

/** Geometry is asked once a minute: what it said last still holds a little longer than that. */
const HOLDS_MS = 90_000;

export function weightOf(kind: EventKind): Weight {
  return WEIGHT[kind];
}

/** It is still so, as far as anybody knows. */
export function lasts(event: Event, now_ms: number): boolean {
  if (event.until_at === null) return true;
  return event.until_at !== event.at && now_ms - Date.parse(event.until_at) < HOLDS_MS;
}

/**
 * Antennas of which somebody's schedule is known. Elsewhere only Dishboard's own plan exists, which
 * no station knows: that a station does something else is worth a word, not a warning.
 */
export function scheduledAntennas(contacts: readonly Contact[]): ReadonlySet<string> {
  return new Set(
    contacts.filter(({ evidence }) => evidence === "scheduled").map(({ antenna }) => antenna),
  );
}

/** Whether an event deserves attention, or only differs from our own guess. */
export function isWarning(event: Event, scheduled: ReadonlySet<string>): boolean {
  if (WEIGHT[event.kind] !== "differs") return false;
  return (
    !AGAINST_PLAN.includes(event.kind) ||
    event.evidence === "simulated" || // simulated stations work to our plan
    scheduled.has(event.antenna)
  );
}
