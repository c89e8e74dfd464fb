/** Where craft will be: ephemeris segments, fetched for those someone looks at, renewed in time. */
import { getJson } from "../wire/client";
import type { Trajectory } from "../wire/types";
import { board } from "./store.svelte";

/** Renew when less than this is left of the segments. */
const MARGIN_MS = 20 * 60_000;
const RETRY_MS = 30_000;
const AT_ONCE = 4;
/** A newer source is asked for so often: on the way here an answer may be kept for a minute. */
const TRIES = 3;

interface Entry {
  trajectory: Trajectory | null;
  /** Board time that it covers. */
  from_ms: number;
  until_ms: number;
  /** Local monotonic time of the last question. */
  asked_ms: number;
  /** The source of the board's own position at that question, and how often it was asked with it. */
  source: string | undefined;
  tries: number;
}

class Trajectories {
  /** Counts arrivals, for parts of the page that must look again. */
  version = $state(0);
  readonly #wanted = new Map<string, ReadonlySet<string>>();
  readonly #entries = new Map<string, Entry>();
  #running = 0;

  /** `who` (a panel) now needs exactly these spacecraft; `now_ms` is board time. */
  want(who: string, ids: Iterable<string>, now_ms: number): void {
    this.#wanted.set(who, new Set(ids));
    this.renew(now_ms);
  }

  get(id: string): Trajectory | undefined {
    return this.#entries.get(id)?.trajectory ?? undefined;
  }

  /** Fetch what is wanted and missing or about to end. */
  renew(now_ms: number): void {
    const ids = new Set([...this.#wanted.values()].flatMap((wanted) => [...wanted]));
    for (const id of ids) {
      if (this.#running >= AT_ONCE) return;
      if (!board.isPlaced(id)) continue;
      const entry = this.#entries.get(id);
      // before its beginning too: a replay may start again
      const isDue =
        !entry ||
        entry.until_ms - now_ms < MARGIN_MS ||
        now_ms < entry.from_ms ||
        this.#isOutdated(id, entry);
      if (isDue && performance.now() - (entry?.asked_ms ?? -Infinity) > RETRY_MS)
        void this.#fetch(id, now_ms);
    }
  }

  /** The board's own position rests on something newer than the segments do. */
  #isOutdated(id: string, entry: Entry): boolean {
    const source = board.spacecraftState(id)?.position?.source;
    if (source === undefined || source === entry.trajectory?.source) return false;
    return source !== entry.source || entry.tries < TRIES;
  }

  async #fetch(id: string, now_ms: number): Promise<void> {
    const entry = this.#entries.get(id) ?? {
      trajectory: null,
      from_ms: 0,
      until_ms: 0,
      asked_ms: 0,
      source: undefined,
      tries: 0,
    };
    const source = board.spacecraftState(id)?.position?.source;
    entry.tries = source === entry.source ? entry.tries + 1 : 1;
    entry.source = source;
    entry.asked_ms = performance.now();
    this.#entries.set(id, entry);
    this.#running += 1;
    try {
      const trajectory = await getJson<Trajectory>(`/api/v1/ephemeris/${encodeURIComponent(id)}`);
      const start_at = trajectory.segments[0]?.start_at;
      const end_at = trajectory.segments.at(-1)?.end_at;
      entry.trajectory = trajectory;
      entry.from_ms = start_at ? Date.parse(start_at) : 0;
      // without segments (unknown position) ask again much later, the reason may have gone
      entry.until_ms = end_at ? Date.parse(end_at) : now_ms + 2 * MARGIN_MS;
      this.version += 1;
    } catch {
      // asked again after RETRY_MS; meanwhile the state's own readings are shown
    } finally {
      this.#running -= 1;
      this.renew(now_ms);
    }
  }
}

export const trajectories = new Trajectories();
