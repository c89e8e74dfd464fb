// Where a spacecraft is at an instant, from the polynomials the server sent.

import type { Trajectory } from "../wire/types";
import type { Vector } from "./ellipsoid";

/**
 * Σ c[k] T_k(s), s in [-1, 1], by Clenshaw's recurrence (Numerical Recipes, §5.8).
 * No coefficients: 0.
 */
export function chebyshev(coefficients: readonly number[], s: number): number {
  let b1 = 0;
  let b2 = 0;
  for (let k = coefficients.length - 1; k > 0; k -= 1) {
    const b0 = 2 * s * b1 - b2 + (coefficients[k] ?? 0);
    b2 = b1;
    b1 = b0;
  }
  return s * b1 - b2 + (coefficients[0] ?? 0);
}

/** From and until when (Unix ms, board time) something holds. */
export interface Span {
  readonly start_ms: number;
  readonly end_ms: number;
}

// Parsed once per trajectory: reading dates costs more than the polynomials, sixty times a second.
const spansOf = new WeakMap<Trajectory, readonly Span[]>();

function spans(trajectory: Trajectory): readonly Span[] {
  let known = spansOf.get(trajectory);
  if (known === undefined) {
    known = trajectory.segments.map((segment) => ({
      start_ms: Date.parse(segment.start_at),
      end_ms: Date.parse(segment.end_at),
    }));
    spansOf.set(trajectory, known);
  }
  return known;
}

/**
 * Earth-fixed position at a Unix time in ms; null outside the validity of every segment (an
 * expired ephemeris gives no position).
 */
export function positionItrsKm(trajectory: Trajectory, at_ms: number): Vector | null {
  const known = spans(trajectory);
  let low = 0;
  let high = known.length - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    const span = known[middle];
    const segment = trajectory.segments[middle];
    if (span === undefined || segment === undefined) return null;
    if (at_ms < span.start_ms) high = middle - 1;
    else if (at_ms > span.end_ms) low = middle + 1;
    else {
      const s = (2 * (at_ms - span.start_ms)) / (span.end_ms - span.start_ms) - 1;
      return [chebyshev(segment.x, s), chebyshev(segment.y, s), chebyshev(segment.z, s)];
    }
  }
  return null;
}

/** First and last instant that a trajectory covers; null when it has no segments. */
export function validity(trajectory: Trajectory): Span | null {
  const known = spans(trajectory);
  const first = known[0];
  const last = known.at(-1);
  return first && last ? { start_ms: first.start_ms, end_ms: last.end_ms } : null;
}
