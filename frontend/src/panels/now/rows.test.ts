import { describe, expect, it } from "vitest";
import type { Talk } from "../../board/talks";
import { leftText, signalNow } from "./rows";

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

describe("the signal of now", () => {
  const at = new Date(NOW - 41_000).toISOString();
  const talk = (part: Partial<Talk>): Talk =>
    ({
      evidence: "observed",
      freshness: "fresh",
      seen: { observed_at: at },
      down: { state: "data", data_rate_bps: 28e6 },
      hasSignalDown: false,
      hasSignalUp: false,
      ...part,
    }) as Talk;
  const both = { hasSignalDown: true, hasSignalUp: true };

  it.each<[Partial<Talk>, string, string]>([
    [both, "▼ 28 Mbit/s", "down"],
    [{ hasSignalUp: true }, "▲ up", "up"],
    [{}, "–", ""],
    [{ ...both, freshness: "late" }, "late, 41 s ago", ""],
    [{ hasSignalUp: true, freshness: "late" }, "late, 41 s ago", ""],
    [{ ...both, evidence: "simulated" }, "simulated ▼ 28 Mbit/s", ""],
    [{ ...both, evidence: "simulated", freshness: "late" }, "simulated, late, 41 s ago", ""],
    [{ evidence: "simulated" }, "simulated", ""],
    [{ evidence: "predicted", seen: null }, "predicted", ""],
  ])("of %j: %s", (part, text, look) => expect(signalNow(talk(part), NOW)).toEqual({ text, look }));
});
