import { describe, expect, test } from "vitest";
import type { Comparison, LinkReading, PointingReading } from "../../wire/types";
import {
  dopplerWords,
  linkName,
  linkWords,
  pointingRows,
  signed,
  verdictWords,
  type Known,
} from "./values";

const now_ms = Date.parse("2026-11-23T12:00:04Z");

const reading: PointingReading = {
  evidence: "observed",
  source: "DSN Now",
  observed_at: "2026-11-23T12:00:00Z",
  received_at: null,
  freshness: "fresh",
  quality: null,
  age_s: null,
  sequence: null,
  antenna: "DSS-43",
  spacecraft: "VGR2",
  target: "VGR2",
  target_kind: "spacecraft",
  azimuth_deg: 165,
  elevation_deg: null,
  range_km: 0.5,
  range_rate_km_s: null,
  light_time_s: null,
  stowed: false,
  mode: null,
  commanded_azimuth_deg: null,
  commanded_elevation_deg: null,
};

const known: Known = {
  observed: reading,
  computed: {
    azimuth_deg: 164.876,
    elevation_deg: 0,
    range_km: null,
    range_rate_km_s: -5.4121,
    light_time_s: 71_541,
    source: "built-in table",
    age_s: 12 * 86_400,
  },
  comparison: null,
  links: [],
  now_ms,
  freshnessOf: ({ freshness }) => freshness,
};

describe("the table", () => {
  const rows = pointingRows(known);
  const row = (what: string) => rows.find((each) => each.what.startsWith(what));

  test("puts the report beside the computation, each with its origin", () => {
    expect(row("Azimuth")?.observed).toMatchObject({
      value: "165",
      unit: "°",
      evidence: "observed",
    });
    expect(row("Azimuth")?.predicted).toMatchObject({ value: "164.88", evidence: "predicted" });
    expect(row("Azimuth")?.from).toBe("DSN Now · 4 s ago · built-in table, 12 days old");
  });

  test("unknown is no cell, 0 is a value", () => {
    expect(row("Elevation")?.observed).toBeNull();
    expect(row("Elevation")?.predicted?.value).toBe("0.00");
    expect(row("Range")?.predicted).toBeNull();
    expect(row("Range")?.from).toBe("DSN Now · 4 s ago");
  });

  test("differences come from the comparison only", () => {
    expect(row("Azimuth")?.difference).toBeNull();
    const comparison = { azimuth_difference_deg: -0.06, range_difference_km: 1200 } as Comparison;
    const compared = pointingRows({ ...known, comparison });
    expect(compared[0]?.difference).toBe("−0.06°");
    expect(compared[2]?.difference).toBe("+1,200 km");
    const past = pointingRows({ ...known, comparison, freshnessOf: () => "stale" });
    expect(past.map(({ difference }) => difference)).toEqual([null, null, null, null, null]);
  });
});

describe("words", () => {
  const link: LinkReading = {
    ...reading,
    spacecraft: "VGR2",
    direction: "down",
    band: "X",
    channel: 1,
    state: "data",
    state_reported: "TRACK GSR1",
    data_rate_bps: 160,
    power_dbm: -153.3,
    power_kw: null,
    frequency_hz: 8_420_432_097,
    doppler_hz: -146_900,
    eirp_dbw: null,
    carrier_lock: null,
    subcarrier_lock: null,
    symbol_lock: null,
    frame_lock: null,
  };

  test("a link says its state, rate and power", () => {
    expect(linkName(link)).toBe("Downlink X 8,420.4 MHz");
    expect(linkWords(link)).toBe("data · 160 bit/s · −153.3 dBm");
  });

  test("a state nobody can explain is shown as it came", () => {
    expect(linkWords({ ...link, state: "unknown", data_rate_bps: null, power_dbm: null })).toBe(
      "TRACK GSR1",
    );
  });

  test("Doppler and signs", () => {
    expect(dopplerWords(-146_900)).toBe("−146.90 kHz");
    expect(signed(-0.001, 2)).toBe("0.00");
  });

  test("verdicts are sentences", () => {
    const comparison = {
      verdict: "differs",
      separation_deg: 12.34,
      tolerance_deg: 1,
      reason: "the dish may be on its way",
    } as Comparison;
    expect(verdictWords(comparison)).toBe(
      "Reported pointing differs by 12.3°: the dish may be on its way.",
    );
    expect(verdictWords({ ...comparison, verdict: "agrees", separation_deg: 0.3 })).toBe(
      "Reported and computed pointing agree: 0.3° apart, within 1°.",
    );
    expect(
      verdictWords({ ...comparison, verdict: "agrees", separation_deg: 0.3 }, "15 min ago"),
    ).toBe("Reported and computed pointing agreed 15 min ago: 0.3° apart, within 1°.");
    expect(verdictWords(comparison, "15 min ago")).toBe(
      "Reported pointing differed by 12.3° 15 min ago: the dish may be on its way.",
    );
    expect(verdictWords({ ...comparison, verdict: "not-compared", reason: "stowed" })).toBe(
      "Not compared: stowed.",
    );
  });
});
