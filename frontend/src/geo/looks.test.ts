// The page computes what the server computes: az, el, range, rate and light time of pairs near and
// far, from the segments that the server sends. The file is composed by tools/make_looks.py.

import { expect, test } from "vitest";
import kept from "../../../tests/fixtures/looks.json";
import type { Trajectory } from "../wire/types";
import { lookFrom, rangeRateFrom } from ".";

test.each(kept.pairs.map((pair) => [pair.trajectory.spacecraft, pair] as const))(
  "%s",
  (_, { antenna, trajectory, look }) => {
    const sent = trajectory as unknown as Trajectory;
    const at_ms = Date.parse(kept.at);
    const ours = lookFrom(antenna, sent, at_ms);
    if (!ours) throw new Error("no look");
    const across = Math.cos((look.elevation_deg * Math.PI) / 180);
    const off_deg = Math.hypot(
      ours.elevation_deg - look.elevation_deg,
      (ours.azimuth_deg - look.azimuth_deg) * across,
    );
    expect(off_deg).toBeLessThan(1e-5);
    expect(Math.abs(ours.range_km - look.range_km)).toBeLessThan(0.002 + 1e-9 * look.range_km);
    expect(Math.abs(ours.light_time_s - look.light_time_s)).toBeLessThan(
      1e-8 + 1e-9 * look.light_time_s,
    );
    const rate = rangeRateFrom(antenna, sent, at_ms) ?? NaN;
    expect(Math.abs(rate - look.range_rate_km_s)).toBeLessThan(1e-4);
  },
);
