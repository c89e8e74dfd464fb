import { describe, expect, it } from "vitest";
import { leftText } from "./rows";

const NOW = Date.parse("2026-09-05T10:28:00Z");

describe("what is left of a contact", () => {
  it.each([
    ["2026-09-05T10:32:00Z", "4 min left"],
    ["2026-09-05T12:32:00Z", "until 12:32"],
    ["2026-09-06T00:10:00Z", "until Sun 00:10"],
    ["2026-09-05T10:20:00Z", "planned until 10:20"],
    [null, "end unknown"],
  ])("until %s: %s", (until_at, expected) => expect(leftText(until_at, NOW)).toBe(expected));
});
