import { describe, expect, test } from "vitest";
import type { Contact, Evidence } from "../../wire/types";
import { barAt, barsWithin, busiest, rowsOf, seenOf, toldOf } from "./rows";

const MINUTE_MS = 60_000;
const start_ms = Date.parse("2026-11-23T12:00:00Z");

/** A contact from minute to minute with five minutes of set-up and tear-down (none when seen). */
function contact(
  antenna: string,
  spacecraft: string,
  from_min: number,
  to_min: number,
  evidence: Evidence = "predicted",
): Contact {
  const at = (minute: number) => new Date(start_ms + minute * MINUTE_MS).toISOString();
  const around = evidence === "observed" ? 0 : 5;
  return {
    id: `${antenna}-${spacecraft}-${from_min}-${evidence}`,
    antenna,
    spacecraft,
    evidence,
    source: "test",
    plan: evidence === "observed" ? "none" : "tentative",
    boa_at: at(from_min - around),
    bot_at: at(from_min),
    eot_at: at(to_min),
    eoa_at: at(to_min + around),
    aos_at: null,
    los_at: null,
    max_elevation_deg: null,
    links: [],
    assumptions: [],
    quality: null,
    age_s: null,
    reported: null,
  };
}

describe("rows", () => {
  test("stand in the asked order, without those that have no contact", () => {
    const contacts = [contact("B", "x", 0, 10), contact("A", "y", 0, 10), contact("Z", "x", 0, 1)];
    expect(rowsOf(contacts, "antenna", ["A", "N", "B"]).map(({ id }) => id)).toEqual([
      "A",
      "B",
      "Z",
    ]);
    expect(rowsOf(contacts, "spacecraft", ["x", "y"]).map(({ id }) => id)).toEqual(["x", "y"]);
  });

  test("an outcome is told when the contact is over and has one: until then its name has the room", () => {
    const bar = rowsOf([contact("A", "x", 0, 60)], "antenna", ["A"])[0]!.bars[0]!;
    const [during, after] = [start_ms + 30 * MINUTE_MS, start_ms + 61 * MINUTE_MS];
    expect(toldOf(bar, "degraded", after)).toBe("degraded");
    expect([toldOf(bar, "pending", during), toldOf(bar, "pending", after)]).toEqual([null, null]);
    expect(toldOf(bar, null, after)).toBeNull();
  });

  test("what was seen lies in its plan's lane", () => {
    const [row] = rowsOf(
      [contact("A", "x", 0, 60), contact("A", "x", 3, 50, "observed")],
      "antenna",
      ["A"],
    );
    expect(row?.bars.map(({ lanes }) => lanes)).toEqual([1, 1]);
    expect(row?.bars.map(({ lane, seen }) => [lane, seen])).toEqual([
      [0, false],
      [0, true],
    ]);
    expect(seenOf(row!, row!.bars[0]!)).toHaveLength(1);
  });

  test("what was seen unplanned never lies under another craft's plan", () => {
    const [row] = rowsOf(
      [contact("A", "x", 0, 60), contact("A", "y", 10, 50, "observed")],
      "antenna",
      ["A"],
    );
    expect(row?.bars.map(({ contact: { spacecraft }, lane }) => [spacecraft, lane])).toEqual([
      ["x", 0],
      ["y", 1],
    ]);
  });

  test("two craft in one dish share the row; the next contact starts in the first lane again", () => {
    const [row] = rowsOf(
      [contact("A", "x", 0, 60), contact("A", "y", 10, 50), contact("A", "x", 100, 160)],
      "antenna",
      ["A"],
    );
    expect(row?.bars.map(({ lane, lanes }) => [lane, lanes])).toEqual([
      [0, 2],
      [1, 2],
      [0, 1],
    ]);
  });
});

test("a brief timeline keeps the rows that are busy now, then the soonest, in their order", () => {
  const rows = rowsOf(
    [
      contact("A", "x", 90, 100),
      contact("B", "x", -20, 30),
      contact("C", "x", 300, 400),
      contact("D", "x", 40, 50),
      contact("E", "x", -50, -1, "observed"),
    ],
    "antenna",
    ["A", "B", "C", "D", "E"],
  );
  const ids = (most: number) => busiest(rows, start_ms, most).map(({ id }) => id);
  expect(ids(9)).toEqual(["A", "B", "D", "E"]);
  expect(ids(3)).toEqual(["B", "D", "E"]);
  expect(ids(1)).toEqual(["E"]);
});

describe("finding bars", () => {
  const contacts = Array.from({ length: 500 }, (_, n) => contact("A", "x", n * 20, n * 20 + 8));
  const row = rowsOf([...contacts, contact("A", "x", 10_100, 14_000)], "antenna", ["A"])[0]!;
  const within = (from_min: number, to_min: number) =>
    barsWithin(row, start_ms + from_min * MINUTE_MS, start_ms + to_min * MINUTE_MS);

  test("gives exactly those that reach into the view", () => {
    expect(within(0, 40).map(({ bot_ms }) => (bot_ms - start_ms) / MINUTE_MS)).toEqual([0, 20, 40]);
    expect(within(13, 14)).toHaveLength(1); // the tear-down
    expect(within(13.5, 14.5)).toHaveLength(0);
  });

  test("also a long one that began far before it", () => {
    expect(within(13_000, 13_001)).toHaveLength(1);
  });

  test("under the pointer, with some slack for slivers", () => {
    const at = (minute: number, slack_min: number) =>
      barAt(row, start_ms + minute * MINUTE_MS, 0, slack_min * MINUTE_MS);
    expect(at(4, 0)?.contact.id).toBe(contacts[0]?.id);
    expect(at(14, 0)).toBeNull();
    expect(at(14, 2)?.contact.id).toBeDefined();
    expect(at(4_000, 1)?.contact.id).toBe(contacts[200]?.id);
  });
});
