// The list of spacecraft as rows of plain values: where, how far, who hears it, what comes next.

import type { Talk } from "../../board/talks";
import { durationText } from "../../format/numbers";
import { hms } from "../../format/times";
import { SPEED_OF_LIGHT_KM_S } from "../../geo";
import type { Contact, Quality, Spacecraft, SpacecraftState } from "../../wire/types";

/** Nearer than this a craft is over some place on the ground; beyond, only its distance means much. */
export const NEAR_KM = 200_000;

/** A position at one moment, by the segments or by the state's last reading. */
export interface Place {
  readonly latitude_deg: number;
  readonly longitude_deg: number;
  readonly height_km: number;
  readonly distance_km: number;
  readonly light_time_s: number;
}

/** How far, as a person means it: above the ground while near it, beyond that from the Earth. */
export interface Far {
  readonly km: number;
  readonly isUp: boolean;
  readonly light_time_s: number;
}

export function howFar(place: Place): Far {
  const isUp = place.distance_km < NEAR_KM;
  const km = isUp ? place.height_km : place.distance_km;
  return { km, isUp, light_time_s: km / SPEED_OF_LIGHT_KM_S };
}

export interface CraftRow {
  readonly id: string;
  readonly name: string;
  readonly agency: string;
  /** Null: unknown, and `reason` says why. */
  readonly place: Place | null;
  readonly where: string;
  readonly reason: string | null;
  readonly quality: Quality | null;
  /** Age of the elements or table, s. */
  readonly age_s: number | null;
  readonly talks: readonly Talk[];
  readonly next: Contact | null;
}

export function rowOf(
  noun: Spacecraft | undefined,
  state: SpacecraftState,
  place: Place | null,
  talks: readonly Talk[],
): CraftRow {
  return {
    id: state.id,
    name: state.name,
    agency: noun?.agency ?? (state.known ? "" : "in no network file"),
    place,
    where: place === null ? "" : whereWords(place, noun, state.position?.placed_at ?? null),
    reason: place === null ? (state.reason ?? "no position was given") : null,
    quality: place === null ? null : (state.position?.quality ?? null),
    age_s: place === null ? null : (state.position?.age_s ?? null),
    talks: talks.filter((talk) => talk.spacecraft === state.id),
    next: state.next,
  };
}

/** "over 12° N 34° E" · "at Mars, drawn at its centre" · "Sun-Earth L2" */
export function whereWords(
  place: Place,
  noun: Spacecraft | undefined,
  placed_at: string | null,
): string {
  if (placed_at !== null) return `at ${placed_at}, drawn at its centre`;
  if (place.distance_km < NEAR_KM) {
    const north = `${Math.abs(place.latitude_deg).toFixed(0)}° ${place.latitude_deg < 0 ? "S" : "N"}`;
    const east = `${Math.abs(place.longitude_deg).toFixed(0)}° ${place.longitude_deg < 0 ? "W" : "E"}`;
    return `over ${north} ${east}`;
  }
  return noun?.orbit ?? "deep space";
}

export type SortKey = "name" | "distance" | "now" | "next";

/** Sorted for one column; unknown always comes last. */
export function sorted(rows: readonly CraftRow[], by: SortKey): CraftRow[] {
  const value = (row: CraftRow): number => {
    if (by === "distance") return row.place?.distance_km ?? Infinity;
    if (by === "next") return row.next ? Date.parse(row.next.bot_at) : Infinity;
    if (by === "now")
      return row.talks.length === 0 ? 2 : row.talks.some((talk) => talk.seen) ? 0 : 1;
    return 0;
  };
  const compare = (a: number, b: number): number => (a === b ? 0 : a < b ? -1 : 1);
  return [...rows].sort(
    (a, b) => compare(value(a), value(b)) || a.name.localeCompare(b.name, "en", { numeric: true }),
  );
}

/** Those that have all words somewhere in their name, code, agency, place or antennas. */
export function filtered(rows: readonly CraftRow[], words: string): CraftRow[] {
  const wanted = words.toLowerCase().split(/\s+/).filter(Boolean);
  return rows.filter((row) => {
    const text = [
      row.name,
      row.id,
      row.agency,
      row.where,
      ...row.talks.map((talk) => talk.antenna),
      row.next?.antenna ?? "",
    ]
      .join(" ")
      .toLowerCase();
    return wanted.every((word) => text.includes(word));
  });
}

const DAYS = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"];

function timeOf(at_ms: number, now_ms: number): string {
  const isToday = Math.floor(at_ms / 86_400_000) === Math.floor(now_ms / 86_400_000);
  return isToday ? hms(at_ms) : `${DAYS[new Date(at_ms).getUTCDay()] ?? ""} ${hms(at_ms)}`;
}

/** Really, and now: neither planned only, nor played, nor by words that are late. */
export function isHeardNow({ evidence, freshness, hasSignalDown }: Talk): boolean {
  return evidence === "observed" && freshness === "fresh" && hasSignalDown;
}

/**
 * What one-way light time means for a conversation, as a sentence; null when it is too short to be
 * felt (under a second). An answer to what leaves now needs the way there and back.
 */
export function delayWords(light_time_s: number, now_ms: number, isHeard: boolean): string | null {
  if (light_time_s < 1) return null;
  const sent = timeOf(now_ms - light_time_s * 1000, now_ms);
  const answer = timeOf(now_ms + 2 * light_time_s * 1000, now_ms);
  const came = isHeard ? "What we hear now was sent" : "Light that arrives now left there";
  return `${came} at ${sent}; an answer cannot come before ${answer}.`;
}

/** "good, 12 days old" */
export function trustWords(quality: Quality | null, age_s: number | null): string {
  return [quality ?? "", age_s === null ? "" : `${durationText(age_s)} old`]
    .filter((part) => part !== "")
    .join(", ");
}
