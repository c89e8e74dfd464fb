/** Who talks to whom now: the planned and the seen contact of a pair joined, never merged. */
import { cycleOf, freshnessAt } from "./freshness";
import type {
  AntennaState,
  ContactState,
  Evidence,
  Freshness,
  LinkReading,
  LinkState,
  State,
} from "../wire/types";

export interface Talk {
  /** `antenna/spacecraft` */
  id: string;
  antenna: string;
  spacecraft: string;
  seen: ContactState | null;
  planned: ContactState | null;
  /** The strongest evidence there is for it: what the marks show. */
  evidence: Evidence;
  /** Of the evidence shown, judged at the moment of drawing. */
  freshness: Freshness;
  prime: boolean;
  /** The links of this pair that a feed reported, of the evidence shown where it is seen. */
  down: LinkReading | null;
  up: LinkReading | null;
  /** True only for a received (sent) signal that was observed and is not stale. */
  hasSignalDown: boolean;
  hasSignalUp: boolean;
  since_at: string | null;
  until_at: string | null;
}

const DOWN_SIGNAL: readonly LinkState[] = ["carrier", "data"];
const UP_SIGNAL: readonly LinkState[] = ["carrier", "data", "test-load"];
const WORTH: Record<Evidence, number> = { observed: 3, simulated: 2, scheduled: 1, predicted: 0 };

const isSeen = ({ evidence }: { evidence: Evidence }): boolean =>
  evidence === "observed" || evidence === "simulated";

/**
 * All contacts that are on now, one per antenna and spacecraft, in the antennas' order: seen, or
 * planned and in track. An antenna that only sets up or tears down talks to nobody.
 */
export function talks(state: State, now_ms: number): Talk[] {
  return state.antennas.flatMap((antenna) => talksOf(antenna, state, now_ms));
}

/** The planned contact that an antenna gets ready for, or tidies up after, while it talks to nobody. */
export function preparing(antenna: AntennaState, now_ms: number): ContactState | null {
  return antenna.contacts.find((contact) => !isSeen(contact) && !isTrack(contact, now_ms)) ?? null;
}

function isTrack({ bot_at, eot_at }: ContactState, now_ms: number): boolean {
  return (
    (bot_at === null || Date.parse(bot_at) <= now_ms) &&
    (eot_at === null || now_ms < Date.parse(eot_at))
  );
}

function talksOf(antenna: AntennaState, state: State, now_ms: number): Talk[] {
  const pairs = new Map<string, ContactState[]>();
  for (const contact of antenna.contacts) {
    if (!isSeen(contact) && !isTrack(contact, now_ms)) continue;
    const before = pairs.get(contact.spacecraft);
    if (before) before.push(contact);
    else pairs.set(contact.spacecraft, [contact]);
  }
  return [...pairs].map(([spacecraft, contacts]) => {
    const best = (wanted: (contact: ContactState) => boolean): ContactState | null =>
      contacts
        .filter(wanted)
        .sort((a, b) => WORTH[b.evidence] - WORTH[a.evidence])
        .at(0) ?? null;
    const seen = best(isSeen);
    const planned = best((contact) => !isSeen(contact));
    const shown = seen ?? planned ?? contacts[0]!;
    const cycle_s = cycleOf(shown.source, state.feeds);
    // a signal that is played beside what is observed of the pair is none of it
    const reported = antenna.links.filter(
      (link) =>
        link.spacecraft === spacecraft &&
        (seen === null ? isSeen(link) : link.evidence === seen.evidence),
    );
    const isHeard = (link: LinkReading): boolean =>
      freshnessAt(link, now_ms, cycleOf(link.source, state.feeds)) !== "stale";
    const strongest = (
      direction: "up" | "down",
      signal: readonly LinkState[],
    ): LinkReading | null => {
      const ofIt = reported.filter((link) => link.direction === direction);
      return (
        ofIt.find((link) => link.state === "data") ??
        ofIt.find((link) => signal.includes(link.state)) ??
        ofIt[0] ??
        null
      );
    };
    const down = strongest("down", DOWN_SIGNAL);
    const up = strongest("up", UP_SIGNAL);
    return {
      id: `${antenna.id}/${spacecraft}`,
      antenna: antenna.id,
      spacecraft,
      seen,
      planned,
      evidence: shown.evidence,
      freshness: freshnessAt(shown, now_ms, cycle_s),
      prime: shown.prime,
      down,
      up,
      hasSignalDown: down !== null && DOWN_SIGNAL.includes(down.state) && isHeard(down),
      hasSignalUp: up !== null && UP_SIGNAL.includes(up.state) && isHeard(up),
      since_at: shown.since_at,
      until_at: planned?.until_at ?? shown.until_at,
    };
  });
}
