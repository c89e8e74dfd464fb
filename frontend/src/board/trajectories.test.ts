import { afterEach, expect, it, vi } from "vitest";
import type { Network, SpacecraftState, State } from "../wire/types";
import { board } from "./store.svelte";
import { trajectories } from "./trajectories.svelte";

afterEach(() => vi.unstubAllGlobals());

it("asks only for craft that a network names and whose place is not unknown", () => {
  const asked: string[] = [];
  vi.stubGlobal("fetch", (path: string) => {
    asked.push(path.split("/").at(-1) ?? "");
    return new Promise(() => undefined);
  });
  board.network = {
    antennas: [],
    sites: [],
    spacecraft: [{ id: "TGO" }, { id: "SWA" }, { id: "HERA" }],
  } as unknown as Network;
  const craft = (id: string, position: object | null): SpacecraftState =>
    ({ id, position, known: id !== "NORAD 61234" }) as SpacecraftState;
  board.state = {
    spacecraft: [craft("TGO", {}), craft("SWA", null), craft("NORAD 61234", null)],
  } as unknown as State;
  trajectories.want("a test", ["NORAD 61234", "SWA", "TGO", "HERA", "whatever"], 0);
  expect(asked).toEqual(["TGO", "HERA"]);
});
