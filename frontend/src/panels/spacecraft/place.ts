/** Where a craft is this moment: by its segments, else as the state last said. */
import { board } from "../../board/store.svelte";
import { trajectories } from "../../board/trajectories.svelte";
import { positionItrsKm, SPEED_OF_LIGHT_KM_S, toGeodetic } from "../../geo";
import type { Place } from "./rows";

export function placeOf(spacecraft: string, at_ms: number): Place | null {
  const trajectory = trajectories.get(spacecraft);
  const itrs_km = trajectory ? positionItrsKm(trajectory, at_ms) : null;
  if (itrs_km === null) return board.spacecraftState(spacecraft)?.position ?? null;
  const distance_km = Math.hypot(...itrs_km);
  return { ...toGeodetic(itrs_km), distance_km, light_time_s: distance_km / SPEED_OF_LIGHT_KM_S };
}
