import { describe, expect, it } from "vitest";
import type { ActivityReading, Parameter, PointingReading } from "../../wire/types";
import { activityFacts, byResource, commandRows, parameterText } from "./station";

const READING = {
  evidence: "observed",
  source: "Kiruna",
  observed_at: "2026-11-23T10:00:00Z",
  received_at: null,
  freshness: "fresh",
  quality: null,
  age_s: null,
  sequence: 1,
  antenna: "KIR-1",
} as const;

const ACTIVITY: ActivityReading = {
  ...READING,
  activity: null,
  condition: "operational",
  maintenance: null,
  wind_m_s: 6.3,
  wind_direction_deg: 210,
  temperature_c: -4.5,
  is_mspa: null,
  is_array: null,
  is_ddor: null,
};

const parameter = (part: Partial<Parameter>): Parameter => ({
  resource: "X-Cryostat",
  instance: 1,
  name: "coldHead.state",
  value: "warmingUp",
  no_value: null,
  ...part,
});

describe("what a station says", () => {
  it("is told, and what it does not say is left out", () => {
    expect(activityFacts(ACTIVITY)).toEqual([
      { what: "condition", value: "operational" },
      { what: "wind", value: "6.3 m/s from SW (210°)" },
      { what: "temperature", value: "−4.5 °C" },
    ]);
  });
  it("stands beside what was commanded, over north too", () => {
    const pointing = {
      azimuth_deg: 359.99,
      elevation_deg: null,
      commanded_azimuth_deg: 0.01,
      commanded_elevation_deg: 42,
    } as PointingReading;
    expect(commandRows(pointing)).toEqual([
      { what: "Azimuth", commanded: "0.010°", measured: "359.990°", difference: "−0.020°" },
      { what: "Elevation", commanded: "42.000°", measured: "–", difference: "" },
    ]);
  });
  it("is kept as it came, words for no value among it", () => {
    expect(parameterText(parameter({}))).toBe("warmingUp");
    expect(parameterText(parameter({ value: false }))).toBe("false");
    expect(parameterText(parameter({ value: 0 }))).toBe("0");
    expect(parameterText(parameter({ value: null, no_value: "unavailable" }))).toBe(
      "unavailable now",
    );
    const groups = byResource({
      ...READING,
      parameters: [parameter({}), parameter({ instance: 2 }), parameter({ name: "t" })],
    });
    expect(groups.map(({ resource, parameters }) => [resource, parameters.length])).toEqual([
      ["X-Cryostat", 2],
      ["X-Cryostat 2", 1],
    ]);
  });
});
