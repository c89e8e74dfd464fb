// Everything on the map that has a place in pixels: worked out once, then drawn and pointed at.

import type { Talk } from "../../board/talks";
import type { Box } from "../../marks/labels";
import { beamPath, type BeamPath } from "./beams";
import { craftAt, craftByPointing, type CraftNow, type SiteNow } from "./content";
import { isBehindGlobe, placeOn, type Sight, spaceOn } from "./projection";

export interface StationSpot {
  readonly site: SiteNow;
  readonly x: number;
  readonly y: number;
  readonly shown: number;
}

export interface CraftSpot {
  readonly craft: CraftNow;
  readonly talk: Talk | null;
  readonly x: number;
  readonly y: number;
  readonly shown: number;
  /** It stands beyond the globe's rim: named there, without a mark of its own place. */
  readonly isRim: boolean;
}

export interface Beam {
  readonly talk: Talk;
  readonly path: BeamPath;
}

export interface Picture {
  readonly stations: readonly StationSpot[];
  readonly beams: readonly Beam[];
  readonly craft: readonly CraftSpot[];
}

/** `elbow`: how near two busy dishes may stand, CSS px. */
export function pictureOf(
  sight: Sight,
  width: number,
  sites: readonly SiteNow[],
  selected: string | null,
  at_ms: number,
  elbow: number,
): Picture {
  const stations = apart(
    sites.map((site) => ({ site, ...placeOn(sight, site.at) })),
    elbow,
  );
  const known = new Map<string, CraftNow>();
  const craftOf = (id: string): CraftNow => {
    const found = known.get(id) ?? craftAt(id, at_ms);
    known.set(id, found);
    return found;
  };
  const beams = sites.flatMap((site) =>
    site.talks.map((talk): Beam => {
      const placed = craftOf(talk.spacecraft);
      const craft = placed.itrs_km === null ? craftByPointing(talk, at_ms) : placed;
      if (craft && craft !== placed) known.set(craft.id, craft);
      const path = beamPath(sight, site, craft ?? placed, width);
      return { talk, path };
    }),
  );
  const spots = new Map<string, CraftSpot>();
  for (const { talk, path } of beams) {
    const craft = craftOf(talk.spacecraft);
    const before = spots.get(craft.id);
    if (before && (before.talk?.evidence === "observed" || before.shown === 1)) continue;
    const spot = path.rim ? { ...path.rim, isRim: true } : nearSpot(sight, craft);
    if (spot) spots.set(craft.id, { craft, talk, ...spot });
  }
  if (selected !== null && !spots.has(selected)) {
    const craft = craftOf(selected);
    const spot = nearSpot(sight, craft);
    if (spot) spots.set(selected, { craft, talk: null, ...spot });
  }
  return { stations, beams, craft: [...spots.values()] };
}

/** Busy dishes at one pixel step aside, east and west, until both can be read. */
function apart(spots: readonly StationSpot[], elbow: number): StationSpot[] {
  const moved = spots.map((spot) => ({ ...spot }));
  const busy = moved
    .filter(({ site, shown }) => site.talks.length > 0 && shown > 0)
    .sort((a, b) => a.x - b.x || a.y - b.y);
  busy.forEach((spot, index) => {
    for (const other of busy.slice(index + 1)) {
      const [dx, dy] = [other.x - spot.x, other.y - spot.y];
      if (Math.abs(dy) > elbow || dx > elbow) continue;
      const missing = Math.sqrt(elbow * elbow - dy * dy) - dx;
      if (missing <= 0) continue;
      spot.x -= missing / 2;
      other.x += missing / 2;
    }
  });
  return moved;
}

/** The mark of a craft near the Earth; far ones have none on the flat map. */
function nearSpot(sight: Sight, craft: CraftNow): Omit<CraftSpot, "craft" | "talk"> | null {
  if (craft.itrs_km === null || craft.below === null || craft.isFar) return null;
  const { flat } = sight.camera;
  const inSpace = spaceOn(sight, craft.itrs_km);
  if (flat === 0) {
    return {
      x: inSpace.x,
      y: inSpace.y,
      shown: isBehindGlobe(sight, inSpace) ? 0 : 1,
      isRim: false,
    };
  }
  const onGround = placeOn(sight, craft.below);
  return {
    x: inSpace.x + (onGround.x - inSpace.x) * flat,
    y: inSpace.y + (onGround.y - inSpace.y) * flat,
    shown: isBehindGlobe(sight, inSpace) ? flat : 1,
    isRim: false,
  };
}

/** What a pointer finds: the nearest thing within reach, or a box of words that it is in. */
export interface Target {
  readonly box: Box;
  readonly antenna: string | null;
  readonly spacecraft: string | null;
}

export function targetAt(
  targets: readonly Target[],
  x: number,
  y: number,
  reach: number,
): Target | null {
  let best: Target | null = null;
  let best_px = reach;
  for (const target of targets) {
    const { box } = target;
    const away = Math.hypot(
      Math.max(0, box.x - x, x - (box.x + box.width)),
      Math.max(0, box.y - y, y - (box.y + box.height)),
    );
    if (away < best_px || (away === 0 && best_px === 0)) {
      best = target;
      best_px = away;
    }
  }
  return best;
}
