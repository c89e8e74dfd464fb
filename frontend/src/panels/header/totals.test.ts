import { describe, expect, it } from "vitest";
import { nowPieces } from "./totals";

const text = (seen: number | null, expected: number, simulated: number | null = null): string =>
  nowPieces({ seen, simulated, expected, next: null })
    .map((piece) => piece.text)
    .join("");

describe("the header's sentence", () => {
  it("says how many are seen and expected", () => {
    expect(text(11, 3)).toBe("11 contacts seen, 3 more expected");
    expect(text(1, 0)).toBe("1 contact seen");
    expect(text(0, 2)).toBe("0 contacts seen, 2 more expected");
  });
  it("never says 0 when nobody could see", () => {
    expect(text(null, 12)).toBe("No live source: nothing is observed. 12 contacts predicted now");
    expect(text(null, 0)).not.toContain("0");
  });
  it("counts what is simulated apart, and says what it is", () => {
    expect(text(2, 0, 5)).toBe("2 contacts seen; 5 simulated");
    expect(text(null, 1, 5)).toBe("5 simulated, not real; 1 contact predicted now");
  });
});
