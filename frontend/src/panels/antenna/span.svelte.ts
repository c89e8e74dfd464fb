/** A craft's way during one contact, which may lie outside the segments everybody shares. */
import { board } from "../../board/store.svelte";
import { trajectories } from "../../board/trajectories.svelte";
import { validity } from "../../geo";
import { getJson } from "../../wire/client";
import type { Trajectory } from "../../wire/types";

const RETRY_MS = 30_000;

export class ContactSpan {
  #own = $state.raw<{ key: string; trajectory: Trajectory } | null>(null);
  #askedKey = "";
  #asked_ms = -Infinity;

  /** A trajectory that covers the span; null until it is there. */
  over(spacecraft: string, from_ms: number, to_ms: number): Trajectory | null {
    void trajectories.version;
    const shared = trajectories.get(spacecraft);
    const span = shared ? validity(shared) : null;
    if (shared && span && span.start_ms <= from_ms && span.end_ms >= to_ms) return shared;
    const key = `${spacecraft} ${from_ms} ${to_ms}`;
    if (this.#own?.key === key) return this.#own.trajectory;
    return null;
  }

  /** Fetch what `over` misses; call it when the span changes and now and then. */
  async want(spacecraft: string, from_ms: number, to_ms: number): Promise<void> {
    const key = `${spacecraft} ${from_ms} ${to_ms}`;
    // of what no network names nobody knows a way; of others it may be known at that time only
    if (!board.spacecraft(spacecraft) || this.over(spacecraft, from_ms, to_ms)) return;
    if (key === this.#askedKey && performance.now() - this.#asked_ms < RETRY_MS) return;
    this.#askedKey = key;
    this.#asked_ms = performance.now();
    const query = new URLSearchParams({
      from: new Date(from_ms).toISOString(),
      hours: ((to_ms - from_ms) / 3_600_000 + 0.05).toFixed(2),
    });
    try {
      const trajectory = await getJson<Trajectory>(
        `/api/v1/ephemeris/${encodeURIComponent(spacecraft)}?${query}`,
      );
      if (this.#askedKey === key) this.#own = { key, trajectory };
    } catch {
      // the plot stays without its arc; asked again after RETRY_MS
    }
  }
}
