/** What became of contacts: records fetched for those who look at them, and again when news come. */
import { getJson } from "../wire/client";
import type { ContactRecord } from "../wire/types";

/** Not more often, however many messages come. */
const SHORTEST_MS = 2_000;

/** One question to `/api/v1/records`, asked again when it is old or something new was said. */
export class RecordList {
  /** Null: not answered yet. */
  list = $state.raw<ContactRecord[] | null>(null);
  /** Why there is no answer, in words. */
  trouble = $state<string | null>(null);
  #query = "";
  #who = "";
  #news: unknown = null;
  #asked_ms = -Infinity;
  #asking: AbortController | null = null;
  readonly #longest_ms: number;

  /** `longest_ms`: ask again after so long even without news. */
  constructor(longest_ms: number) {
    this.#longest_ms = longest_ms;
  }

  /** Call it each second, with anything that changes when there is news. */
  want(query: Record<string, string>, news: unknown): void {
    const asked = new URLSearchParams(query).toString();
    const age_ms = performance.now() - this.#asked_ms;
    const isOther = asked !== this.#query;
    const isNews = news !== this.#news && age_ms >= SHORTEST_MS;
    if (!isOther && !isNews && age_ms < this.#longest_ms) return;
    if (this.#isOthers(query)) this.list = null;
    this.#query = asked;
    this.#news = news;
    this.#asked_ms = performance.now();
    void this.#ask(asked);
  }

  stop(): void {
    this.#asking?.abort();
  }

  /** Of others than before: what is here is not about them. A span that moves on is not that. */
  #isOthers({ antenna = "", spacecraft = "" }: Record<string, string>): boolean {
    const who = `${antenna} ${spacecraft}`;
    const isOther = who !== this.#who;
    this.#who = who;
    return isOther;
  }

  async #ask(query: string): Promise<void> {
    this.#asking?.abort();
    const asking = (this.#asking = new AbortController());
    try {
      const list = await getJson<ContactRecord[]>(`/api/v1/records?${query}`, asking.signal);
      if (asking.signal.aborted) return;
      this.list = list;
      this.trouble = null;
    } catch (error) {
      if (!asking.signal.aborted)
        this.trouble = error instanceof Error ? error.message : String(error);
    }
  }
}

/** Where a record stands in time: from the first to the last instant that is known of it. */
export function extent(record: ContactRecord): { from_ms: number; to_ms: number } {
  const instants = [
    record.boa_at,
    record.eoa_at,
    ...record.directions.flatMap(({ acquired_at, lost_at, signal }) => [
      acquired_at,
      lost_at,
      signal.at(-1)?.end_at ?? null,
    ]),
  ].flatMap((at) => (at === null ? [] : Date.parse(at)));
  return { from_ms: Math.min(...instants), to_ms: Math.max(...instants) };
}

/** The records of one contact (observed before simulated), by its own id or its plan's. */
export function recordsOf(records: readonly ContactRecord[], id: string): ContactRecord[] {
  const named = records.find((record) => record.id === id);
  const contact = named?.contact ?? id;
  return records
    .filter((record) => record.id === id || record.contact === contact)
    .sort((a, b) => Number(a.evidence === "simulated") - Number(b.evidence === "simulated"));
}

/** The one that is on, else the next, else the last; null when there is none. */
export function presentOf(records: readonly ContactRecord[], now_ms: number): ContactRecord | null {
  const known = records.map((record) => ({ record, ...extent(record) }));
  const on = known.filter(({ from_ms, to_ms }) => from_ms <= now_ms && now_ms < to_ms);
  const coming = known.filter(({ from_ms }) => from_ms > now_ms);
  coming.sort((a, b) => a.from_ms - b.from_ms);
  return (on[0] ?? coming[0] ?? known.at(-1))?.record ?? null;
}
