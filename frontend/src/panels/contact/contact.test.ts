import { describe, expect, it } from "vitest";
import { isWarning, lasts } from "../../board/disagreements";
import { presentOf, recordsOf } from "../../board/records.svelte";
import { outcomeWords, percent } from "../../format/outcome";
import type { ContactRecord, DirectionRecord, Event, Span } from "../../wire/types";
import {
  barTicks,
  barWords,
  endWords,
  hasRoom,
  pieces,
  stretchOf,
  unwatched,
  visibleOf,
} from "./bar";
import { differenceWords, leadingOf, shareWords, timeRows } from "./times";

const at = (hms: string): string => `2026-11-23T${hms}Z`;
const ms = (hms: string): number => Date.parse(at(hms));
const span = (from: string, to: string): Span => ({ start_at: at(from), end_at: at(to) });

const way = (part: Partial<DirectionRecord>): DirectionRecord => ({
  direction: "down",
  planned: true,
  acquired_at: at("10:00:22"),
  locked_at: at("10:00:30"),
  lost_at: at("10:09:00"),
  locked_share: 0.85,
  watched_share: 1,
  watched: [span("09:55:00", "10:12:00")],
  signal: [span("10:00:22", "10:09:00")],
  locked: [span("10:00:30", "10:04:00"), span("10:05:00", "10:09:00")],
  ...part,
});

const record = (part: Partial<ContactRecord> = {}): ContactRecord => ({
  id: "CRY-KIR-1",
  contact: "CRY-KIR-1",
  antenna: "KIR-1",
  spacecraft: "CRY",
  plan: "tentative",
  boa_at: at("09:55:00"),
  bot_at: at("10:00:00"),
  eot_at: at("10:10:00"),
  eoa_at: at("10:12:00"),
  plan_source: "dishboard plan, no operator's schedule",
  aos_at: at("09:59:50"),
  los_at: at("10:10:20"),
  predicted_source: "SGP4",
  directions: [way({})],
  evidence: "observed",
  sources: ["Kiruna"],
  sharing: [],
  shared_with: [],
  prime: null,
  prime_reason: null,
  outcome: "degraded",
  reason: "lock in 85 % of the track",
  events: [],
  ...part,
});

const event = (part: Partial<Event>): Event => ({
  id: "e",
  kind: "planned-not-seen",
  at: at("10:00:00"),
  until_at: null,
  antenna: "KIR-1",
  spacecraft: "CRY",
  contact: null,
  direction: null,
  evidence: "observed",
  source: "Kiruna",
  reason: "no downlink since BOT",
  count: 1,
  ...part,
});

describe("the time bar", () => {
  const NOW = ms("11:00:00");
  it("reaches over plan and observation, with some air", () => {
    const stretch = stretchOf(record(), NOW);
    expect(stretch.from_ms).toBeLessThan(ms("09:55:00"));
    expect(stretch.to_ms).toBeGreaterThan(ms("10:12:00"));
    expect(stretch.to_ms).toBeLessThan(ms("10:14:00"));
  });
  it("cuts a horizon that lies hours away", () => {
    const far = record({ aos_at: at("02:00:00"), los_at: at("22:00:00") });
    const { from_ms, to_ms } = stretchOf(far, NOW);
    expect(to_ms - from_ms).toBeLessThan(2 * (ms("10:12:00") - ms("09:55:00")));
  });
  it("reaches to now for what is seen without a plan", () => {
    const seen = record({
      contact: null,
      boa_at: null,
      bot_at: null,
      eot_at: null,
      eoa_at: null,
      aos_at: null,
      los_at: null,
      directions: [way({ lost_at: null, signal: [span("10:00:22", "10:20:00")] })],
    });
    expect(stretchOf(seen, ms("10:20:30")).to_ms).toBeGreaterThan(ms("10:20:30"));
  });
  it("shows gaps as gaps and what nobody watched as unknown", () => {
    const partly = way({ watched: [span("10:02:00", "10:06:00")] });
    const stretch = { from_ms: ms("10:00:00"), to_ms: ms("10:10:00") };
    expect(pieces(partly.locked, stretch)).toHaveLength(2);
    const dark = unwatched(partly, record(), stretch, NOW);
    expect(dark.map(({ left, width }) => [left, width].map((share) => +share.toFixed(2)))).toEqual([
      [0, 0.2],
      [0.6, 0.4],
    ]);
  });
  it("calls nothing unwatched that is still to come", () => {
    const none = way({ watched: [] });
    const stretch = { from_ms: ms("10:00:00"), to_ms: ms("10:10:00") };
    expect(unwatched(none, record(), stretch, ms("09:58:00"))).toEqual([]);
    expect(unwatched(none, record(), stretch, ms("10:05:00"))[0]?.width).toBeCloseTo(0.5);
  });
  it("is ruled at whole minutes", () => {
    const ticks = barTicks({ from_ms: ms("09:54:30"), to_ms: ms("10:12:30") }, 6);
    expect(ticks.map(({ text }) => text)).toEqual(["09:55", "10:00", "10:05", "10:10"]);
  });
  it("shows no end where none is: what lies beyond the picture has an arrow", () => {
    const stretch = { from_ms: ms("10:00:00"), to_ms: ms("10:10:00") };
    expect(endWords("AOS", at("09:00:00"), stretch, false)).toBe("‹ AOS 09:00:00");
    expect(endWords("LOS", at("10:09:00"), stretch, false)).toBe("LOS 10:09:00");
    expect(endWords("LOS", at("11:00:00"), stretch, true)).toBe("LOS ›");
    expect(endWords("LOS", null, stretch, false)).toBe("");
    const visible = (aos_at: string | null, los_at: string | null) =>
      visibleOf(record({ aos_at, los_at }), stretch);
    const whole = { left: 0, width: 1, rises: false, sets: false };
    expect(visible(at("09:00:00"), at("11:00:00"))).toEqual(whole);
    expect(visible(at("09:00:00"), null)).toEqual(whole);
    expect(visible(at("10:05:00"), at("10:10:00"))).toMatchObject({ rises: true, sets: true });
    expect(visible(null, null)).toBeNull();
  });
  it("cuts no hour at its edges", () => {
    const stretch = { from_ms: ms("10:00:00"), to_ms: ms("10:10:00") };
    const fits = ["10:00:10", "10:05:00", "10:09:50"].map((hour) =>
      hasRoom(ms(hour), stretch, 600, 32),
    );
    expect(fits).toEqual([false, true, false]);
  });
  it("is a sentence for those who hear it", () => {
    expect(barWords(record())).toBe(
      "Track planned from 10:00:00 to 10:10:00. downlink: signal from 10:00:22 to 10:09:00",
    );
  });
});

describe("the table of times", () => {
  const NOON = ms("12:00:00");
  it("has plan, prediction and observation side by side", () => {
    const begin = timeRows(record(), NOON)[1];
    expect(begin).toMatchObject({
      planned: "10:00:00",
      predicted: "09:59:50",
      down: "10:00:22",
      up: null,
      difference: "+22 s",
    });
    expect(timeRows(record(), NOON)[3]?.difference).toBe("−1 min 0 s");
  });
  it("calls no loss early while the signal may return", () => {
    const loss = timeRows(record(), ms("10:09:30"))[3];
    expect(loss).toMatchObject({ down: "10:09:00", difference: null });
  });
  it("leaves unknown empty", () => {
    const nothing = record({
      directions: [way({ acquired_at: null, locked_at: null, lost_at: null })],
    });
    expect(timeRows(nothing, NOON)[1]).toMatchObject({ down: null, difference: null });
    expect(differenceWords(null, at("10:00:00"))).toBeNull();
  });
  it("calls nothing late that was there when somebody began to watch", () => {
    const since = at("10:04:00");
    const watched = [{ start_at: since, end_at: at("10:10:00") }];
    const there = record({
      directions: [way({ acquired_at: since, locked_at: since, watched })],
    });
    expect(timeRows(there, NOON)[1]).toMatchObject({ down: "10:04:00", difference: null });
    expect(timeRows(there, NOON)[2]?.difference).toBeNull();
  });
  it("is led by the downlink, else by the uplink", () => {
    const up = way({ direction: "up" });
    expect(leadingOf(record({ directions: [way({}), up] }))?.direction).toBe("down");
    expect(leadingOf(record({ directions: [way({ planned: false }), up] }))?.direction).toBe("up");
  });
  it("says why there is no share", () => {
    expect(shareWords(way({ locked_share: null }), record(), ms("11:00:00"))).toBe(
      "nobody watched",
    );
    expect(shareWords(way({}), record(), ms("09:00:00"))).toBe("the track is to come");
  });
});

describe("words of outcomes", () => {
  it.each([
    [null, "–"],
    [1, "100 %"],
    [0.9962, "over 99 %"],
    [0.85, "85 %"],
    [0.004, "under 1 %"],
    [0, "0 %"],
  ])("a share of %s is %s", (share, text) => expect(percent(share)).toBe(text));

  it("say where a contact stands until it has one", () => {
    const pending = record({ outcome: "pending" });
    const words = ["09:50:00", "09:57:00", "10:05:00", "10:11:00", "11:00:00"].map((now) =>
      outcomeWords(pending, ms(now)),
    );
    expect(words).toEqual(["to come", "set-up", "in track", "tear-down", "outcome unknown"]);
    expect(outcomeWords(record({ outcome: null }), 0)).toBe("seen, not planned");
  });

  it("say that a phase is the plan's where nobody told of it", () => {
    const unwatched = record({ outcome: "pending", evidence: null });
    const words = ["09:50:00", "09:57:00", "10:05:00", "10:11:00", "11:00:00"].map((now) =>
      outcomeWords(unwatched, ms(now)),
    );
    expect(words).toEqual([
      "to come",
      "planned: set-up",
      "planned: in track",
      "planned: tear-down",
      "outcome unknown",
    ]);
  });
});

describe("records", () => {
  const played = record({ id: "CRY-KIR-1-simulated", evidence: "simulated" });
  it("of one contact stand side by side, the observed one first", () => {
    const found = recordsOf([played, record(), record({ id: "x", contact: "x" })], "CRY-KIR-1");
    expect(found.map(({ id }) => id)).toEqual(["CRY-KIR-1", "CRY-KIR-1-simulated"]);
  });
  it("of a pair: the one that is on, else the next", () => {
    const later = record({
      id: "later",
      boa_at: at("12:00:00"),
      eoa_at: at("12:20:00"),
      directions: [],
    });
    expect(presentOf([record(), later], ms("10:05:00"))?.id).toBe("CRY-KIR-1");
    expect(presentOf([record(), later], ms("11:00:00"))?.id).toBe("later");
    expect(presentOf([], 0)).toBeNull();
  });
});

describe("disagreements", () => {
  it("last until they are over, geometry's for as long as it is not asked again", () => {
    const now = ms("10:05:00");
    expect(lasts(event({}), now)).toBe(true);
    expect(lasts(event({ until_at: at("10:04:30") }), now)).toBe(true);
    expect(lasts(event({ until_at: at("10:01:00") }), now)).toBe(false);
    expect(lasts(event({ until_at: at("10:00:00") }), ms("10:00:10"))).toBe(false);
  });
  it("with our own plan are no warning, with a schedule they are", () => {
    expect(isWarning(event({}), new Set())).toBe(false);
    expect(isWarning(event({}), new Set(["KIR-1"]))).toBe(true);
    expect(isWarning(event({ kind: "dropout" }), new Set())).toBe(true);
    expect(isWarning(event({ kind: "began" }), new Set(["KIR-1"]))).toBe(false);
  });
});
