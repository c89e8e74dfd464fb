/** The header's words: who is seen, who is planned, who is next. Pieces, the strong ones marked. */
import { inText } from "../../format/numbers";
import type { Contact, Totals } from "../../wire/types";
import type { Hearing } from "./mode";

export interface Piece {
  text: string;
  strong?: boolean;
}

export interface Names {
  spacecraft(id: string): string;
  /** The site of an antenna. */
  site(antenna: string): string;
}

const strong = (count: number): Piece => ({ text: String(count), strong: true });

const NOTHING: Record<Hearing, string> = {
  none: "No live source: nothing is observed",
  silent: "No source reports now: nothing is observed",
  reporting: "No report of a link: nothing is observed",
};

/**
 * Who is seen. `seen` null means that nothing could be seen: that is said in words, never as 0. What
 * is simulated is counted apart.
 */
export function nowPieces({ seen, simulated }: Totals, hearing: Hearing): Piece[] {
  if (seen === null) {
    if (simulated === null) return [{ text: NOTHING[hearing] }];
    return [
      strong(simulated),
      { text: ` simulated contact${plural(simulated)}, nothing is observed` },
    ];
  }
  const played: Piece[] =
    simulated === null ? [] : [{ text: "; " }, strong(simulated), { text: " simulated" }];
  return [strong(seen), { text: ` contact${plural(seen)} seen` }, ...played];
}

/** What a schedule and what Dishboard's own plan say of now, beside what is seen; never added up. */
export function planPieces({ seen, expected, scheduled }: Totals): Piece[] {
  const kinds: readonly [number, string][] = [
    [scheduled, "scheduled"],
    [expected - scheduled, "predicted"],
  ];
  const planned = kinds.filter(([count]) => count > 0);
  const more = seen === null || seen === 0 ? "" : "more ";
  return planned.flatMap(([count, word], index): Piece[] => [
    ...(index > 0 ? [{ text: ", " }] : []),
    strong(count),
    { text: ` ${index === 0 ? more : ""}${word}` },
    ...(index === planned.length - 1 ? [{ text: " now" }] : []),
  ]);
}

const plural = (count: number): string => (count === 1 ? "" : "s");

export function nextPieces(next: Contact | null, now_ms: number, names: Names): Piece[] {
  if (!next) return [];
  const wait_s = (Date.parse(next.bot_at) - now_ms) / 1000;
  // the wait first: a long name may be cut
  return [
    { text: `next ${inText(wait_s)}: ` },
    { text: names.spacecraft(next.spacecraft), strong: true },
    { text: ` at ${names.site(next.antenna)}` },
  ];
}
