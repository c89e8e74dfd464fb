/** What the page is: live, offline, a replay, simulated; and whether any station's source speaks. */
import type { ClockState, FeedState } from "../../wire/types";

/** Of all the sources of stations that are not simulated. */
export type Hearing = "none" | "silent" | "reporting";

export interface Mode {
  readonly word: string;
  /** Only explains the word: wherever it is cut, nothing weightier is lost. */
  readonly why: string;
  /** Stands out: what is shown is not the present, or not (all) real. */
  readonly isOdd: boolean;
}

const speaks = ({ condition, freshness }: FeedState): boolean =>
  condition === "ok" && (freshness === "fresh" || freshness === "late");

/** Those that can observe: sources of orbits alone say nothing of stations. */
const ofStations = (feeds: readonly FeedState[]): FeedState[] =>
  feeds.filter(({ subject }) => subject === "stations");

export function hearingOf(feeds: readonly FeedState[]): Hearing {
  const asked = ofStations(feeds).filter(
    ({ condition, simulated }) => condition !== "disabled" && !simulated,
  );
  if (asked.length === 0) return "none";
  return asked.some(speaks) ? "reporting" : "silent";
}

/** The plainest true word: live only while a source of stations really speaks. */
export function modeOf(clock: ClockState, feeds: readonly FeedState[], isStopped: boolean): Mode {
  if (clock.mode === "replay") return { word: "replay", why: "a recorded capture", isOdd: true };
  if (clock.mode === "fixed") return { word: "fixed", why: "time stands still", isOdd: true };
  const speaking = isStopped ? [] : ofStations(feeds).filter(speaks);
  const names = (simulated: boolean): string =>
    speaking
      .filter((feed) => feed.simulated === simulated)
      .map(({ name }) => name)
      .join(", ");
  const [real, played] = [names(false), names(true)];
  if (real !== "" && played !== "")
    return { word: "partly simulated", why: `real: ${real}`, isOdd: true };
  if (played !== "") return { word: "simulated", why: "nothing here is real", isOdd: true };
  if (real !== "")
    return { word: clock.offline ? "offline" : "live", why: `from ${real}`, isOdd: false };
  if (clock.offline) return { word: "offline", why: "nothing is fetched", isOdd: false };
  return { word: "no live source", why: "no station reports", isOdd: false };
}
