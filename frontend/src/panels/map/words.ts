// The words on the map: names beside marks, names at the rim, callouts beside busy sites. Placed
// once a second so that they rest; between placements they move with what they name.

import { distanceText, durationText } from "../../format/numbers";
import { lookOf } from "../../marks/amiss";
import { LabelPlacer, type Box, type LabelWish } from "../../marks/labels";
import { craftName, siteName } from "../../marks/names";
import type { Land } from "./land";
import { CalloutLayout, LandGrid, type Callout, type CalloutRow } from "./callouts";
import type { CraftSpot, Picture, StationSpot } from "./picture";
import type { Sight } from "./projection";
import type { SiteNow } from "./content";

/** A name beside a mark. `x`, `y`: its left middle, relative to the mark. */
export interface Name {
  readonly id: string;
  readonly text: string;
  /** Smaller and dimmer, after the name. */
  readonly fact: string;
  readonly isCraft: boolean;
  readonly dx: number;
  readonly dy: number;
}

export interface PlacedCallout {
  readonly callout: Callout;
  readonly dx: number;
  readonly dy: number;
}

export interface Words {
  readonly names: readonly Name[];
  readonly callouts: readonly PlacedCallout[];
}

/** What words need to know about type. */
export interface TypeRule {
  readonly rem_px: number;
  width(text: string, size_rem: number, weight: 400 | 650): number;
}

export const NAME_REM = 0.75;
export const FACT_REM = 0.6875;
export const ROW_REM = 1.15;
const MOST_ROWS = 6;

export class WordLayout {
  readonly #names = new LabelPlacer();
  readonly #callouts = new CalloutLayout();
  #grid: LandGrid | null = null;

  learnLand(land: Land): void {
    this.#grid = new LandGrid(land);
  }

  place(
    picture: Picture,
    sight: Sight,
    what: {
      bounds: Box;
      /** Where other things stand. */
      walls: readonly Box[];
      /** Room for callouts beside sites; otherwise sites are only named. */
      isRoomy: boolean;
      rangeOf: (antenna: string, spacecraft: string) => number | null;
      selectedSite: string | null;
      type: TypeRule;
      at_ms: number;
      steady_ms: number;
    },
  ): Words {
    const { type, bounds } = what;
    const marks: Box[] = [
      ...what.walls,
      ...picture.stations
        .filter(isShown)
        .map((spot) => square(spot, type.rem_px * wallOf(spot.site))),
      ...picture.craft.filter(isShown).map((spot) => square(spot, type.rem_px * 0.7)),
    ];
    const isFlat = sight.camera.flat === 1;
    const wishes = [
      ...picture.craft
        .filter(isShown)
        .map((spot) => craftWish(spot, sight, type, what.isRoomy ? what.rangeOf : null)),
      ...picture.stations
        .filter(
          ({ site, shown }) =>
            isShown({ shown }) &&
            // beside a busy one stands its callout
            (isFlat && what.isRoomy
              ? site.talks.length === 0 && site.amiss.some(({ isWarning }) => isWarning)
              : site.talks.length > 0 ||
                site.amiss.length > 0 ||
                site.siteIds.includes(what.selectedSite ?? "")),
        )
        .map((spot) => siteWish(spot, type)),
    ];
    const placed = this.#names.place(wishes, marks, [], bounds, what.steady_ms);
    const names = placed.flatMap(({ id, box }): Name[] => {
      const wish = wishes.find((each) => each.id === id);
      if (!wish) return [];
      const { text, fact, isCraft, x, y } = wish;
      return [{ id, text, fact, isCraft, dx: box.x - x, dy: box.y + box.height / 2 - y }];
    });
    if (!isFlat || !what.isRoomy) return { names, callouts: [] };
    const callouts = picture.stations
      .filter(({ site }) => site.talks.length > 0)
      .map(({ site }) => calloutOf(site, what.at_ms, what.rangeOf, type));
    const strings = picture.beams.flatMap(({ path }) =>
      path.points.filter(({ shown }) => shown > 0.3).map((point) => square(point, 4)),
    );
    const boxes = this.#callouts.place(callouts, sight, {
      bounds,
      marks: new Map(
        picture.stations
          .filter(({ site }) => site.talks.length > 0)
          .map(({ site, x, y }) => [site.id, { x, y }]),
      ),
      walls: [...marks, ...placed.map(({ box }) => grown(box, type.rem_px * 0.5))],
      strings,
      grid: this.#grid,
      rem_px: type.rem_px,
      now_ms: what.steady_ms,
    });
    return {
      names,
      callouts: boxes.flatMap(({ id, box }): PlacedCallout[] => {
        const callout = callouts.find(({ site }) => site.id === id);
        const spot = picture.stations.find(({ site }) => site.id === id);
        return callout && spot ? [{ callout, dx: box.x - spot.x, dy: box.y - spot.y }] : [];
      }),
    };
  }
}

/** Room that a site's mark takes, rem; a triangle stands beside it where something does not fit. */
const wallOf = ({ talks, amiss }: SiteNow): number =>
  (talks.length > 0 ? 1.3 : 0.4) + (amiss.length > 0 ? 0.9 : 0);

const isShown = ({ shown }: { shown: number }): boolean => shown > 0.5;

function grown(box: Box, by: number): Box {
  const { x, y, width, height } = box;
  return { x: x - by, y: y - by / 3, width: width + 2 * by, height: height + (2 * by) / 3 };
}

function square({ x, y }: { x: number; y: number }, size: number): Box {
  return { x: x - size / 2, y: y - size / 2, width: size, height: size };
}

type NameWish = LabelWish & { text: string; fact: string; isCraft: boolean; x: number; y: number };

function craftWish(
  spot: CraftSpot,
  sight: Sight,
  type: TypeRule,
  /** Null: there is only room for the name. */
  rangeOf: ((antenna: string, spacecraft: string) => number | null) | null,
): NameWish {
  const text = craftName(spot.craft.id);
  const fact =
    rangeOf && spot.isRim && spot.talk
      ? distanceText(rangeOf(spot.talk.antenna, spot.craft.id))
      : "";
  const width =
    type.width(text, NAME_REM, 650) +
    (fact ? type.width(fact, FACT_REM, 400) + type.rem_px * 0.4 : 0);
  const height = type.rem_px * 1.05;
  const rank = (spot.talk?.evidence === "observed" ? 20 : 10) + (spot.isRim ? 1 : 0);
  const anchors = spot.isRim
    ? outward(spot, sight, width, height, type.rem_px)
    : around(spot.x, spot.y, width, height, type.rem_px * 0.65);
  return { id: spot.craft.id, rank, anchors, text, fact, isCraft: true, x: spot.x, y: spot.y };
}

function siteWish({ site, x, y }: StationSpot, type: TypeRule): NameWish {
  const text = siteName(site.id);
  const width = type.width(text, FACT_REM, 400);
  const anchors = around(x, y, width, type.rem_px, type.rem_px * 0.8);
  return { id: `site ${site.id}`, rank: 5, anchors, text, fact: "", isCraft: false, x, y };
}

/** Right, left, below, above, then the corners. */
function around(x: number, y: number, width: number, height: number, gap: number): Box[] {
  const middle = y - height / 2;
  const box = (left: number, top: number): Box => ({ x: left, y: top, width, height });
  return [
    box(x + gap, middle),
    box(x - gap - width, middle),
    box(x - width / 2, y + gap),
    box(x - width / 2, y - gap - height),
    box(x + gap * 0.7, y - gap * 0.7 - height),
    box(x - gap * 0.7 - width, y - gap * 0.7 - height),
    box(x + gap * 0.7, y + gap * 0.7),
    box(x - gap * 0.7 - width, y + gap * 0.7),
  ];
}

const lean = (share: number): number => Math.max(-1, Math.min(1, share * 2.5));

/** Outside the rim, on the side the craft is; a little further when others stand there. */
function outward(
  { x, y }: CraftSpot,
  sight: Sight,
  width: number,
  height: number,
  rem_px: number,
): Box[] {
  const [cx, cy] = sight.centre;
  const angle = Math.atan2(y - cy, x - cx);
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const isOutside = (box: Box): boolean =>
    Math.hypot(
      Math.max(0, box.x - cx, cx - (box.x + box.width)),
      Math.max(0, box.y - cy, cy - (box.y + box.height)),
    ) >
    sight.radius + rem_px * 0.3;
  return [0.5, 1.3, 2.1, 2.9, 3.7]
    .flatMap((step) =>
      // aside along the rim, so that the name stays at its beam's end
      [0, -1.2, 1.2, -2.4, 2.4, -4, 4, -6, 6].map((slide): Box => {
        const at_x = x + (cos * step - sin * slide) * rem_px;
        const at_y = y + (sin * step + cos * slide) * rem_px;
        // grows away from the globe: to the left of a point on the left, and soon so
        const [aside, away] = [lean(cos), lean(sin)];
        return {
          x: at_x + (width * (aside - 1)) / 2,
          y: at_y + (height * (away - 1)) / 2,
          width,
          height,
        };
      }),
    )
    .filter(isOutside);
}

function calloutOf(
  site: SiteNow,
  at_ms: number,
  rangeOf: (antenna: string, spacecraft: string) => number | null,
  type: TypeRule,
): Callout {
  const rows = site.talks.slice(0, MOST_ROWS).map((talk): CalloutRow => {
    const range_km = rangeOf(talk.antenna, talk.spacecraft);
    const left_s = talk.until_at ? (Date.parse(talk.until_at) - at_ms) / 1000 : null;
    const isShort = (range_km ?? 0) < 100_000 && left_s !== null && left_s > 0;
    return {
      talk,
      antenna: talk.antenna.split("-").at(-1) ?? talk.antenna,
      craft: craftName(talk.spacecraft),
      fact: isShort ? `${durationText(left_s)} left` : distanceText(range_km),
      amiss: lookOf(site.amiss.find(({ event }) => event.antenna === talk.antenna) ?? null),
    };
  });
  const more = site.talks.length - rows.length;
  const title = siteName(site.id);
  const note = [
    more > 0 ? `${more} more` : "",
    site.others > 0 ? `${site.others} ${site.others === 1 ? "other" : "others"}` : "",
  ]
    .filter((part) => part !== "")
    .join(" · ");
  const rem = type.rem_px;
  const widest = Math.max(
    type.width(title, NAME_REM, 650) + type.width(note, FACT_REM, 400) + rem,
    ...rows.map(
      (row) =>
        rem * 3.1 +
        type.width(row.craft, NAME_REM, 400) +
        rem * (row.amiss ? 1.9 : 1) +
        type.width(row.fact, FACT_REM, 400),
    ),
  );
  // in steps, so that a changing number does not make the box jump
  const width = Math.ceil(widest / (2 * rem)) * 2 * rem;
  return { site, title, note, rows, width, height: rem * (ROW_REM * (rows.length + 1) + 0.3) };
}
