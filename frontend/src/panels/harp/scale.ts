/** The harp's two rulers: distance upwards from the horizon, time downwards from now. */

export const NEAREST_KM = 300;
const AU_KM = 149_597_870.7;
export const FARTHEST_KM = 200 * AU_KM;
export const LIGHT_KM_S = 299_792.458;

export interface Tick {
  name: string;
  km: number;
}

/** Distances people know, from the Earth's surface or near enough; planets at their mean distance from the Sun. */
export const TICKS: readonly Tick[] = [
  { name: "1,000 km", km: 1_000 },
  { name: "geostationary", km: 35_786 },
  { name: "Moon", km: 384_400 },
  { name: "L2", km: 1_500_000 },
  { name: "1 au", km: AU_KM },
  { name: "Jupiter", km: 5.2 * AU_KM },
  { name: "Neptune", km: 30.1 * AU_KM },
  { name: "heliopause", km: 120 * AU_KM },
];

/** 0 at 300 km, 1 at 200 au; logarithmic, held inside. */
export function heightOf(range_km: number): number {
  const clamped = Math.min(FARTHEST_KM, Math.max(NEAREST_KM, range_km));
  return Math.log(clamped / NEAREST_KM) / Math.log(FARTHEST_KM / NEAREST_KM);
}

const HOUR_MS = 3_600_000;
/** The picture's span of time, and how much of its height each part gets: the next hour has most room. */
export const PAST_MS = HOUR_MS;
export const AHEAD_MS = 6 * HOUR_MS;
const KNOTS: readonly (readonly [offset_ms: number, share: number])[] = [
  [-PAST_MS, 0],
  [0, 0.14],
  [HOUR_MS, 0.5],
  [AHEAD_MS, 1],
];

/** Share of the time ruler's height (0 an hour ago, 1 in six hours) at an offset from now. */
export function depthOf(offset_ms: number): number {
  const first = KNOTS[0]!;
  const last = KNOTS.at(-1)!;
  if (offset_ms <= first[0]) return first[1];
  for (let index = 1; index < KNOTS.length; index += 1) {
    const [from_ms, from] = KNOTS[index - 1]!;
    const [to_ms, to] = KNOTS[index]!;
    if (offset_ms <= to_ms) return from + ((to - from) * (offset_ms - from_ms)) / (to_ms - from_ms);
  }
  return last[1];
}
