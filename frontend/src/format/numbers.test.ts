import { describe, expect, it } from "vitest";
import {
  AU_KM,
  degrees,
  distanceText,
  durationText,
  inText,
  lightTime,
  rateText,
  signalText,
} from "./numbers";
import { shortCraftName, shortSiteName } from "./names";
import { dayOfYear, dayText, hms, hmNear } from "./times";

describe("quantities", () => {
  it.each([
    [null, "–"],
    [1_718.4, "1,718 km"],
    [384_400, "384,000 km"],
    [1_450_000, "1.45 M km"],
    [22_700_000, "22.7 M km"],
    [0.59 * AU_KM, "0.59 au"],
    [143.38 * AU_KM, "143.38 au"],
  ])("distance %s is %s", (km, text) => expect(distanceText(km)).toBe(text));

  it.each([
    [null, "–"],
    [0.0057, "5.7 ms"],
    [4.834, "4.83 s"],
    [59.999, "1 min 0 s"],
    [993.2, "16 min 33 s"],
    [71_540, "19 h 52 min"],
  ])("light time %s is %s", (s, text) => expect(lightTime(s)).toBe(text));

  it.each([
    [null, "–"],
    [0, "0 bit/s"],
    [160, "160 bit/s"],
    [2_100, "2.1 kbit/s"],
    [999_700, "1.0 Mbit/s"],
    [28e6, "28 Mbit/s"],
    [1.2e9, "1.2 Gbit/s"],
  ])("rate %s is %s", (bps, text) => expect(rateText(bps)).toBe(text));

  it("writes a real minus and no negative zero", () => {
    expect(degrees(-0.06, 2)).toBe("−0.06°");
    expect(degrees(-0.2)).toBe("0°");
    expect(degrees(undefined)).toBe("–");
  });

  it.each([
    [29, "29 s"],
    [239, "4 min"],
    [7_800, "2 h 10 min"],
    [47 * 86_400, "47 days"],
  ])("%s s last %s", (s, text) => expect(durationText(s)).toBe(text));

  it.each([
    [240, "in 4 min"],
    [27, "in 27 s"], // a wait is no presence, however short
    [0.3, "now"],
    [-5, "now"],
  ])("in %s s is %s", (s, text) => expect(inText(s)).toBe(text));
});

describe("instants", () => {
  const at = Date.UTC(2026, 8, 5, 10, 28, 12);
  it("are UTC, with the day of the year", () => {
    expect([hms(at), dayText(at), dayOfYear(at)]).toEqual(["10:28:12", "Sat 5 Sep 2026", 248]);
  });
  it("name another day", () => {
    expect(hmNear(at + 86_400_000, at)).toBe("Sun 10:28");
  });
});

describe("names", () => {
  it.each([
    ["Mars Express", "MEX", "Mars Express"],
    ["BepiColombo (MPO with Mio)", "BEPI", "BepiColombo"],
    ["ExoMars Trace Gas Orbiter", "TGO", "TGO"],
    ["James Webb Space Telescope", "JWST", "James Webb"],
    ["Deep Space Climate Observatory (DSCOVR)", "DSCO", "DSCOVR"],
    ["Sentinel-6A Michael Freilich", "S6A", "Sentinel-6A"],
    ["Human Space Flight: Artemis I", "EM1", "Artemis I"],
    ["XYZ9", "XYZ9", "XYZ9"],
  ])("%s (%s) is short as %s", (name, code, short) =>
    expect(shortCraftName(name, code)).toBe(short),
  );
  it.each([
    ["Madrid DSCC (Robledo)", "Madrid"],
    ["South Point, Hawaii", "South Point"],
    ["Usuda Deep Space Center", "Usuda"],
    ["Malargüe (DSA 3)", "Malargüe"],
  ])("site %s is %s", (name, short) => expect(shortSiteName(name)).toBe(short));
});

describe("what comes down a link", () => {
  it("is its rate, or the word for a bare carrier", () => {
    expect(signalText({ state: "data", data_rate_bps: 160 })).toBe("160 bit/s");
    expect(signalText({ state: "carrier", data_rate_bps: 0 })).toBe("carrier");
    expect(signalText({ state: "data", data_rate_bps: null })).toBe("data");
    expect(signalText(null)).toBe("–");
  });
});
