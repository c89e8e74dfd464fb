// Time along a width: what the wheel, the fingers and the keys do to it. Instants are Unix ms.

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
export const DAY_MS = 86_400_000;

/** The shown stretch of time. */
export interface View {
  readonly from_ms: number;
  readonly to_ms: number;
}

/** Shortest and longest stretch the wheel reaches. */
export const SHORTEST_MS = 10 * MINUTE_MS;
export const LONGEST_MS = 8 * DAY_MS;

/** A strip under another picture: its axis and each of its rows. */
export const BRIEF = { axis_rem: 1.9, row_rem: 1.45 } as const;

/** Rows that the strip may have in a window of this height: three tenths of it, at least three. */
export function briefRows(height_rem: number): number {
  return Math.max(3, Math.floor((0.3 * height_rem - BRIEF.axis_rem) / BRIEF.row_rem));
}

/** Where the view starts and comes back to: six hours back, a day ahead. */
export function homeView(now_ms: number): View {
  return { from_ms: now_ms - 6 * HOUR_MS, to_ms: now_ms + 24 * HOUR_MS };
}

/** On a narrow screen a bar of minutes would be invisible in thirty hours. */
export function narrowHomeView(now_ms: number): View {
  return { from_ms: now_ms - HOUR_MS, to_ms: now_ms + 5 * HOUR_MS };
}

export function xOf(at_ms: number, view: View, width: number): number {
  return ((at_ms - view.from_ms) / (view.to_ms - view.from_ms)) * width;
}

export function timeAt(x: number, view: View, width: number): number {
  return view.from_ms + (x / width) * (view.to_ms - view.from_ms);
}

/** Stretch or squeeze by `factor` (> 1: a longer view) so that `about_ms` stays where it is. */
export function zoomed(view: View, factor: number, about_ms: number): View {
  const length = view.to_ms - view.from_ms;
  const wanted = Math.min(LONGEST_MS, Math.max(SHORTEST_MS, length * factor));
  const share = (about_ms - view.from_ms) / length;
  const from_ms = about_ms - share * wanted;
  return { from_ms, to_ms: from_ms + wanted };
}

export function shifted(view: View, by_ms: number): View {
  return { from_ms: view.from_ms + by_ms, to_ms: view.to_ms + by_ms };
}

const STEPS_MS = [
  MINUTE_MS,
  2 * MINUTE_MS,
  5 * MINUTE_MS,
  10 * MINUTE_MS,
  15 * MINUTE_MS,
  30 * MINUTE_MS,
  HOUR_MS,
  2 * HOUR_MS,
  3 * HOUR_MS,
  6 * HOUR_MS,
  12 * HOUR_MS,
  DAY_MS,
];

/** One mark on the axis; at midnight a new day begins and is named. */
export interface Tick {
  readonly at_ms: number;
  readonly midnight: boolean;
}

/** Ticks at whole UTC times, at least `gap` apart (same unit as `width`), inside the view. */
export function ticks(view: View, width: number, gap: number): Tick[] {
  const length = view.to_ms - view.from_ms;
  const step = STEPS_MS.find((each) => (each / length) * width >= gap) ?? DAY_MS;
  const first = Math.ceil(view.from_ms / step) * step;
  const found: Tick[] = [];
  for (let at_ms = first; at_ms <= view.to_ms; at_ms += step) {
    found.push({ at_ms, midnight: at_ms % DAY_MS === 0 });
  }
  return found;
}
