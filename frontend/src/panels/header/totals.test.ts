import { describe, expect, it } from "vitest";
import type { Hearing } from "./mode";
import { nowPieces, planPieces, type Piece } from "./totals";

const text = (pieces: Piece[]): string => pieces.map((piece) => piece.text).join("");
const now = (
  seen: number | null,
  simulated: number | null = null,
  hearing: Hearing = "reporting",
): string => text(nowPieces({ seen, simulated, expected: 5, scheduled: 0, next: null }, hearing));
const plan = (seen: number | null, scheduled: number, predicted: number): string =>
  text(
    planPieces({ seen, simulated: null, expected: scheduled + predicted, scheduled, next: null }),
  );

describe("who is seen", () => {
  it("is counted", () => {
    expect(now(11)).toBe("11 contacts seen");
    expect(now(1)).toBe("1 contact seen");
  });
  it("is 0 only when somebody looked", () => {
    expect(now(0)).toBe("0 contacts seen");
    expect(now(null, null, "none")).toBe("No live source: nothing is observed");
    expect(now(null, null, "silent")).toBe("No source reports now: nothing is observed");
    expect(now(null, null, "reporting")).toBe("No report of a link: nothing is observed");
  });
  it("never includes what is simulated", () => {
    expect(now(2, 5)).toBe("2 contacts seen; 5 simulated");
    expect(now(null, 5)).toBe("5 simulated contacts, nothing is observed");
    expect(now(null, 1)).toBe("1 simulated contact, nothing is observed");
    expect(now(null, 0)).toBe("0 simulated contacts, nothing is observed");
  });
});

describe("who is planned", () => {
  it("keeps a schedule and our own prediction apart", () => {
    expect(plan(null, 3, 5)).toBe("3 scheduled, 5 predicted now");
    expect(plan(null, 3, 0)).toBe("3 scheduled now");
    expect(plan(null, 0, 5)).toBe("5 predicted now");
    expect(plan(2, 3, 5)).toBe("3 more scheduled, 5 predicted now");
    expect(plan(0, 0, 5)).toBe("5 predicted now");
  });
  it("says nothing when nothing is planned", () => expect(plan(null, 0, 0)).toBe(""));
});
