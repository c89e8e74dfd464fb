import { describe, expect, it } from "vitest";
import type {
  AntennaState,
  Change,
  ContactState,
  FeedState,
  LinkReading,
  State,
} from "../wire/types";
import { applied } from "./apply";
import { cycleOf, freshnessAt, worse } from "./freshness";
import { farByState } from "./ranges";
import { preparing, talks } from "./talks";

const AT = "2026-09-05T10:28:00Z";
const AT_MS = Date.parse(AT);
const later = (s: number): number => AT_MS + s * 1000;

const feed: FeedState = {
  id: "dsn-now",
  name: "DSN Now",
  condition: "ok",
  detail: "",
  cycle_s: 10,
  observed_at: AT,
  received_at: AT,
  freshness: "fresh",
  kind: "polled",
  subject: "stations",
  simulated: false,
  next_at: null,
  lag_s: null,
  messages: 1,
  problems: 0,
  readings: 1,
  rejected: 0,
  repeats: 0,
  out_of_order: 0,
  ahead: 0,
};

const contact = (part: Partial<ContactState>): ContactState => ({
  id: "c",
  antenna: "DSS-43",
  spacecraft: "VGR2",
  evidence: "predicted",
  source: "dishboard plan, no operator's schedule",
  observed_at: AT,
  freshness: "fresh",
  plan: "tentative",
  phase: "track",
  since_at: "2026-09-05T10:00:00Z",
  until_at: "2026-09-05T12:00:00Z",
  prime: true,
  boa_at: "2026-09-05T09:30:00Z",
  bot_at: "2026-09-05T10:00:00Z",
  eot_at: "2026-09-05T12:00:00Z",
  eoa_at: "2026-09-05T12:15:00Z",
  aos_at: null,
  los_at: null,
  max_elevation_deg: null,
  links: [],
  assumptions: [],
  quality: null,
  age_s: null,
  record: null,
  outcome: null,
  locked_share: null,
  ...part,
});

const seen = contact({
  id: "o",
  evidence: "observed",
  source: "DSN Now",
  phase: null,
  plan: "none",
  until_at: null,
  bot_at: null,
  eot_at: null,
});

const antenna = (part: Partial<AntennaState>): AntennaState => ({
  id: "DSS-43",
  name: "DSS 43",
  site: "CAN",
  network: "dsn",
  known: true,
  pointing: [],
  links: [],
  activity: [],
  parameters: [],
  contact: null,
  contacts: [],
  next: null,
  comparisons: [],
  reason: null,
  ...part,
});

const state = (antennas: AntennaState[], version = 1): State => ({
  at: AT,
  version,
  network: "ESTRACK",
  tagline: "",
  clock: { mode: "live", offline: false },
  totals: { seen: 0, simulated: null, expected: 0, scheduled: 0, next: null },
  antennas,
  spacecraft: [],
  feeds: [feed],
  notices: [],
  events: [],
});

const link = (part: Partial<LinkReading>): LinkReading => ({
  evidence: "observed",
  source: "DSN Now",
  observed_at: AT,
  received_at: AT,
  freshness: "fresh",
  quality: null,
  age_s: null,
  sequence: null,
  antenna: "DSS-43",
  spacecraft: "VGR2",
  target: null,
  target_kind: null,
  direction: "down",
  band: "X",
  channel: 1,
  state: "data",
  state_reported: null,
  data_rate_bps: 160,
  power_dbm: null,
  power_kw: null,
  frequency_hz: null,
  doppler_hz: null,
  eirp_dbw: null,
  carrier_lock: null,
  subcarrier_lock: null,
  symbol_lock: null,
  frame_lock: null,
  ...part,
});

describe("freshness, judged again as time passes", () => {
  it.each([
    [14, "fresh"],
    [16, "late"],
    [31, "stale"],
  ] as const)("%s s old with a cycle of 10 s is %s", (s, expected) =>
    expect(freshnessAt(seen, later(s), 10)).toBe(expected),
  );
  it("never judges better than the server did", () => {
    expect(freshnessAt({ ...seen, freshness: "stale" }, later(1), 10)).toBe("stale");
    expect(worse("late", "unknown")).toBe("unknown");
  });
  it("leaves what was computed alone", () => {
    expect(freshnessAt(contact({}), later(9_999), 10)).toBe("fresh");
  });
  it("finds the rhythm of a source's feed", () => {
    expect(cycleOf("DSN Now, replayed", [feed])).toBe(10);
    expect(cycleOf("something else", [feed])).toBeNull();
  });
});

describe("talks", () => {
  it("joins the plan and what was seen of one pair, and shows what was seen", () => {
    const [talk, ...rest] = talks(
      state([antenna({ contacts: [contact({}), seen], links: [link({})] })]),
      later(1),
    );
    expect(rest).toEqual([]);
    expect(talk).toMatchObject({
      evidence: "observed",
      freshness: "fresh",
      hasSignalDown: true,
      hasSignalUp: false,
      until_at: "2026-09-05T12:00:00Z",
    });
    expect(talk?.planned?.evidence).toBe("predicted");
  });
  it("believes no signal that is stale, and none that was only predicted", () => {
    const board = state([antenna({ contacts: [seen], links: [link({})] })]);
    expect(talks(board, later(31))[0]?.hasSignalDown).toBe(false);
    const predicted = state([
      antenna({ contacts: [contact({})], links: [link({ evidence: "predicted" })] }),
    ]);
    expect(talks(predicted, later(1))[0]?.hasSignalDown).toBe(false);
  });
  it("takes a searching receiver for no signal", () => {
    const board = state([antenna({ contacts: [seen], links: [link({ state: "searching" })] })]);
    expect(talks(board, later(1))[0]?.hasSignalDown).toBe(false);
  });
  it("takes no played signal for one of the observed contact beside it", () => {
    const played = link({ evidence: "simulated", source: "Simulated DSN" });
    const searching = link({ state: "searching" });
    const both = antenna({ contacts: [seen], links: [played, searching] });
    expect(talks(state([both]), later(1))[0]).toMatchObject({
      evidence: "observed",
      hasSignalDown: false,
      down: searching,
    });
  });
  it("knows set-up and tear-down, when nobody talks", () => {
    const own = antenna({ contacts: [contact({})] });
    const before = Date.parse("2026-09-05T09:45:00Z");
    const after = Date.parse("2026-09-05T12:05:00Z");
    for (const now_ms of [before, after]) {
      expect(talks(state([own]), now_ms)).toEqual([]);
      expect(preparing(own, now_ms)?.spacecraft).toBe("VGR2");
    }
    expect(preparing(own, AT_MS)).toBeNull();
  });
});

describe("changes", () => {
  const change = (part: Partial<Change>): Change => ({
    version: 2,
    at: "2026-09-05T10:28:05Z",
    clock: { mode: "live", offline: false },
    totals: { seen: 1, simulated: null, expected: 0, scheduled: 0, next: null },
    antennas: [],
    spacecraft: [],
    feeds: [],
    notices: [],
    removed_antennas: [],
    removed_spacecraft: [],
    events: [],
    removed_events: [],
    ...part,
  });
  const [one, two] = [antenna({ id: "A" }), antenna({ id: "B" })];

  it("replace whole objects and leave all others the very same", () => {
    const fresh = antenna({ id: "B", name: "new" });
    const next = applied(state([one, two]), change({ antennas: [fresh] }));
    expect(next?.antennas[0]).toBe(one);
    expect(next?.antennas[1]).toBe(fresh);
    expect(next?.totals.seen).toBe(1);
  });
  it("add and remove", () => {
    const third = antenna({ id: "C" });
    const next = applied(state([one, two]), change({ antennas: [third], removed_antennas: ["A"] }));
    expect(next?.antennas.map(({ id }) => id)).toEqual(["B", "C"]);
  });
  it("that were already heard are passed over; a gap asks for a snapshot", () => {
    const now = state([one], 5);
    expect(applied(now, change({ version: 5 }))).toBe(now);
    expect(applied(now, change({ version: 7 }))).toBeNull();
  });
});

describe("how far, from the state alone", () => {
  it("is unknown when nobody says, never 0", () => {
    expect(farByState(antenna({}), undefined, "VGR2")).toBeNull();
  });
});
