/** What does not fit now, antenna by antenna: the same on harp, timeline, map and lists. */
import { isWarning, lasts, scheduledAntennas, weightOf } from "../board/disagreements";
import { board } from "../board/store.svelte";
import type { Contact, Event } from "../wire/types";
import type { AmissLook } from "./amissSign";

export interface Amiss {
  readonly event: Event;
  /** Worth attention; else it only differs from Dishboard's own plan. */
  readonly isWarning: boolean;
}

/** How its mark looks. */
export function lookOf(amiss: Amiss | null): AmissLook | null {
  return amiss && { isWarning: amiss.isWarning, evidence: amiss.event.evidence };
}

let planned: { from: Contact[]; antennas: ReadonlySet<string> } | null = null;

function scheduled(): ReadonlySet<string> {
  if (planned?.from !== board.contacts)
    planned = { from: board.contacts, antennas: scheduledAntennas(board.contacts) };
  return planned.antennas;
}

/** All that lasts, newest first. */
export function amissNow(now_ms: number): Amiss[] {
  return (board.state?.events ?? [])
    .filter((event) => weightOf(event.kind) === "differs" && lasts(event, now_ms))
    .map((event) => ({ event, isWarning: isWarning(event, scheduled()) }));
}

/**
 * The one to show beside an antenna: a warning before what merely differs. That something is seen
 * which our own guess did not plan shows by itself, and is no mark.
 */
export function amissAt(antenna: string, all: readonly Amiss[]): Amiss | null {
  const own = all.filter(({ event }) => event.antenna === antenna);
  return (
    own.find((each) => each.isWarning) ??
    own.find(({ event }) => event.kind !== "seen-not-planned") ??
    null
  );
}
