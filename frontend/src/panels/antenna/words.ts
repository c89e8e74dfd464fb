// What an antenna is doing, in one sentence; never more than is known.

import type { Talk } from "../../board/talks";
import { durationText } from "../../format/numbers";
import { hmNear, hms } from "../../format/times";
import type { AntennaState, Contact } from "../../wire/types";

const PHASE = {
  upcoming: "begins soon",
  setup: "is being set up",
  track: "in track",
  teardown: "is being torn down",
  past: "has ended",
} as const;

/** "heard since 01:10, planned until 10:14" · "planned: in track until 10:14; no source has confirmed it" */
export function talkWords(talk: Talk, now_ms: number): string {
  const { seen, planned } = talk;
  const until = planned?.until_at ? ` until ${hmNear(Date.parse(planned.until_at), now_ms)}` : "";
  const plan = planned ? `planned${until}` : "not planned";
  if (!seen) {
    const said = [talk.down, talk.up].find((link) => link !== null && link.freshness !== "stale");
    const word = said ? `${said.source} reports no signal` : "no source has confirmed it";
    return `planned: ${PHASE[planned?.phase ?? "track"]}${until}; ${word}`;
  }
  if (talk.freshness === "stale" || talk.freshness === "unknown") {
    return `no report since ${hms(Date.parse(seen.observed_at))}, ${plan}`;
  }
  const real = talk.hasSignalDown ? "heard" : talk.hasSignalUp ? "sent to" : "pointed at";
  const what = talk.evidence === "simulated" ? `simulated: ${real}` : real;
  const since = seen.since_at ? ` since ${hmNear(Date.parse(seen.since_at), now_ms)}` : "";
  return `${what}${since}, ${plan}`;
}

/** "3 h 55 min left"; empty when nobody said until when. */
export function leftWords(talk: Talk, now_ms: number): string {
  const left_ms = talk.until_at ? Date.parse(talk.until_at) - now_ms : 0;
  return left_ms > 0 ? `${durationText(left_ms / 1000)} left` : "";
}

/**
 * An antenna without a contact. That nothing is planned for it does not mean that it does nothing:
 * only a report could say so.
 */
export function restWords(
  state: AntennaState | undefined,
  next: Contact | null,
  nameOf: (spacecraft: string) => string,
  now_ms: number,
): string {
  const isReported = [...(state?.pointing ?? []), ...(state?.activity ?? [])].some(
    (reading) => reading.evidence !== "predicted",
  );
  const now = isReported
    ? "No contact is reported here."
    : "Nothing is planned here now, and no source reports what it does.";
  const coming = next
    ? ` Next ${nameOf(next.spacecraft)} at ${hmNear(Date.parse(next.bot_at), now_ms)}.`
    : "";
  return now + coming;
}
