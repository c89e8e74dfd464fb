/** The list of now: who talks, the nearest end first; then who comes next. */
import type { Talk } from "../../board/talks";
import { isSeen } from "../../format/contact";
import { agoText, durationText, signalText, UNKNOWN } from "../../format/numbers";
import { HOUR_MS, hmNear } from "../../format/times";
import type { Contact } from "../../wire/types";

/** Nearest end first; what nobody set an end to comes last. */
export function byEnd(talks: readonly Talk[]): Talk[] {
  const end = (talk: Talk): number => (talk.until_at ? Date.parse(talk.until_at) : Infinity);
  return [...talks].sort((a, b) => end(a) - end(b) || a.id.localeCompare(b.id));
}

/** "4 min left" below an hour, "until 12:32" beyond. */
export function leftText(until_at: string | null, now_ms: number): string {
  if (until_at === null) return "end unknown";
  const until_ms = Date.parse(until_at);
  const left_ms = until_ms - now_ms;
  if (left_ms < 0) return `planned until ${hmNear(until_ms, now_ms)}`;
  return left_ms < HOUR_MS
    ? `${durationText(left_ms / 1000)} left`
    : `until ${hmNear(until_ms, now_ms)}`;
}

/**
 * What is known of the signal in a few words. What is late or stale says so with its age, and what
 * is played says that: neither looks like a signal of now. `look` is a direction's colour.
 */
export function signalNow(talk: Talk, now_ms: number): { text: string; look: "down" | "up" | "" } {
  const { evidence, freshness, seen, hasSignalDown, hasSignalUp } = talk;
  const isPlayed = evidence === "simulated";
  if (seen && freshness !== "fresh") {
    const age = agoText((now_ms - Date.parse(seen.observed_at)) / 1000);
    return { text: `${isPlayed ? "simulated, " : ""}${freshness}, ${age}`, look: "" };
  }
  const signal = hasSignalDown ? `▼ ${signalText(talk.down)}` : hasSignalUp ? "▲ up" : "";
  if (isPlayed) return { text: `simulated ${signal}`.trim(), look: "" };
  if (signal !== "") return { text: signal, look: hasSignalDown ? "down" : "up" };
  return { text: evidence === "observed" ? UNKNOWN : evidence, look: "" };
}

/** How much of the track is over, 0 to 1; null when its begin or end is unknown. */
export function progress(talk: Talk, now_ms: number): number | null {
  if (!talk.since_at || !talk.until_at) return null;
  const since_ms = Date.parse(talk.planned?.since_at ?? talk.since_at);
  const until_ms = Date.parse(talk.until_at);
  return Math.min(1, Math.max(0, (now_ms - since_ms) / (until_ms - since_ms)));
}

/** The next tracks, one per spacecraft, that begin within `hours`. */
export function upNext(contacts: readonly Contact[], now_ms: number, hours = 3): Contact[] {
  const first = new Map<string, Contact>();
  for (const contact of contacts) {
    if (isSeen(contact)) continue;
    const wait_ms = Date.parse(contact.bot_at) - now_ms;
    if (wait_ms <= 0 || wait_ms > hours * HOUR_MS || contact.plan === "cancelled") continue;
    const known = first.get(contact.spacecraft);
    if (!known || contact.bot_at < known.bot_at) first.set(contact.spacecraft, contact);
  }
  return [...first.values()].sort((a, b) => Date.parse(a.bot_at) - Date.parse(b.bot_at));
}
