// What the map shows, before it becomes pixels: sites with their dishes, craft that are on now,
// and the beams between them. Once a frame for the positions of at most some dozens of craft
// (measured: microseconds).

import { board } from "../../board/store.svelte";
import type { Talk } from "../../board/talks";
import { trajectories } from "../../board/trajectories.svelte";
import {
  antennaPosition,
  lookFrom,
  positionItrsKm,
  seenFrom,
  toGeodetic,
  toItrs,
  type Geodetic,
  type Vector,
} from "../../geo";
import { amissAt, type Amiss } from "../../marks/amiss";
import { siteName } from "../../marks/names";
import type { AntennaState } from "../../wire/types";

/** Beyond this a craft is no dot over the ground: only its direction means something. */
export const FAR_KM = 200_000;

export interface CraftNow {
  readonly id: string;
  /** Earth-fixed; null when nobody knows where it is. */
  readonly itrs_km: Vector | null;
  readonly below: Geodetic | null;
  readonly isFar: boolean;
}

export interface SiteNow {
  readonly id: string;
  /** Its own id and those of the sites that share its name. */
  readonly siteIds: readonly string[];
  readonly at: Geodetic;
  readonly talks: readonly Talk[];
  /** Antennas of which no contact is known; whether they rest, only a report could say. */
  readonly others: number;
  /** Where the busiest dish points; null elevation when nobody knows. */
  readonly elevation_deg: number | null;
  readonly isEastward: boolean;
  readonly antennas: readonly string[];
  /** What does not fit there, antenna by antenna; a warning comes first. */
  readonly amiss: readonly Amiss[];
}

/** The antenna that a site's mark opens. */
export function antennaOf({ talks, amiss, antennas }: SiteNow): string | null {
  return talks[0]?.antenna ?? amiss[0]?.event.antenna ?? antennas[0] ?? null;
}

/** Position from the segments, else the state's last reading of the sub-point. */
export function craftAt(id: string, at_ms: number): CraftNow {
  const trajectory = trajectories.get(id);
  let itrs_km = trajectory ? positionItrsKm(trajectory, at_ms) : null;
  if (itrs_km === null) {
    const reading = board.spacecraftState(id)?.position;
    if (reading) itrs_km = toItrs(reading);
  }
  if (itrs_km === null) return { id, itrs_km, below: null, isFar: false };
  return { id, itrs_km, below: toGeodetic(itrs_km), isFar: Math.hypot(...itrs_km) > FAR_KM };
}

/** Far enough to be a mere direction, wherever the craft really is. */
const SOMEWHERE_KM = 1e9;

/**
 * Where a dish says its craft is, when nothing else is known of it: a direction, no place. Null when
 * no report of this craft is fresh enough, or the dish is parked.
 */
export function craftByPointing(talk: Talk, at_ms: number): CraftNow | null {
  const antenna = board.antenna(talk.antenna);
  const from = antenna ? antennaPosition(antenna) : null;
  const report = board
    .antennaState(talk.antenna)
    ?.pointing.find(
      (reading) =>
        reading.evidence === "observed" &&
        reading.spacecraft === talk.spacecraft &&
        !reading.stowed &&
        board.freshness(reading, at_ms) !== "stale",
    );
  if (from === null || report?.azimuth_deg == null || report.elevation_deg === null) return null;
  const itrs_km = seenFrom(from, report.azimuth_deg, report.elevation_deg, SOMEWHERE_KM);
  return { id: talk.spacecraft, itrs_km, below: toGeodetic(itrs_km), isFar: true };
}

/** Where a dish points: as observed, else where it would have to point for its craft. */
export function pointingOf(
  state: AntennaState | undefined,
  talk: Talk | undefined,
  at_ms: number,
): { elevation_deg: number; azimuth_deg: number } | null {
  const observed = state?.pointing.find(
    (reading) =>
      reading.evidence !== "predicted" &&
      reading.elevation_deg !== null &&
      reading.azimuth_deg !== null &&
      board.freshness(reading, at_ms) !== "stale",
  );
  if (observed && observed.elevation_deg !== null && observed.azimuth_deg !== null) {
    return { elevation_deg: observed.elevation_deg, azimuth_deg: observed.azimuth_deg };
  }
  if (!talk) return null;
  const antenna = board.antenna(talk.antenna);
  const trajectory = trajectories.get(talk.spacecraft);
  return antenna && trajectory ? lookFrom(antenna, trajectory, at_ms) : null;
}

/**
 * Places with a position, in the order of the network; `talks` are those that are on now. Sites of
 * one name (a station and its annex) are one place on a map of the world.
 */
export function sitesNow(
  talks: readonly Talk[],
  amiss: readonly Amiss[],
  at_ms: number,
): SiteNow[] {
  const network = board.network;
  if (!network) return [];
  const named = Map.groupBy(network.sites, (site) => siteName(site.id));
  return [...named.values()].flatMap((sites) => {
    const [site] = sites;
    if (!site) return [];
    const siteIds = sites.map(({ id }) => id);
    const antennas = network.antennas.filter((antenna) => siteIds.includes(antenna.site));
    const placed = antennas.map(antennaPosition).find((position) => position !== null);
    const latitude_deg = site.latitude_deg.value ?? placed?.latitude_deg;
    const longitude_deg = site.longitude_deg.value ?? placed?.longitude_deg;
    if (latitude_deg == null || longitude_deg == null || antennas.length === 0) return [];
    const ids = antennas.map(({ id }) => id);
    const mine = talks.filter((talk) => ids.includes(talk.antenna)).sort(byWorth);
    const first = mine[0];
    const pointing = first ? pointingOf(board.antennaState(first.antenna), first, at_ms) : null;
    const busy = new Set(mine.map((talk) => talk.antenna)).size;
    return {
      id: site.id,
      siteIds,
      at: { latitude_deg, longitude_deg, height_km: (site.height_m.value ?? 0) / 1000 },
      talks: mine,
      others: ids.length - busy,
      elevation_deg: pointing?.elevation_deg ?? null,
      isEastward: (pointing?.azimuth_deg ?? 0) <= 180,
      antennas: ids,
      amiss: ids
        .flatMap((id) => amissAt(id, amiss) ?? [])
        .sort((a, b) => Number(b.isWarning) - Number(a.isWarning)),
    };
  });
}

const WORTH = { observed: 3, simulated: 2, scheduled: 1, predicted: 0 } as const;

function byWorth(a: Talk, b: Talk): number {
  return (
    WORTH[b.evidence] - WORTH[a.evidence] ||
    a.antenna.localeCompare(b.antenna, "en", { numeric: true }) ||
    a.spacecraft.localeCompare(b.spacecraft)
  );
}
