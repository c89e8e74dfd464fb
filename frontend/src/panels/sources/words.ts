// A source in words: how it does, and what a person can do about it.

import { agoText, durationText } from "../../format/numbers";
import { hms } from "../../format/times";
import type { FeedCondition, FeedKind, FeedState, Freshness } from "../../wire/types";

export const KIND: Record<FeedKind, string> = {
  polled: "asked at intervals",
  pushed: "sends by HTTP",
  subscribed: "a kept connection",
  watched: "a watched folder",
  replayed: "a recording",
  other: "",
};

/** A shape for each state, drawn in a box of 14 by 14: they differ without colour. */
export const SHAPE: Record<FeedCondition, { line?: string; area?: string }> = {
  ok: { area: "M7 2.4a4.6 4.6 0 1 1 0 9.2a4.6 4.6 0 1 1 0-9.2" },
  unavailable: { line: "M7 2.4a4.6 4.6 0 1 1 0 9.2a4.6 4.6 0 1 1 0-9.2" },
  disabled: { line: "M2.4 7h9.2" },
  failed: { line: "M2.6 2.6 11.4 11.4M11.4 2.6 2.6 11.4" },
};

/** "12 s ago"; with the word for what is no longer fresh. */
export function lastWords(feed: FeedState, freshness: Freshness, now_ms: number): string {
  if (feed.observed_at === null) return "no message yet";
  const age_s = (now_ms - Date.parse(feed.observed_at)) / 1000;
  const ago = age_s < 1 ? "now" : agoText(age_s);
  return freshness === "late" || freshness === "stale" ? `${freshness}, ${ago}` : ago;
}

/** 0.4 s · 12 s · 3 min; a clock that is ahead of ours gives a negative one. */
export function lagText(s: number | null): string {
  if (s === null) return "–";
  const sign = s < -0.05 ? "−" : "";
  const size_s = Math.abs(s);
  return sign + (size_s < 9.95 ? `${size_s.toFixed(1)} s` : durationText(size_s));
}

export function cycleText(s: number | null): string {
  if (s === null) return "–";
  return s < 1 ? `${s} s` : durationText(s);
}

/** What a person can do; null when nothing is called for. */
export function adviceOf(feed: FeedState, freshness: Freshness): string | null {
  const { condition, kind } = feed;
  if (condition === "disabled")
    return "Nobody is asked and nobody is let in: its settings, its token or --offline say so.";
  if (condition === "failed")
    return "A person must act: the line above says why; `dishboard doctor` checks it and says what to do.";
  if (feed.observed_at === null)
    return kind === "pushed"
      ? "It has a token and has sent nothing: see docs/feeds/push.md."
      : "It is tried again by itself; `dishboard doctor` checks the way to it.";
  if (condition === "unavailable") {
    const next = feed.next_at === null ? "" : ` at ${hms(Date.parse(feed.next_at))}`;
    return kind === "pushed" || kind === "subscribed"
      ? "Look whether the sender and the network between are up."
      : `It is asked again${next}; \`dishboard doctor\` checks the way to it.`;
  }
  if (feed.ahead > 0) return "Messages from the future are refused: set the sender’s clock.";
  if (freshness === "late" || freshness === "stale")
    return "Its messages stopped, or its clock did: look at the sender.";
  return null;
}

export interface Count {
  readonly what: string;
  readonly count: number;
  /** Worth a look when it is not 0. */
  readonly isTrouble: boolean;
}

export function countsOf(feed: FeedState): Count[] {
  const count = (what: string, value: number, isTrouble = false): Count => ({
    what,
    count: value,
    isTrouble: isTrouble && value > 0,
  });
  return [
    count("messages", feed.messages),
    count("readings", feed.readings),
    count("rejected", feed.rejected, true),
    count("repeats", feed.repeats),
    count("out of order", feed.out_of_order),
    count("ahead", feed.ahead, true),
    count("problems", feed.problems, true),
  ];
}
