/** The header's one sentence: who is seen, who is expected, who is next. Pieces, the strong ones marked. */
import { durationText } from "../../format/numbers";
import type { Contact, Totals } from "../../wire/types";

export interface Piece {
  text: string;
  strong?: boolean;
}

export interface Names {
  spacecraft(id: string): string;
  /** The site of an antenna. */
  site(antenna: string): string;
}

const counted = (count: number, one: string, many: string): Piece[] => [
  { text: String(count), strong: true },
  { text: ` ${count === 1 ? one : many}` },
];

/**
 * `seen` null means that nothing could be seen: that is said in words, never as 0. What is simulated
 * is counted apart.
 */
export function nowPieces(totals: Totals): Piece[] {
  const simulated = totals.simulated ?? 0;
  const played: Piece[] =
    simulated > 0
      ? [
          { text: String(simulated), strong: true },
          { text: totals.seen === null ? " simulated, not real" : " simulated" },
        ]
      : [];
  if (totals.seen === null)
    return [
      ...(simulated > 0
        ? [...played, { text: "; " }]
        : [{ text: "No live source: nothing is observed. " }]),
      ...(totals.expected > 0
        ? counted(totals.expected, "contact predicted now", "contacts predicted now")
        : [{ text: "No contact predicted now" }]),
    ];
  const seen = counted(totals.seen, "contact seen", "contacts seen");
  const more: Piece[] =
    totals.expected === 0
      ? []
      : [
          { text: ", " },
          { text: String(totals.expected), strong: true },
          { text: " more expected" },
        ];
  return [...seen, ...more, ...(simulated > 0 ? [{ text: "; " }, ...played] : [])];
}

export function nextPieces(next: Contact | null, now_ms: number, names: Names): Piece[] {
  if (!next) return [];
  const wait_s = (Date.parse(next.bot_at) - now_ms) / 1000;
  return [
    { text: "next " },
    { text: names.spacecraft(next.spacecraft), strong: true },
    {
      text: ` at ${names.site(next.antenna)} ${wait_s < 30 ? "now" : `in ${durationText(wait_s)}`}`,
    },
  ];
}
