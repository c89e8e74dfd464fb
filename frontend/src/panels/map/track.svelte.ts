/** The ground track of the one selected craft: an orbit back and an orbit ahead. */
import { board } from "../../board/store.svelte";
import { positionItrsKm, toGeodetic, validity, type SphericalLine } from "../../geo";
import { getJson } from "../../wire/client";
import type { Trajectory } from "../../wire/types";
import { FAR_KM } from "./content";

/** Geocentric gravitational constant, IERS Conventions (2010), km³/s². */
const EARTH_GM = 398_600.4418;
const LONGEST_MS = 12 * 3_600_000;
const RETRY_MS = 30_000;
const PIECES = 160;

export interface Track {
  readonly past: SphericalLine;
  readonly ahead: SphericalLine;
}

/**
 * Time of one revolution from speed and distance (vis-viva), ms; null for what does not circle the
 * Earth or when the speed is not known.
 */
export function period_ms(distance_km: number, speed_km_s: number | null): number | null {
  if (speed_km_s === null) return null;
  const inverse = 2 / distance_km - (speed_km_s * speed_km_s) / EARTH_GM;
  if (inverse <= 0) return null;
  return 2 * Math.PI * Math.sqrt(1 / (inverse ** 3 * EARTH_GM)) * 1000;
}

export class GroundTrack {
  #trajectory: Trajectory | null = null;
  #of: string | null = null;
  #asked_ms = -Infinity;
  #renewAt_ms = -Infinity;
  #drawn: { minute: number; track: Track } | null = null;

  /** The track of a craft at an instant, or null while it is not known; asks for it when needed. */
  at(spacecraft: string | null, now_ms: number): Track | null {
    if (spacecraft !== this.#of) {
      this.#of = spacecraft;
      this.#trajectory = null;
      this.#drawn = null;
      this.#asked_ms = this.#renewAt_ms = -Infinity;
    }
    if (spacecraft === null) return null;
    if (now_ms > this.#renewAt_ms && performance.now() - this.#asked_ms > RETRY_MS) {
      void this.#ask(spacecraft, now_ms);
    }
    if (this.#trajectory === null) return null;
    const minute = Math.floor(now_ms / 20_000);
    if (this.#drawn?.minute !== minute) {
      this.#drawn = { minute, track: trackOf(this.#trajectory, now_ms) };
    }
    return this.#drawn.track;
  }

  async #ask(spacecraft: string, now_ms: number): Promise<void> {
    this.#asked_ms = performance.now();
    const position = board.spacecraftState(spacecraft)?.position;
    if (!position || position.distance_km > FAR_KM) return;
    const one = period_ms(position.distance_km, position.speed_km_s);
    if (one === null) return;
    const reach_ms = Math.min(one, LONGEST_MS);
    const query = new URLSearchParams({
      from: new Date(now_ms - reach_ms).toISOString(),
      hours: ((2.3 * reach_ms) / 3_600_000).toFixed(2),
    });
    try {
      const answer = await getJson<Trajectory>(
        `/api/v1/ephemeris/${encodeURIComponent(spacecraft)}?${query}`,
      );
      if (this.#of !== spacecraft) return;
      this.#trajectory = answer;
      this.#drawn = null;
      this.#renewAt_ms = now_ms + 0.3 * reach_ms;
    } catch {
      // no track is drawn; asked again after RETRY_MS
    }
  }
}

function trackOf(trajectory: Trajectory, now_ms: number): Track {
  const span = validity(trajectory);
  const line = (from_ms: number, to_ms: number): SphericalLine => ({
    type: "LineString",
    coordinates: Array.from({ length: PIECES + 1 }, (_, step) =>
      positionItrsKm(trajectory, from_ms + ((to_ms - from_ms) * step) / PIECES),
    ).flatMap((position): [number, number][] => {
      if (position === null) return [];
      const { longitude_deg, latitude_deg } = toGeodetic(position);
      return [[longitude_deg, latitude_deg]];
    }),
  });
  const empty: SphericalLine = { type: "LineString", coordinates: [] };
  if (span === null || now_ms < span.start_ms || now_ms > span.end_ms) {
    return { past: empty, ahead: empty };
  }
  return { past: line(span.start_ms, now_ms), ahead: line(now_ms, span.end_ms) };
}
