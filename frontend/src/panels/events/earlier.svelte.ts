/** The events of the last hours: the state itself holds only those of now. */
import { getJson } from "../../wire/client";
import type { Event } from "../../wire/types";

const SHORTEST_MS = 5_000;

export class EarlierEvents {
  events = $state.raw<Event[]>([]);
  trouble = $state<string | null>(null);
  #news: unknown = null;
  #asked_ms = -Infinity;
  #timer = 0;

  /** Ask again when the events of now have changed, and not too often. */
  want(news: unknown): void {
    if (news === this.#news) return;
    clearTimeout(this.#timer);
    const wait_ms = Math.max(0, this.#asked_ms + SHORTEST_MS - performance.now());
    this.#timer = window.setTimeout(() => {
      this.#news = news;
      this.#asked_ms = performance.now();
      void this.#ask();
    }, wait_ms);
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  async #ask(): Promise<void> {
    try {
      this.events = await getJson<Event[]>("/api/v1/events");
      this.trouble = null;
    } catch (error) {
      this.trouble = error instanceof Error ? error.message : String(error);
    }
  }
}

/** Newest first, each once; of an event known twice the first list's is the newer one. */
export function together(current: readonly Event[], earlier: readonly Event[]): Event[] {
  const byId = new Map(earlier.map((event) => [event.id, event]));
  for (const event of current) byId.set(event.id, event);
  return [...byId.values()].sort((a, b) => Date.parse(b.at) - Date.parse(a.at));
}
