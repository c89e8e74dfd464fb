// What a station says of its antenna beside links and directions, in its own words.

import { UNKNOWN } from "../../format/numbers";
import type {
  ActivityReading,
  NoValue,
  Parameter,
  ParametersReading,
  PointingReading,
} from "../../wire/types";
import { signed } from "./values";

/** CCSDS's enumeration words, written as a person would; an unknown word stays as it came. */
const WORDS: Record<string, string> = {
  programTrack: "programme track",
  fixedPosition: "fixed position",
  closedLoop: "closed loop",
  notLocked: "not locked",
  notApplicable: "not applicable",
};

export const wordOf = (word: string): string => WORDS[word] ?? word;

export interface StationFact {
  readonly what: string;
  readonly value: string;
}

const COMPASS = ["N", "NE", "E", "SE", "S", "SW", "W", "NW"];

/** Condition, maintenance, activity, weather: what was said, nothing for what was not. */
export function activityFacts(reading: ActivityReading): StationFact[] {
  const facts: StationFact[] = [];
  const add = (what: string, value: string | null): void => {
    if (value !== null && value !== "") facts.push({ what, value });
  };
  add("condition", reading.condition && wordOf(reading.condition));
  add("maintenance", reading.maintenance);
  add("activity", reading.activity);
  if (reading.wind_m_s !== null || reading.wind_direction_deg !== null) {
    const from = reading.wind_direction_deg;
    const where =
      from === null
        ? ""
        : ` from ${COMPASS[Math.round(from / 45) % 8] ?? ""} (${Math.round(from)}°)`;
    const speed = reading.wind_m_s === null ? UNKNOWN : `${reading.wind_m_s.toFixed(1)} m/s`;
    add("wind", speed + where);
  }
  if (reading.temperature_c !== null)
    add("temperature", `${signed(reading.temperature_c, 1).replace("+", "")} °C`);
  const flags = [
    reading.is_mspa ? "several spacecraft in one beam" : "",
    reading.is_array ? "arrayed" : "",
    reading.is_ddor ? "Delta-DOR" : "",
  ].filter((flag) => flag !== "");
  add("flags", flags.join(", "));
  return facts;
}

export interface CommandRow {
  readonly what: string;
  readonly commanded: string;
  readonly measured: string;
  /** Measured minus commanded. */
  readonly difference: string;
}

/** What was commanded beside what was measured; empty when nothing was said of a command. */
export function commandRows(reading: PointingReading): CommandRow[] {
  const row = (what: string, commanded: number | null, measured: number | null): CommandRow[] =>
    commanded === null
      ? []
      : [
          {
            what,
            commanded: `${commanded.toFixed(3)}°`,
            measured: measured === null ? UNKNOWN : `${measured.toFixed(3)}°`,
            difference: measured === null ? "" : `${signed(turn(measured - commanded), 3)}°`,
          },
        ];
  return [
    ...row("Azimuth", reading.commanded_azimuth_deg, reading.azimuth_deg),
    ...row("Elevation", reading.commanded_elevation_deg, reading.elevation_deg),
  ];
}

/** The short way round: −180 … 180. */
function turn(deg: number): number {
  return ((((deg + 180) % 360) + 360) % 360) - 180;
}

const NO_VALUE: Record<NoValue, string> = {
  unavailable: "unavailable now",
  undefined: "undefined: it has no meaning now",
  error: "error: its measurement failed",
};

/** A value as it came; the word for none where there is none. */
export function parameterText(parameter: Parameter): string {
  if (parameter.no_value !== null) return NO_VALUE[parameter.no_value];
  if (parameter.value === null) return UNKNOWN;
  if (typeof parameter.value === "boolean") return parameter.value ? "true" : "false";
  return String(parameter.value);
}

/** Parameters by their functional resource, in the station's order. */
export function byResource(
  reading: ParametersReading,
): { resource: string; parameters: Parameter[] }[] {
  const groups = new Map<string, Parameter[]>();
  for (const parameter of reading.parameters) {
    const { resource, instance } = parameter;
    const name = instance === 1 ? resource : `${resource} ${instance}`;
    const group = groups.get(name);
    if (group) group.push(parameter);
    else groups.set(name, [parameter]);
  }
  return [...groups].map(([resource, parameters]) => ({ resource, parameters }));
}
