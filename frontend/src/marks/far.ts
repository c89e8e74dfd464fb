/** Range, direction and light time of a pair at an instant, computed in the page when it can be. */
import { farByState, type Far } from "../board/ranges";
import { board } from "../board/store.svelte";
import { trajectories } from "../board/trajectories.svelte";
import { lookFrom } from "../geo";

/** Null when nobody knows where the craft is. */
export function far(antenna_id: string, spacecraft_id: string, at_ms: number): Far | null {
  const antenna = board.antenna(antenna_id);
  const trajectory = trajectories.get(spacecraft_id);
  const look = antenna && trajectory ? lookFrom(antenna, trajectory, at_ms) : null;
  return (
    look ??
    farByState(board.antennaState(antenna_id), board.spacecraftState(spacecraft_id), spacecraft_id)
  );
}
