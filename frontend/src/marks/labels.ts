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

export class LabelPlacer {
  readonly #memory = new Map<string, Memory>();

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
    const placed: PlacedLabel[] = [];
    const sorted = [...wishes].sort((a, b) => b.rank - a.rank || (a.id < b.id ? -1 : 1));
    const known = new Set(wishes.map(({ id }) => id));
    for (const id of this.#memory.keys()) if (!known.has(id)) this.#memory.delete(id);
    for (const wish of sorted) {
      const isFree = (box: Box | undefined, avoidStrings: boolean): boolean =>
        box !== undefined &&
        inside(box, bounds) &&
        !walls.some((wall) => overlap(box, wall)) &&
        !placed.some((other) => overlap(box, other.box)) &&
        !(avoidStrings && strings.some((string) => overlap(box, string)));
      const before = this.#memory.get(wish.id);
      const anchor = this.#choose(wish, before, isFree);
      const box = anchor === null ? undefined : wish.anchors[anchor];
      if (anchor === null || !box) {
        if (before) Object.assign(before, { shown: false, freeSince_ms: null });
        continue;
      }
      const memory = before ?? { anchor, shown: true, freeSince_ms: now_ms };
      memory.anchor = anchor;
      memory.freeSince_ms ??= now_ms;
      memory.shown ||= now_ms - memory.freeSince_ms >= SHOW_AFTER_MS;
      this.#memory.set(wish.id, memory);
      if (memory.shown) placed.push({ id: wish.id, box, anchor });
    }
    return placed;
  }

  #choose(
    wish: LabelWish,
    before: Memory | undefined,
    isFree: (box: Box | undefined, avoidStrings: boolean) => boolean,
  ): number | null {
    for (const avoidStrings of [true, false]) {
      if (before?.shown && isFree(wish.anchors[before.anchor], avoidStrings)) return before.anchor;
      const index = wish.anchors.findIndex((box) => isFree(box, avoidStrings));
      if (index >= 0) return index;
    }
    return null;
  }
}
