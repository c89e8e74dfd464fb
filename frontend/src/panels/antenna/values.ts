// The table of one antenna and one craft: what was reported beside what was computed, and where
// each comes from. Unknown stays an empty cell, never a 0.

import { distance, durationText, lightTime, rate } from "../../format/numbers";
import type {
  Comparison,
  Evidence,
  Freshness,
  LinkReading,
  LinkState,
  PointingReading,
} from "../../wire/types";

export interface Cell {
  readonly value: string;
  readonly unit: string;
  readonly evidence: Evidence;
  readonly freshness: Freshness;
}

export interface ValueRow {
  readonly what: string;
  readonly observed: Cell | null;
  readonly predicted: Cell | null;
  /** Observed minus predicted, at the report's own instant; null when nobody compared, or long ago. */
  readonly difference: string | null;
  readonly from: string;
}

/** What is computed for this moment, in the page or on the server. */
export type Computed = Pick<
  PointingReading,
  | "azimuth_deg"
  | "elevation_deg"
  | "range_km"
  | "range_rate_km_s"
  | "light_time_s"
  | "source"
  | "age_s"
>;

export interface Known {
  readonly observed: PointingReading | null;
  readonly computed: Computed | null;
  readonly comparison: Comparison | null;
  readonly links: readonly LinkReading[];
  readonly now_ms: number;
  freshnessOf(reading: PointingReading | LinkReading): Freshness;
}

type Quantity = { value: string; unit: string };

/** With a true minus, and a plus where the sign is the message. */
export function signed(value: number, digits: number): string {
  const text = Math.abs(value).toFixed(digits);
  if (Number(text) === 0) return text;
  return `${value < 0 ? "−" : "+"}${text}`;
}

const angle = (value: number): Quantity => ({ value: value.toFixed(2), unit: "°" });
const coarseAngle = (value: number): Quantity => ({
  value: String(Number(value.toFixed(2))),
  unit: "°",
});
const time = (value: number): Quantity => ({ value: lightTime(value), unit: "" });

/** How old a report is, or what a computation rests on. */
export function provenance(known: Known): { observed: string; computed: string } {
  const { observed, computed, now_ms } = known;
  return {
    observed: observed ? `${observed.source} · ${ageOf(observed.observed_at, now_ms)}` : "",
    computed: computed
      ? computed.source + (computed.age_s === null ? "" : `, ${durationText(computed.age_s)} old`)
      : "",
  };
}

export function ageOf(observed_at: string, now_ms: number): string {
  const age_s = (now_ms - Date.parse(observed_at)) / 1000;
  return age_s < 1 ? "now" : `${durationText(age_s)} ago`;
}

/** Whether what was reported is believed no more, and with it what came of comparing it. */
export function isPast({
  observed,
  freshnessOf,
}: Pick<Known, "observed" | "freshnessOf">): boolean {
  return observed !== null && ["stale", "unknown"].includes(freshnessOf(observed));
}

/** Azimuth, elevation, range, light time, range rate. */
export function pointingRows(known: Known): ValueRow[] {
  const { observed, computed } = known;
  const from = provenance(known);
  // beside what is computed for now, the difference of long ago would be a false sum
  const comparison = isPast(known) ? null : known.comparison;
  const row = (
    what: string,
    key: "azimuth_deg" | "elevation_deg" | "range_km" | "light_time_s" | "range_rate_km_s",
    asObserved: (value: number) => Quantity,
    asComputed: (value: number) => Quantity,
    difference: string | null,
  ): ValueRow => {
    const seen = observed?.[key] ?? null;
    const expected = computed?.[key] ?? null;
    return {
      what,
      observed:
        observed && seen !== null
          ? {
              ...asObserved(seen),
              evidence: observed.evidence,
              freshness: known.freshnessOf(observed),
            }
          : null,
      predicted:
        expected === null
          ? null
          : { ...asComputed(expected), evidence: "predicted", freshness: "fresh" },
      difference,
      from: [seen === null ? "" : from.observed, expected === null ? "" : from.computed]
        .filter((part) => part !== "")
        .join(" · "),
    };
  };
  const degreesOf = (value: number | null | undefined): string | null =>
    value == null ? null : `${signed(value, 2)}°`;
  const km = comparison?.range_difference_km;
  return [
    row(
      "Azimuth",
      "azimuth_deg",
      coarseAngle,
      angle,
      degreesOf(comparison?.azimuth_difference_deg),
    ),
    row(
      "Elevation",
      "elevation_deg",
      coarseAngle,
      angle,
      degreesOf(comparison?.elevation_difference_deg),
    ),
    row("Range", "range_km", distance, distance, km == null ? null : signedDistance(km)),
    row("Light time", "light_time_s", time, time, null),
    row(
      "Range rate",
      "range_rate_km_s",
      (value) => ({ value: signed(value, 3), unit: "km/s" }),
      (value) => ({ value: signed(value, 3), unit: "km/s" }),
      null,
    ),
  ];
}

function signedDistance(km: number): string {
  const { value, unit } = distance(Math.abs(km));
  return `${km < 0 ? "−" : "+"}${value} ${unit}`;
}

const STATE: Record<LinkState, string> = {
  none: "no signal",
  searching: "searching",
  off: "off",
  carrier: "carrier",
  data: "data",
  "test-load": "into the test load",
  unknown: "unknown",
};

/** "data · 28 Mbit/s · −140.2 dBm", with the source's own word where ours does not fit. */
export function linkWords(link: LinkReading): string {
  const state =
    link.state === "unknown" ? (link.state_reported ?? STATE.unknown) : STATE[link.state];
  const speed = rate(link.data_rate_bps);
  return [
    state,
    link.data_rate_bps === null ? "" : `${speed.value} ${speed.unit}`,
    link.power_dbm === null ? "" : `${signed(link.power_dbm, 1)} dBm`,
    link.power_kw === null ? "" : `${Number(link.power_kw.toFixed(2))} kW`,
    link.eirp_dbw === null ? "" : `EIRP ${link.eirp_dbw.toFixed(1)} dBW`,
  ]
    .filter((part) => part !== "")
    .join(" · ");
}

/** "carrier locked, symbol not locked": the locks that a receiver tells of, in its words. */
export function lockWords(link: LinkReading): string {
  const locks: [string, string | null][] = [
    ["carrier", link.carrier_lock],
    ["subcarrier", link.subcarrier_lock],
    ["symbol", link.symbol_lock],
    ["frame", link.frame_lock],
  ];
  return locks
    .flatMap(([what, word]) =>
      word === null || word === "notApplicable"
        ? []
        : `${what} ${word === "notLocked" ? "not locked" : word}`,
    )
    .join(", ");
}

/** "Downlink X 8,420 MHz" */
export function linkName(link: LinkReading): string {
  const frequency =
    link.frequency_hz === null
      ? ""
      : ` ${(link.frequency_hz / 1e6).toLocaleString("en-US", { maximumFractionDigits: 1 })} MHz`;
  const band = link.band === null ? "" : ` ${link.band}`;
  return `${link.direction === "down" ? "Downlink" : "Uplink"}${band}${frequency}`;
}

/** "−147.1 kHz" */
export function dopplerWords(hz: number): string {
  return Math.abs(hz) < 1_000 ? `${signed(hz, 0)} Hz` : `${signed(hz / 1_000, 2)} kHz`;
}

/** The verdict of a comparison, as a sentence; in the past, with its age, once the report is. */
export function verdictWords(comparison: Comparison, ago: string | null = null): string {
  const { verdict, separation_deg, tolerance_deg, reason } = comparison;
  const apart = separation_deg === null ? "" : `${separation_deg.toFixed(1)}°`;
  if (verdict === "agrees") {
    const within = tolerance_deg === null ? "" : `, within ${Number(tolerance_deg.toFixed(2))}°`;
    const agree = ago === null ? "agree" : `agreed ${ago}`;
    return `Reported and computed pointing ${agree}: ${apart} apart${within}.`;
  }
  const why = reason === null ? "" : `: ${reason}`;
  if (verdict === "not-compared") return `Not compared${why}.`;
  return ago === null
    ? `Reported pointing differs by ${apart}${why}.`
    : `Reported pointing differed by ${apart} ${ago}${why}.`;
}
