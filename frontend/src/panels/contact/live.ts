// What is so at this moment in a contact that is on, as the newest report of its antenna says.

import { agoText, signalText } from "../../format/numbers";
import type {
  AntennaState,
  ContactRecord,
  Evidence,
  Freshness,
  LinkReading,
} from "../../wire/types";

export interface Live {
  readonly evidence: Evidence;
  readonly freshness: Freshness;
  readonly words: string;
  /** The report is of this contact; else it only tells that somebody speaks of the antenna. */
  readonly isOn: boolean;
}

const SIGNAL = ["carrier", "data"];

/** Null while the contact is over, is to come, or nobody speaks of it. */
export function liveWords(
  record: ContactRecord,
  state: AntennaState | undefined,
  now_ms: number,
  freshnessOf: (reading: LinkReading) => Freshness,
): Live | null {
  const begins = record.boa_at ?? record.directions[0]?.acquired_at;
  if (!state || !begins || Date.parse(begins) > now_ms) return null;
  if (record.eoa_at !== null && Date.parse(record.eoa_at) < now_ms) return null;
  const links = state.links
    .filter(
      ({ spacecraft, evidence }) =>
        spacecraft === record.spacecraft &&
        (record.evidence === null
          ? evidence === "observed" || evidence === "simulated"
          : evidence === record.evidence),
    )
    .toSorted((a, b) => Date.parse(b.observed_at) - Date.parse(a.observed_at));
  const newest = links[0];
  if (!newest) return null;
  const freshness = freshnessOf(newest);
  const age = agoText(Math.max(0, now_ms - Date.parse(newest.observed_at)) / 1000);
  if (freshness === "stale" || freshness === "unknown")
    return {
      evidence: newest.evidence,
      freshness,
      words: `${freshness}: the last report is ${age.replace(" ago", "")} old; what goes on now is unknown`,
      isOn: true,
    };
  const down = links.find(
    ({ direction, state: now }) => direction === "down" && SIGNAL.includes(now),
  );
  const up = links.find(({ direction, state: now }) => direction === "up" && SIGNAL.includes(now));
  const parts = [
    down ? `▼ ${signalText(down)}` : "no signal down",
    up ? `▲ ${signalText(up)}` : "",
  ].filter((part) => part !== "");
  const late = freshness === "late" ? "late: " : "";
  return {
    evidence: newest.evidence,
    freshness,
    words: `${late}${parts.join(", ")} · ${newest.source}, ${age}`,
    isOn: true,
  };
}
