/** Records of the last hours by their contact, for the marks on past bars. */
import { RecordList } from "../../board/records.svelte";
import type { ContactRecord } from "../../wire/types";

const BACK_MS = 6 * 3_600_000;
const GRID_MS = 600_000;
const RENEW_MS = 30_000;

export class RecentRecords {
  readonly #list = new RecordList(RENEW_MS);
  /** By the id of the planned contact (observed before simulated) or of the sighting. */
  readonly byContact: ReadonlyMap<string, ContactRecord> = $derived.by(() => {
    const found = new Map<string, ContactRecord>();
    for (const record of this.#list.list ?? []) {
      const key = record.contact ?? record.id;
      if (found.get(key)?.evidence !== "observed") found.set(key, record);
    }
    return found;
  });

  want(now_ms: number, news: unknown): void {
    if (now_ms === 0) return;
    const at = (ms: number): string => new Date(Math.floor(ms / GRID_MS) * GRID_MS).toISOString();
    this.#list.want({ from: at(now_ms - BACK_MS), to: at(now_ms + GRID_MS) }, news);
  }

  stop(): void {
    this.#list.stop();
  }
}
