/** What a drawing calls things: spacecraft by short name, antennas by code, sites by place. */
import { board } from "../board/store.svelte";
import { shortCraftName, shortSiteName } from "../format/names";

export function craftName(id: string): string {
  return shortCraftName(board.name(id), id);
}

/** The place of an antenna; the antenna's code when no network file knows it. */
export function placeName(antenna_id: string): string {
  const site = board.antenna(antenna_id)?.site;
  return site ? siteName(site) : antenna_id;
}

export function siteName(site_id: string): string {
  return shortSiteName(board.site(site_id)?.name ?? site_id);
}
