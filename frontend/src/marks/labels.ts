/**
 * Labels that never overlap and stand near what they name: greedy by rank (measured: as good as
 * annealing here, at a thousandth of its cost), with hysteresis. A shown label keeps its anchor
 * while that is free; a hidden one comes back only after it has been free for two seconds.
 */

export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

export interface LabelWish {
  id: string;
  /** Higher is placed first. */
  rank: number;
  /** Boxes it could stand in, the best first. */
  anchors: readonly Box[];
  /** The line that ties an anchor to its mark, where it stands away from it; null: none. */
  leaders?: readonly (Box | null)[];
}

export interface PlacedLabel {
  id: string;
  box: Box;
  /** Index into the wish's anchors. */
  anchor: number;
}

interface Memory {
  anchor: number;
  shown: boolean;
  /** Since when it has been free again; null while it is blocked. */
  freeSince_ms: number | null;
}

const SHOW_AFTER_MS = 2_000;

export const overlap = (a: Box, b: Box): boolean =>
  a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;

const inside = (box: Box, bounds: Box): boolean =>
  box.x >= bounds.x &&
  box.y >= bounds.y &&
  box.x + box.width <= bounds.x + bounds.width &&
  box.y + box.height <= bounds.y + bounds.height;

interface Chosen {
  wish: LabelWish;
  anchor: number;
  box: Box;
  crossesString: boolean;
}

/** Rounds in which a wish that found no good place may go first. */
const ROUNDS = 4;

export class LabelPlacer {
  readonly #memory = new Map<string, Memory>();
  /** Those that found a place only by going first: kept, so that the picture does not flicker. */
  #first: ReadonlySet<string> = new Set();

  /**
   * `walls` are never covered; `strings` are avoided while any anchor is free of them.
   * `now_ms` is any steadily growing time.
   */
  place(
    wishes: readonly LabelWish[],
    walls: readonly Box[],
    strings: readonly Box[],
    bounds: Box,
    now_ms: number,
  ): PlacedLabel[] {
    let first = this.#first;
    let best: { chosen: Chosen[]; cost: number; first: ReadonlySet<string> } | null = null;
    for (let round = 0; round < ROUNDS; round += 1) {
      const chosen = this.#choose(wishes, walls, strings, bounds, first);
      const good = new Set(chosen.filter((one) => !one.crossesString).map(({ wish }) => wish.id));
      const cost = 3 * (wishes.length - chosen.length) + chosen.length - good.size;
      if (!best || cost < best.cost) best = { chosen, cost, first };
      if (cost === 0) break;
      first = new Set([...first, ...wishes.map(({ id }) => id).filter((id) => !good.has(id))]);
    }
    this.#first = best?.first ?? new Set();
    return this.#remember(wishes, best?.chosen ?? [], now_ms);
  }

  /** One greedy pass: by rank, those in `first` before all others. */
  #choose(
    wishes: readonly LabelWish[],
    walls: readonly Box[],
    strings: readonly Box[],
    bounds: Box,
    first: ReadonlySet<string>,
  ): Chosen[] {
    const chosen: Chosen[] = [];
    const leaders: Box[] = [];
    const order = (wish: LabelWish): number => wish.rank + (first.has(wish.id) ? 1e6 : 0);
    const sorted = [...wishes].sort((a, b) => order(b) - order(a) || (a.id < b.id ? -1 : 1));
    for (const wish of sorted) {
      const isFree = (anchor: number, avoidStrings: boolean): boolean => {
        const box = wish.anchors[anchor];
        const leader = wish.leaders?.[anchor];
        return (
          box !== undefined &&
          inside(box, bounds) &&
          !walls.some((wall) => overlap(box, wall)) &&
          !chosen.some((other) => overlap(box, other.box)) &&
          !leaders.some((other) => overlap(box, other)) &&
          !(leader && chosen.some((other) => overlap(leader, other.box))) &&
          !(avoidStrings && strings.some((string) => overlap(box, string)))
        );
      };
      const before = this.#memory.get(wish.id);
      const find = (avoidStrings: boolean): number => {
        if (before?.shown && isFree(before.anchor, avoidStrings)) return before.anchor;
        return wish.anchors.findIndex((_, anchor) => isFree(anchor, avoidStrings));
      };
      const clear = find(true);
      const anchor = clear >= 0 ? clear : find(false);
      const box = wish.anchors[anchor];
      if (!box) continue;
      chosen.push({ wish, anchor, box, crossesString: clear < 0 });
      const leader = wish.leaders?.[anchor];
      if (leader) leaders.push(leader);
    }
    return chosen;
  }

  /** Hide at once, show only what has been free for a while (or is new). */
  #remember(
    wishes: readonly LabelWish[],
    chosen: readonly Chosen[],
    now_ms: number,
  ): PlacedLabel[] {
    const known = new Set(wishes.map(({ id }) => id));
    for (const id of this.#memory.keys()) if (!known.has(id)) this.#memory.delete(id);
    const free = new Map(chosen.map((one) => [one.wish.id, one]));
    const placed: PlacedLabel[] = [];
    for (const { id } of wishes) {
      const one = free.get(id);
      const before = this.#memory.get(id);
      if (!one) {
        this.#memory.set(id, { anchor: 0, shown: false, freeSince_ms: null });
        continue;
      }
      const freeSince_ms = before ? (before.freeSince_ms ?? now_ms) : now_ms;
      const shown = !before || before.shown || now_ms - freeSince_ms >= SHOW_AFTER_MS;
      this.#memory.set(id, { anchor: one.anchor, shown, freeSince_ms });
      if (shown) placed.push({ id, box: one.box, anchor: one.anchor });
    }
    return placed;
  }
}
