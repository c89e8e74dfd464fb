/** How far a craft is from an antenna: what the segments give, else what was last said about it. */
import type { AntennaState, PointingReading, SpacecraftState } from "../wire/types";

export interface Far {
  range_km: number;
  light_time_s: number;
  elevation_deg: number | null;
  azimuth_deg: number | null;
}

const LIGHT_KM_S = 299_792.458;

const usable = (reading: PointingReading): boolean =>
  reading.range_km !== null && reading.freshness !== "stale";

/** From the state alone: a reported or computed range of the pair, else the craft's distance. */
export function farByState(
  antenna: AntennaState | undefined,
  craft: SpacecraftState | undefined,
  spacecraft: string,
): Far | null {
  const readings = (antenna?.pointing ?? []).filter((reading) => reading.spacecraft === spacecraft);
  const ranged =
    readings.find((reading) => reading.evidence === "predicted" && usable(reading)) ??
    readings.find(usable);
  const pointed = readings.find((reading) => reading.elevation_deg !== null && !reading.stowed);
  const range_km = ranged?.range_km ?? craft?.position?.distance_km ?? null;
  if (range_km === null) return null;
  return {
    range_km,
    light_time_s: ranged?.light_time_s ?? range_km / LIGHT_KM_S,
    elevation_deg: ranged?.elevation_deg ?? pointed?.elevation_deg ?? null,
    azimuth_deg: ranged?.azimuth_deg ?? pointed?.azimuth_deg ?? null,
  };
}
