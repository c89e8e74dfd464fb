// Boxes of words beside a busy site: who it talks to, and how far that is. They look for free
// water and stay where they are while they can.

import type { Talk } from "../../board/talks";
import type { AmissLook } from "../../marks/amissSign";
import { LabelPlacer, overlap, type Box, type PlacedLabel } from "../../marks/labels";
import type { Land } from "./land";
import { placeOn, type Sight } from "./projection";
import type { SiteNow } from "./content";

export interface CalloutRow {
  readonly talk: Talk | null;
  /** Antenna, short. */
  readonly antenna: string;
  readonly craft: string;
  /** Distance, or how long it still lasts. */
  readonly fact: string;
  readonly amiss: AmissLook | null;
}

export interface Callout {
  readonly site: SiteNow;
  readonly title: string;
  readonly note: string;
  readonly rows: readonly CalloutRow[];
  readonly width: number;
  readonly height: number;
}

/** How much of the Earth's surface around a place is land, as a grid of one cell per two degrees. */
export class LandGrid {
  readonly #cells: Uint8Array;

  /** Drawn once onto a small plain chart and read back. */
  constructor(land: Land) {
    const canvas = new OffscreenCanvas(180, 90);
    const context = canvas.getContext("2d", { willReadFrequently: true });
    this.#cells = new Uint8Array(180 * 90);
    if (!context) return;
    context.fillStyle = "#fff";
    for (const { geometry } of land.features) {
      const polygons =
        geometry.type === "MultiPolygon"
          ? geometry.coordinates
          : geometry.type === "Polygon"
            ? [geometry.coordinates]
            : [];
      context.beginPath();
      for (const ring of polygons.flat()) {
        ring.forEach(([longitude = 0, latitude = 0], index) => {
          const [x, y] = [(longitude + 180) / 2, (90 - latitude) / 2];
          if (index === 0) context.moveTo(x, y);
          else context.lineTo(x, y);
        });
      }
      context.fill("evenodd");
    }
    const pixels = context.getImageData(0, 0, 180, 90).data;
    for (let cell = 0; cell < this.#cells.length; cell += 1) {
      this.#cells[cell] = (pixels[cell * 4 + 3] ?? 0) > 100 ? 1 : 0;
    }
  }

  isLand(longitude_deg: number, latitude_deg: number): boolean {
    const column = Math.min(179, Math.max(0, Math.floor((longitude_deg + 180) / 2)));
    const row = Math.min(89, Math.max(0, Math.floor((90 - latitude_deg) / 2)));
    return this.#cells[row * 180 + column] === 1;
  }
}

/** A free place far away is worse than a nearer one across a beam: only the best are tried. */
const MOST_ANCHORS = 40;
const DIRECTIONS = 16;
const DISTANCES_REM = [2.2, 4.5, 7, 10, 14, 19, 25];

export class CalloutLayout {
  readonly #placer = new LabelPlacer();
  readonly #offsets = new Map<string, { key: string; boxes: Box[] }>();

  /** At most once a second, at rest; `walls` are marks and craft labels. */
  place(
    callouts: readonly Callout[],
    sight: Sight,
    what: {
      bounds: Box;
      /** Where the busy sites' marks stand, by the site's id. */
      marks: ReadonlyMap<string, Point>;
      walls: readonly Box[];
      strings: readonly Box[];
      grid: LandGrid | null;
      rem_px: number;
      now_ms: number;
    },
  ): PlacedLabel[] {
    const wishes = callouts.map((callout) => ({
      id: callout.site.id,
      rank: rankOf(callout),
      anchors: this.#anchors(callout, sight, what),
    }));
    return this.#placer.place(wishes, what.walls, what.strings, what.bounds, what.now_ms);
  }

  /** The boxes a callout could stand in, cheapest first; kept until the view or its size changes. */
  #anchors(
    callout: Callout,
    sight: Sight,
    {
      bounds,
      marks,
      grid,
      rem_px,
    }: {
      bounds: Box;
      marks: ReadonlyMap<string, Point>;
      grid: LandGrid | null;
      rem_px: number;
    },
  ): Box[] {
    const { camera } = sight;
    const mark = marks.get(callout.site.id) ?? placeOn(sight, callout.site.at);
    const others = [...marks.values()].filter(
      (each) => each !== mark && Math.hypot(each.x - mark.x, each.y - mark.y) < 5 * rem_px,
    );
    const key = [
      camera.longitude_deg,
      camera.latitude_deg,
      camera.zoom,
      bounds.width,
      bounds.height,
      callout.width,
      callout.height,
      grid !== null,
      ...[mark, ...others].flatMap(({ x, y }) => [Math.round(x), Math.round(y)]),
    ].join();
    const known = this.#offsets.get(callout.site.id);
    if (known?.key === key) return known.boxes;
    const boxes = candidates(callout, mark.x, mark.y, bounds, rem_px)
      .map((box) => ({
        box,
        cost:
          costOf(box, mark.x, mark.y, sight, grid, rem_px) +
          others.filter((other) => isTowards(box, mark, other)).length * WRONG_SIDE,
      }))
      .sort((a, b) => a.cost - b.cost)
      .slice(0, MOST_ANCHORS)
      .map(({ box }) => box);
    this.#offsets.set(callout.site.id, { key, boxes });
    return boxes;
  }
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** Rem that a callout would rather go further than stand where its neighbour's is looked for. */
const WRONG_SIDE = 8;

/** Whether a box lies on the side of the mark on which another mark stands. */
export function isTowards(box: Box, mark: Point, other: Point): boolean {
  const [bx, by] = [box.x + box.width / 2 - mark.x, box.y + box.height / 2 - mark.y];
  const [ox, oy] = [other.x - mark.x, other.y - mark.y];
  return bx * ox + by * oy > 0.3 * Math.hypot(bx, by) * Math.hypot(ox, oy);
}

function rankOf(callout: Callout): number {
  const seen = callout.rows.filter(({ talk }) => talk && talk.evidence === "observed").length;
  return seen * 10 + callout.rows.length;
}

function candidates(
  { width, height }: Callout,
  x: number,
  y: number,
  bounds: Box,
  rem_px: number,
): Box[] {
  const edge = rem_px * 1.25;
  const around = DISTANCES_REM.flatMap((distance_rem) =>
    Array.from({ length: DIRECTIONS }, (_, direction): Box => {
      const angle = (2 * Math.PI * direction) / DIRECTIONS;
      const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
      // the box's near edge stands at that distance
      return {
        x: x + cos * (distance_rem * rem_px + width / 2) - width / 2,
        y: y + sin * (distance_rem * rem_px + height / 2) - height / 2,
        width,
        height,
      };
    }),
  );
  const sides = [-8, -5, -3, -1, 0, 1, 3, 5, 8].flatMap((step) => [
    { x: bounds.x + edge, y: y - height / 2 + step * rem_px, width, height },
    { x: bounds.x + bounds.width - width - edge, y: y - height / 2 + step * rem_px, width, height },
  ]);
  const mine: Box = { x: x - rem_px, y: y - rem_px, width: 2 * rem_px, height: 2 * rem_px };
  return [...around, ...sides].filter((box) => !overlap(box, mine));
}

/** Distance in rem, and what it would cover: land costs, open water and the page's ground do not. */
function costOf(
  box: Box,
  x: number,
  y: number,
  sight: Sight,
  grid: LandGrid | null,
  rem_px: number,
): number {
  const dx = Math.max(0, box.x - x, x - (box.x + box.width));
  const dy = Math.max(0, box.y - y, y - (box.y + box.height));
  let land = 0;
  if (grid) {
    for (const across of [0.03, 0.35, 0.65, 0.97]) {
      for (const down of [0.1, 0.5, 0.9]) {
        const place = sight.projection.invert?.([
          box.x + across * box.width,
          box.y + down * box.height,
        ]);
        if (place && isOnMap(sight, place, box, across, down) && grid.isLand(place[0], place[1])) {
          land += 1;
        }
      }
    }
  }
  const away = Math.hypot(dx, dy) / rem_px;
  return away + 0.15 * away * away + 1.6 * land;
}

/** Outside the map's edge `invert` answers with some place on it: compare by going back. */
function isOnMap(
  sight: Sight,
  place: [number, number],
  box: Box,
  across: number,
  down: number,
): boolean {
  const back = sight.projection(place);
  if (!back) return false;
  return (
    Math.abs(back[0] - (box.x + across * box.width)) < 2 &&
    Math.abs(back[1] - (box.y + down * box.height)) < 2
  );
}
