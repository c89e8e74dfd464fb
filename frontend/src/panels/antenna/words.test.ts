import { describe, expect, test } from "vitest";
import type { Talk } from "../../board/talks";
import type { AntennaState, Contact, ContactState } from "../../wire/types";
import { leftWords, restWords, talkWords } from "./words";

const now_ms = Date.parse("2026-11-23T12:00:00Z");

const planned = { phase: "track", until_at: "2026-11-23T13:30:00Z" } as ContactState;
const seen = {
  since_at: "2026-11-23T11:10:00Z",
  observed_at: "2026-11-23T11:58:20Z",
} as ContactState;

function talk(more: Partial<Talk>): Talk {
  return {
    id: "A/x",
    antenna: "A",
    spacecraft: "x",
    seen: null,
    planned: null,
    evidence: "observed",
    freshness: "fresh",
    prime: true,
    down: null,
    up: null,
    hasSignalDown: false,
    hasSignalUp: false,
    since_at: null,
    until_at: planned.until_at,
    ...more,
  };
}

describe("a contact in one sentence", () => {
  test.each([
    [{ seen, planned, hasSignalDown: true }, "heard since 11:10, planned until 13:30"],
    [{ seen, hasSignalUp: true }, "sent to since 11:10, not planned"],
    [{ seen, planned }, "pointed at since 11:10, planned until 13:30"],
    [
      { seen, planned, freshness: "stale" as const, hasSignalDown: false },
      "no report since 11:58:20, planned until 13:30",
    ],
    [
      { planned, evidence: "predicted" as const },
      "planned: in track until 13:30; no source has confirmed it",
    ],
  ])("%#", (more, expected) => {
    expect(talkWords(talk(more), now_ms)).toBe(expected);
  });

  test("how long it lasts, if anybody said", () => {
    expect(leftWords(talk({ planned }), now_ms)).toBe("1 h 30 min left");
    expect(leftWords(talk({ until_at: null }), now_ms)).toBe("");
  });
});

describe("an antenna without a contact", () => {
  const next = { spacecraft: "CRY", bot_at: "2026-11-23T14:05:00Z" } as Contact;
  const nameOf = () => "CryoSat-2";

  test("is not called idle when nobody reports it", () => {
    const state = { pointing: [], activity: [] } as unknown as AntennaState;
    expect(restWords(state, next, nameOf, now_ms)).toBe(
      "Nothing is planned here now, and no source reports what it does. Next CryoSat-2 at 14:05.",
    );
  });

  test("a report of it is a report", () => {
    const state = { pointing: [{ evidence: "observed" }], activity: [] } as unknown as AntennaState;
    expect(restWords(state, null, nameOf, now_ms)).toBe("No contact is reported here.");
  });
});
