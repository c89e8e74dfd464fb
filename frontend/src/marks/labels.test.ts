import { describe, expect, it } from "vitest";
import { LabelPlacer, overlap, type Box, type LabelWish } from "./labels";

const BOUNDS: Box = { x: 0, y: 0, width: 200, height: 100 };
const box = (x: number, y = 10): Box => ({ x, y, width: 40, height: 10 });
const wish = (id: string, rank: number, ...anchors: Box[]): LabelWish => ({ id, rank, anchors });
const ids = (placed: { id: string }[]): string[] => placed.map(({ id }) => id).sort();

describe("labels", () => {
  it("never overlap, and the higher rank chooses first", () => {
    const placed = new LabelPlacer().place(
      [wish("low", 1, box(10), box(60)), wish("high", 2, box(10))],
      [],
      [],
      BOUNDS,
      0,
    );
    expect(ids(placed)).toEqual(["high", "low"]);
    const [a, b] = placed;
    expect(a && b && overlap(a.box, b.box)).toBe(false);
  });

  it("a wish with one place may go before a higher one with several", () => {
    const placed = new LabelPlacer().place(
      [wish("flexible", 9, box(10), box(100)), wish("bound", 1, box(20))],
      [],
      [],
      BOUNDS,
      0,
    );
    expect(ids(placed)).toEqual(["bound", "flexible"]);
  });

  it("stay out of walls and inside the bounds, and cross strings only as a last resort", () => {
    const string: Box = { x: 15, y: 0, width: 2, height: 100 };
    const place = (wishes: LabelWish[]) =>
      new LabelPlacer().place(wishes, [box(120)], [string], BOUNDS, 0);
    expect(place([wish("a", 1, box(10), box(60))])[0]?.anchor).toBe(1);
    expect(place([wish("a", 1, box(10))])[0]?.anchor).toBe(0);
    expect(place([wish("a", 1, box(110), box(180), box(-5))])).toEqual([]);
  });

  it("keep their anchor while it is free, although a better one came free", () => {
    const placer = new LabelPlacer();
    const wishes = [wish("a", 1, box(10), box(60))];
    expect(placer.place(wishes, [box(0)], [], BOUNDS, 0)[0]?.anchor).toBe(1);
    expect(placer.place(wishes, [], [], BOUNDS, 1_000)[0]?.anchor).toBe(1);
  });

  it("hide at once and come back only after two free seconds", () => {
    const placer = new LabelPlacer();
    const wishes = [wish("a", 1, box(10))];
    const shown = (walls: Box[], now_ms: number): boolean =>
      placer.place(wishes, walls, [], BOUNDS, now_ms).length === 1;
    expect(shown([], 0)).toBe(true);
    expect(shown([box(10)], 1_000)).toBe(false);
    expect(shown([], 2_000)).toBe(false);
    expect(shown([], 3_900)).toBe(false);
    expect(shown([], 4_000)).toBe(true);
  });

  it("leave the leader of another label uncovered", () => {
    const leader: Box = { x: 30, y: 0, width: 1, height: 60 };
    const tied: LabelWish = { id: "tied", rank: 2, anchors: [box(10, 0)], leaders: [leader] };
    const placed = new LabelPlacer().place(
      [tied, wish("b", 1, box(10, 20), box(60, 20))],
      [],
      [],
      BOUNDS,
      0,
    );
    expect(placed.find(({ id }) => id === "b")?.anchor).toBe(1);
  });
});
