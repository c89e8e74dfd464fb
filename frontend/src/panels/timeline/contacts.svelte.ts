/** Contacts further away than the board keeps, fetched when the timeline is dragged or zoomed there. */
import { getJson } from "../../wire/client";
import type { Contact } from "../../wire/types";
import { DAY_MS, type View } from "./scale";

const QUIET_MS = 250;

export class FarContacts {
  contacts = $state.raw<Contact[]>([]);
  #have: View | null = null;
  #timer = 0;
  #asking: AbortController | null = null;

  /** The view now reaches beyond `near`: fetch whole days around it, once it has come to rest. */
  want(view: View, near: View): void {
    const isNear = view.from_ms >= near.from_ms && view.to_ms <= near.to_ms;
    const have = this.#have;
    if (isNear || (have && view.from_ms >= have.from_ms && view.to_ms <= have.to_ms)) return;
    clearTimeout(this.#timer);
    this.#timer = window.setTimeout(() => void this.#ask(view), QUIET_MS);
  }

  stop(): void {
    clearTimeout(this.#timer);
    this.#asking?.abort();
  }

  async #ask(view: View): Promise<void> {
    const wide: View = {
      from_ms: Math.floor(view.from_ms / DAY_MS) * DAY_MS,
      to_ms: Math.ceil(view.to_ms / DAY_MS) * DAY_MS,
    };
    const query = new URLSearchParams({
      from: new Date(wide.from_ms).toISOString(),
      to: new Date(wide.to_ms).toISOString(),
    });
    this.#asking?.abort();
    this.#asking = new AbortController();
    try {
      this.contacts = await getJson<Contact[]>(`/api/v1/contacts?${query}`, this.#asking.signal);
      this.#have = wide;
    } catch {
      // what the board keeps stays on the screen; the next movement asks again
    }
  }
}

/** Both lists as one, each contact once; the board's own (newer) version wins. */
export function joined(near: readonly Contact[], far: readonly Contact[]): Contact[] {
  if (far.length === 0) return [...near];
  const byId = new Map(far.map((contact) => [contact.id, contact]));
  for (const contact of near) byId.set(contact.id, contact);
  return [...byId.values()];
}
