import { describe, expect, it } from "vitest";
import type { FeedState } from "../../wire/types";
import { adviceOf, countsOf, lagText, lastWords } from "./words";

const NOW = Date.parse("2026-11-23T10:00:00Z");
const FEED: FeedState = {
  id: "push-kiruna",
  name: "Kiruna",
  condition: "ok",
  detail: "messages arrive",
  cycle_s: 10,
  observed_at: "2026-11-23T09:59:48Z",
  received_at: "2026-11-23T09:59:49Z",
  freshness: "fresh",
  kind: "pushed",
  subject: "stations",
  simulated: false,
  next_at: null,
  lag_s: 0.42,
  messages: 3,
  problems: 0,
  readings: 12,
  rejected: 0,
  repeats: 0,
  out_of_order: 0,
  ahead: 0,
};

describe("a source in words", () => {
  it("says how long ago it spoke, and that it is late", () => {
    expect(lastWords(FEED, "fresh", NOW)).toBe("12 s ago");
    expect(lastWords(FEED, "late", NOW)).toBe("late, 12 s ago");
    expect(lastWords({ ...FEED, observed_at: null }, "unknown", NOW)).toBe("no message yet");
  });

  it.each([
    [null, "–"],
    [0.42, "0.4 s"],
    [-3.2, "−3.2 s"],
    [75, "1 min"],
  ])("lag %s is %s", (s, text) => expect(lagText(s)).toBe(text));

  it("advises only when something can be done", () => {
    expect(adviceOf(FEED, "fresh")).toBeNull();
    expect(adviceOf({ ...FEED, condition: "failed" }, "fresh")).toContain("doctor");
    expect(adviceOf({ ...FEED, observed_at: null, condition: "unavailable" }, "unknown")).toContain(
      "token",
    );
    expect(adviceOf(FEED, "stale")).toContain("stopped");
  });

  it("counts trouble only where there is some", () => {
    const counts = countsOf({ ...FEED, rejected: 2 });
    expect(counts.filter(({ isTrouble }) => isTrouble).map(({ what }) => what)).toEqual([
      "rejected",
    ]);
  });
});
