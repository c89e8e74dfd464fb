import { describe, expect, it, test } from "vitest";
import type { Talk } from "../../board/talks";
import type { Contact, SpacecraftState } from "../../wire/types";
import {
  delayWords,
  filtered,
  howFar,
  isHeardNow,
  rowOf,
  sorted,
  whereWords,
  type Place,
} from "./rows";

const low: Place = {
  latitude_deg: -12.4,
  longitude_deg: 33.6,
  height_km: 710,
  distance_km: 7088,
  light_time_s: 0.024,
};

function state(id: string, more: Partial<SpacecraftState> = {}): SpacecraftState {
  return {
    id,
    name: id,
    known: true,
    position: null,
    reason: null,
    heard_by: [],
    next: null,
    ...more,
  };
}

describe("where", () => {
  test("near the Earth: over which place", () => {
    expect(whereWords(low, undefined, null)).toBe("over 12° S 34° E");
  });

  test("drawn at a planet's centre: said so", () => {
    expect(whereWords({ ...low, distance_km: 2e8 }, undefined, "Mars")).toBe(
      "at Mars, drawn at its centre",
    );
  });

  test("unknown has a reason and no numbers", () => {
    const row = rowOf(undefined, state("X", { reason: "elements expired" }), null, []);
    expect(row).toMatchObject({ place: null, where: "", reason: "elements expired", age_s: null });
  });
});

describe("order and search", () => {
  const next = { bot_at: "2026-11-23T12:00:00Z", antenna: "MLG-1" } as Contact;
  const rows = [
    rowOf(undefined, state("Sentinel-10"), null, []),
    rowOf(undefined, state("Sentinel-2", { next }), low, []),
    rowOf(undefined, state("Euclid"), { ...low, distance_km: 1.5e6 }, []),
  ];
  const names = (list: typeof rows) => list.map(({ id }) => id);

  test("names count as people do", () => {
    expect(names(sorted(rows, "name"))).toEqual(["Euclid", "Sentinel-2", "Sentinel-10"]);
  });

  test("unknown comes last", () => {
    expect(names(sorted(rows, "distance"))).toEqual(["Sentinel-2", "Euclid", "Sentinel-10"]);
    expect(names(sorted(rows, "next"))[0]).toBe("Sentinel-2");
  });

  test("all words must be found, also in an antenna", () => {
    expect(names(filtered(rows, "sentinel mlg"))).toEqual(["Sentinel-2"]);
    expect(filtered(rows, "")).toHaveLength(3);
  });
});

describe("the conversation", () => {
  const now_ms = Date.parse("2026-11-23T14:30:40Z");

  test("heard now was sent a light time ago; an answer needs there and back", () => {
    expect(delayWords(28.5 * 60 - 1, now_ms, true)).toBe(
      "What we hear now was sent at 14:02:11; an answer cannot come before 15:27:38.",
    );
  });

  test("where nobody hears it, nothing is called heard", () => {
    expect(delayWords(28.5 * 60 - 1, now_ms, false)).toBe(
      "Light that arrives now left there at 14:02:11; an answer cannot come before 15:27:38.",
    );
  });

  test.each<[Partial<Talk>, boolean]>([
    [{}, true],
    [{ freshness: "late" }, false],
    [{ freshness: "unknown" }, false],
    [{ evidence: "simulated" }, false],
    [{ hasSignalDown: false }, false],
  ])("only a signal of now is heard now: %j", (part, heard) => {
    const talk = { evidence: "observed", freshness: "fresh", hasSignalDown: true, ...part } as Talk;
    expect(isHeardNow(talk)).toBe(heard);
  });

  test("another day is named", () => {
    expect(delayWords(19.87 * 3600, now_ms, true)).toContain("sent at Sun 18:38:28");
  });

  test("nobody feels milliseconds", () => {
    expect(delayWords(0.3, now_ms, true)).toBeNull();
  });
});

describe("how far a craft is", () => {
  it("counts from the ground while it is near, light time too", () => {
    const near = { ...low, height_km: 814, distance_km: 7185 };
    expect(howFar(near).km).toBe(814);
    expect(howFar(near).isUp).toBe(true);
    expect(howFar(near).light_time_s).toBeCloseTo(0.002715, 6);
  });
  it("counts from the Earth beyond", () => {
    const far = { ...low, height_km: 1e8, distance_km: 1.0001e8 };
    expect(howFar(far).km).toBe(1.0001e8);
    expect(howFar(far).isUp).toBe(false);
  });
});
