/** A change laid over a state. What did not change stays the very same object. */
import type { Change, State } from "../wire/types";

interface Identified {
  id: string;
}

/** Objects replaced by id, new ones added at the end, removed ones left out. */
export function replaced<T extends Identified>(
  old: T[],
  fresh: readonly T[],
  removed: readonly string[] = [],
): T[] {
  if (fresh.length === 0 && removed.length === 0) return old;
  const byId = new Map(fresh.map((item) => [item.id, item]));
  const kept = old
    .filter((item) => !removed.includes(item.id))
    .map((item) => {
      const next = byId.get(item.id);
      byId.delete(item.id);
      return next ?? item;
    });
  return [...kept, ...byId.values()];
}

/** The state after a change; null when the change does not follow it (then ask for a snapshot). */
export function applied(state: State, change: Change): State | null {
  if (change.version <= state.version) return state;
  if (change.version !== state.version + 1) return null;
  return {
    ...state,
    at: change.at,
    version: change.version,
    clock: change.clock,
    totals: change.totals,
    notices: change.notices,
    antennas: replaced(state.antennas, change.antennas, change.removed_antennas),
    spacecraft: replaced(state.spacecraft, change.spacecraft, change.removed_spacecraft),
    feeds: replaced(state.feeds, change.feeds),
    events: replaced(state.events, change.events, change.removed_events),
  };
}
