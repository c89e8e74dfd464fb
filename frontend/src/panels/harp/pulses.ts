/**
 * Light on a string, at its true speed: a pulse leaves every two seconds of board time and is drawn
 * at distance c·t. Down, distances shrink; up, they grow.
 */
export const EVERY_S = 2;
/** Nearer than this (the Moon's light time) light is faster than the eye: the string glows instead. */
export const GLOW_BELOW_S = 1.28;
/** Faster than the eye below this distance: a pulse appears only above it. */
const SHOWN_ABOVE_S = 0.1;

/**
 * One-way light distances (s) of the pulses on a string of `light_time_s` at `now_s`, nearest
 * first, up to `until_s` (beyond it pulses stand closer than the eye can part, and merge).
 * `since_s`: an uplink sent since that instant has reached no farther than now − since.
 */
export function pulseDistances(
  direction: "up" | "down",
  light_time_s: number,
  now_s: number,
  until_s: number,
  since_s: number | null = null,
): number[] {
  const phase = direction === "up" ? now_s : light_time_s - now_s;
  const first = ((phase % EVERY_S) + EVERY_S) % EVERY_S;
  const reached_s = direction === "up" && since_s !== null ? now_s - since_s : Infinity;
  const end_s = Math.min(light_time_s, until_s, reached_s);
  const distances: number[] = [];
  for (let distance_s = first; distance_s <= end_s; distance_s += EVERY_S)
    if (distance_s >= SHOWN_ABOVE_S) distances.push(distance_s);
  return distances;
}
