import { describe, expect, it } from "vitest";
import { addressOf, shownBy, type Shown } from "./address";

const NOTHING: Shown = {
  view: "harp",
  sheet: null,
  antenna: null,
  spacecraft: null,
  contact: null,
};

describe("the page's address", () => {
  it("is empty for the page as it opens", () => {
    expect(addressOf(NOTHING)).toBe("");
    expect(shownBy("")).toEqual(NOTHING);
  });

  it.each([
    { ...NOTHING, view: "events" as const },
    { ...NOTHING, antenna: "KIR-1", sheet: "antenna" as const },
    {
      view: "timeline" as const,
      sheet: "contact" as const,
      antenna: "a:b c",
      spacecraft: "CRY",
      contact: "CRY-KIR-1-20261123T0716Z",
    },
  ])("brings back what was shown", (shown) => {
    expect(shownBy(addressOf(shown))).toEqual(shown);
  });

  it("leaves out what it does not understand", () => {
    expect(shownBy("#nowhere?sheet=contact&contact=x")).toEqual({ ...NOTHING, contact: "x" });
    expect(shownBy("#map?antenna=KIR-1&sheet=what")).toEqual({
      ...NOTHING,
      view: "map",
      antenna: "KIR-1",
    });
  });
});
