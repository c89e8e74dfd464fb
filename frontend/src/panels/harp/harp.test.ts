import { describe, expect, it } from "vitest";
import { whereWords } from "./paintGround";
import { columnsOf, type Measures, type Stand } from "./columns";
import { pulseDistances } from "./pulses";
import { AHEAD_MS, depthOf, FARTHEST_KM, heightOf, NEAREST_KM, PAST_MS, TICKS } from "./scale";
import { sceneOf, type AntennaFacts } from "./scene";
import type { Talk } from "../../board/talks";

const measures: Measures = {
  left: 0,
  right: 1000,
  roomy: 96,
  tight: 48,
  comfortable: 70,
  dot: 6,
  gap: 10,
};
const stand = (
  antenna: string,
  site: string,
  activity: Stand["activity"],
  wait_min = 0,
): Stand => ({
  antenna,
  site,
  activity,
  wait_min,
});

describe("the rulers", () => {
  it("distance runs from 300 km to 200 au, and each tick has its place in order", () => {
    expect([heightOf(NEAREST_KM), heightOf(FARTHEST_KM)]).toEqual([0, 1]);
    expect([heightOf(1), heightOf(1e15)]).toEqual([0, 1]);
    const heights = TICKS.map(({ km }) => heightOf(km));
    expect(heights).toEqual([...heights].sort((a, b) => a - b));
  });
  it("time runs down, and the next hour has more room than any later one", () => {
    expect([depthOf(-PAST_MS), depthOf(AHEAD_MS)]).toEqual([0, 1]);
    const hour = (from: number): number => depthOf((from + 1) * 3.6e6) - depthOf(from * 3.6e6);
    expect(hour(0)).toBeGreaterThan(3 * hour(1));
    expect(hour(1)).toBeCloseTo(hour(5));
  });
});

describe("light on a string", () => {
  it("pulses stand two light seconds apart and no farther than the craft", () => {
    expect(pulseDistances("down", 5, 0, 100)).toEqual([1, 3, 5]);
    expect(pulseDistances("up", 5, 0.5, 100)).toEqual([0.5, 2.5, 4.5]);
  });
  it("down they come nearer, up they go away, at light's speed", () => {
    const down = [0, 0.25].map((now_s) => pulseDistances("down", 5, now_s, 100)[1]!);
    const up = [0.5, 0.75].map((now_s) => pulseDistances("up", 5, now_s, 100)[1]!);
    expect(down[1]! - down[0]!).toBeCloseTo(-0.25);
    expect(up[1]! - up[0]!).toBeCloseTo(0.25);
  });
  it("an uplink has reached no farther than light since it was switched on", () => {
    expect(Math.max(...pulseDistances("up", 1000, 10, 100, 4))).toBeLessThanOrEqual(6);
  });
});

describe("columns", () => {
  it("stand west to east without overlap, active ones with room", () => {
    const stands = [stand("A", "W", 0), stand("B", "W", 3), stand("C", "E", 3), stand("D", "E", 0)];
    const { columns, sites } = columnsOf(stands, measures);
    expect(columns.map(({ antenna }) => antenna)).toEqual(["A", "B", "C", "D"]);
    for (let index = 1; index < columns.length; index += 1) {
      const [left, right] = [columns[index - 1]!, columns[index]!];
      expect(left.x + left.width / 2).toBeLessThanOrEqual(right.x - right.width / 2 + 1e-6);
    }
    expect(columns[1]!.width).toBe(measures.roomy);
    expect(sites.map(({ isActive }) => isActive)).toEqual([true, true]);
  });
  it("crowded, those that begin later become dots first, those that talk never", () => {
    const stands = Array.from({ length: 24 }, (_, index) =>
      stand(`A${index}`, `S${index}`, index < 14 ? 3 : 2, index),
    );
    const { columns } = columnsOf(stands, measures);
    const active = columns.filter(({ isActive }) => isActive).map(({ antenna }) => antenna);
    expect(active.slice(0, 14)).toEqual(stands.slice(0, 14).map(({ antenna }) => antenna));
    expect(active.length).toBeLessThan(24);
    expect(active).not.toContain("A23");
  });
  it("fit between their bounds", () => {
    const stands = Array.from({ length: 40 }, (_, index) =>
      stand(`A${index}`, `S${index % 20}`, index % 4 === 0 ? 3 : 0),
    ).sort((a, b) => a.site.localeCompare(b.site));
    const { columns } = columnsOf(stands, measures);
    expect(Math.min(...columns.map(({ x, width }) => x - width / 2))).toBeGreaterThanOrEqual(0);
    expect(Math.max(...columns.map(({ x, width }) => x + width / 2))).toBeLessThanOrEqual(1000.01);
  });
});

describe("the scene", () => {
  const facts = (id: string): AntennaFacts => ({
    id,
    site: id,
    diameter_m: 34,
    amiss: null,
    next: null,
    isBusy: false,
    pointing: null,
  });
  const talk = (antenna: string, spacecraft: string, part: Partial<Talk> = {}): Talk => ({
    id: `${antenna}/${spacecraft}`,
    antenna,
    spacecraft,
    seen: null,
    planned: null,
    evidence: "predicted",
    freshness: "fresh",
    prime: true,
    down: null,
    up: null,
    hasSignalDown: false,
    hasSignalUp: false,
    since_at: null,
    until_at: null,
    ...part,
  });
  const scene = (talks: Talk[], ranges: Record<string, number>) =>
    sceneOf(
      {
        antennas: ["A", "B"].map(facts),
        talks,
        now_ms: 0,
        far: (_, spacecraft) => {
          const range_km = ranges[spacecraft];
          if (range_km === undefined) return null;
          return { range_km, light_time_s: range_km / 3e5, elevation_deg: 30, azimuth_deg: 10 };
        },
      },
      measures,
      20,
    );

  it("two dishes on one craft: two strings, one mark, above the one that hears it", () => {
    const { crafts, dishes } = scene(
      [talk("A", "VGR1"), talk("B", "VGR1", { evidence: "observed", hasSignalDown: true })],
      { VGR1: 2e10 },
    );
    expect(crafts).toHaveLength(1);
    expect(crafts[0]).toMatchObject({ home: "B", evidence: "observed", x: dishes[1]!.x });
    expect(crafts[0]!.lines).toHaveLength(2);
  });
  it("two craft in one dish: beside each other, or as one when at one place", () => {
    const apart = scene([talk("A", "MEX"), talk("A", "TGO")], { MEX: 2e8, TGO: 3e8 }).crafts;
    expect(apart.map(({ side }) => side)).toEqual([-1, 1]);
    const together = scene([talk("A", "MEX"), talk("A", "TGO")], { MEX: 2e8, TGO: 2e8 }).crafts;
    expect(together.map(({ spacecraft }) => spacecraft)).toEqual([["MEX", "TGO"]]);
  });
  it("a direction is told while somebody believes in the contact, and not beside a stale one", () => {
    const dishOf = (part: Partial<Talk>) =>
      scene([talk("A", "MEX", part)], { MEX: 2e8 }).dishes[0]!;
    expect(whereWords(dishOf({}))).toBe("10° 30°");
    expect(whereWords(dishOf({ evidence: "observed", freshness: "stale" }))).toBe("–");
  });
  it("nobody knows where: named, not drawn", () => {
    const { crafts, unknown } = scene([talk("A", "SWA")], {});
    expect([crafts, unknown]).toEqual([[], ["SWA"]]);
  });
});
