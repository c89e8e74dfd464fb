/** What the page knows: the network, the state of the moment, and the contacts around it. */
import { getJson, inlined, openStream } from "../wire/client";
import type {
  Antenna,
  AntennaState,
  Contact,
  Network,
  Site,
  Spacecraft,
  SpacecraftState,
  State,
} from "../wire/types";
import { applied } from "./apply";
import { type Aged, cycleOf, freshnessAt } from "./freshness";
import { type Talk, talks } from "./talks";

/** No event for so long (beats come every 5 s): the data have stopped, and the page says so. */
const STOPPED_AFTER_MS = 15_000;
const CONTACTS_EVERY_MS = 60_000;
const CONTACTS_BEFORE_MS = 6 * 3_600_000;
const CONTACTS_AFTER_MS = 24 * 3_600_000;

/** The clock as the store needs it: it teaches it the server's time and asks what time it is. */
export interface StoreClock {
  learn(at_iso: string, standsStill: boolean): void;
  now(): number;
}

const byId = <T extends { id: string }>(items: readonly T[]): Map<string, T> =>
  new Map(items.map((item) => [item.id, item]));

class Board {
  state = $state.raw<State | null>(null);
  network = $state.raw<Network | null>(null);
  /** −6 … +24 h, planned and observed, in order of their beginning. */
  contacts = $state.raw<Contact[]>([]);
  /** Board time of the last word from the server, once it has been silent for too long. */
  stopped_since_ms = $state<number | null>(null);
  /** Why there is no first state, in words. */
  trouble = $state<string | null>(null);

  readonly #antennas = $derived(byId(this.network?.antennas ?? []));
  readonly #sites = $derived(byId(this.network?.sites ?? []));
  readonly #spacecraft = $derived(byId(this.network?.spacecraft ?? []));
  readonly #antennaStates = $derived(byId(this.state?.antennas ?? []));
  readonly #spacecraftStates = $derived(byId(this.state?.spacecraft ?? []));

  /** As the Earth turns: by site's longitude, then by name within a site. */
  readonly antennasWestToEast: Antenna[] = $derived.by(() => {
    const longitude = (antenna: Antenna): number =>
      this.#sites.get(antenna.site)?.longitude_deg.value ?? antenna.longitude_deg.value ?? 180;
    return [...(this.network?.antennas ?? [])].sort(
      (a, b) =>
        longitude(a) - longitude(b) ||
        a.site.localeCompare(b.site) ||
        a.name.localeCompare(b.name, "en", { numeric: true }),
    );
  });

  #clock: StoreClock | null = null;
  #heard_ms = 0;

  antenna(id: string): Antenna | undefined {
    return this.#antennas.get(id);
  }
  site(id: string): Site | undefined {
    return this.#sites.get(id);
  }
  spacecraft(id: string): Spacecraft | undefined {
    return this.#spacecraft.get(id);
  }
  antennaState(id: string): AntennaState | undefined {
    return this.#antennaStates.get(id);
  }
  spacecraftState(id: string): SpacecraftState | undefined {
    return this.#spacecraftStates.get(id);
  }

  /**
   * Whether it is worth asking where a spacecraft will be: a network names it, and nobody has said
   * that its place is unknown.
   */
  isPlaced(id: string): boolean {
    return this.#spacecraft.has(id) && this.spacecraftState(id)?.position !== null;
  }

  /** The name people use for a spacecraft or an antenna; the code itself when nobody knows it. */
  name(id: string): string {
    return (
      this.#spacecraft.get(id)?.name ??
      this.#antennas.get(id)?.name ??
      this.#spacecraftStates.get(id)?.name ??
      this.#antennaStates.get(id)?.name ??
      id
    );
  }

  /** A reading's freshness at this moment, by its own feed's rhythm. */
  freshness(aged: Aged, now_ms: number) {
    return freshnessAt(aged, now_ms, cycleOf(aged.source, this.state?.feeds ?? []));
  }

  talks(now_ms: number): Talk[] {
    return this.state ? talks(this.state, now_ms) : [];
  }

  /** Take the first state from the page itself or from the server, then follow the stream. */
  async start(clock: StoreClock): Promise<void> {
    this.#clock = clock;
    const [state, network] = [inlined<State>("state"), inlined<Network>("network")];
    if (network) this.network = network;
    if (state) this.#take(state);
    openStream({
      onSnapshot: (fresh) => this.#take(fresh),
      onChange: (change) => {
        const next = this.state && applied(this.state, change);
        this.#hear(change.at);
        if (next === null) void this.#ask();
        else this.state = next;
      },
      onBeat: (beat) => {
        this.#hear(beat.at);
        if (this.state && beat.version !== this.state.version) void this.#ask();
      },
      onLost: () => this.watch(),
    });
    setInterval(() => this.watch(), 1_000);
    setInterval(() => void this.#askContacts(), CONTACTS_EVERY_MS);
    if (!network)
      await this.#attempt(async () => (this.network = await getJson("/api/v1/network")));
    if (!state) await this.#ask();
    await this.#askContacts();
  }

  /** Notice silence. Called once a second. */
  watch(): void {
    const silent_ms = performance.now() - this.#heard_ms;
    const now_ms = this.#clock?.now() ?? 0;
    if (silent_ms > STOPPED_AFTER_MS && this.stopped_since_ms === null && this.state)
      this.stopped_since_ms =
        this.state.clock.mode === "fixed" ? now_ms : Math.round(now_ms - silent_ms);
  }

  #hear(at_iso: string): void {
    this.#heard_ms = performance.now();
    this.stopped_since_ms = null;
    this.trouble = null;
    this.#clock?.learn(at_iso, this.state?.clock.mode === "fixed");
  }

  #take(state: State): void {
    this.state = state;
    this.#hear(state.at);
  }

  async #ask(): Promise<void> {
    await this.#attempt(async () => this.#take(await getJson<State>("/api/v1/state")));
  }

  async #askContacts(): Promise<void> {
    const now_ms = this.#clock?.now() ?? 0;
    if (now_ms === 0) return;
    const at = (ms: number): string => new Date(Math.round(ms / 60_000) * 60_000).toISOString();
    const query = new URLSearchParams({
      from: at(now_ms - CONTACTS_BEFORE_MS),
      to: at(now_ms + CONTACTS_AFTER_MS),
    });
    await this.#attempt(async () => {
      const contacts = await getJson<Contact[]>(`/api/v1/contacts?${query}`);
      this.contacts = contacts.sort((a, b) => Date.parse(a.boa_at) - Date.parse(b.boa_at));
    });
  }

  async #attempt(act: () => Promise<unknown>): Promise<void> {
    try {
      await act();
    } catch (error) {
      this.trouble = error instanceof Error ? error.message : String(error);
    }
  }
}

export const board = new Board();
