import { describe, expect, it } from "vitest";
import type { ClockState, FeedState } from "../../wire/types";
import { hearingOf, modeOf } from "./mode";

const feed = (name: string, more: Partial<FeedState> = {}): FeedState =>
  ({
    id: name,
    name,
    condition: "ok",
    freshness: "fresh",
    subject: "stations",
    simulated: false,
    ...more,
  }) as FeedState;
const LIVE: ClockState = { mode: "live", offline: false };
const OFFLINE: ClockState = { mode: "live", offline: true };
const DSN = feed("DSN Now");
const ORBITS = feed("CelesTrak", { subject: "sky" });
const PLAYED = feed("Demonstration", { simulated: true });
const SILENT = feed("Kiruna control", { condition: "unavailable", freshness: "unknown" });
const OFF = feed("DSN Now", { condition: "disabled", freshness: "unknown" });

describe("the header's word", () => {
  it.each([
    [LIVE, [DSN], "live · from DSN Now"],
    [OFFLINE, [OFF, feed("Kiruna control")], "offline · from Kiruna control"],
    [OFFLINE, [OFF, PLAYED], "simulated · nothing here is real"],
    [LIVE, [DSN, PLAYED], "partly simulated · real: DSN Now"],
    [LIVE, [ORBITS, SILENT], "no live source · no station reports"],
    [OFFLINE, [OFF, ORBITS], "offline · nothing is fetched"],
  ])("%o", (clock, feeds, expected) => {
    const { word, why } = modeOf(clock, feeds, false);
    expect(`${word} · ${why}`).toBe(expected);
  });
  it("is not live once the data have stopped", () =>
    expect(modeOf(LIVE, [DSN], true).word).toBe("no live source"));
});

describe("who can be heard", () => {
  it.each([
    [[], "none"],
    [[OFF, ORBITS, PLAYED], "none"],
    [[SILENT, ORBITS], "silent"],
    [[feed("DSN Now", { freshness: "stale" })], "silent"],
    [[SILENT, DSN], "reporting"],
    [[feed("DSN Now", { freshness: "late" })], "reporting"],
  ] as const)("%o: %s", (feeds, expected) => expect(hearingOf(feeds)).toBe(expected));
});
