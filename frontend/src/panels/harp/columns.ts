/** Where each antenna stands on the horizon: west to east, active ones with room, idle ones as dots. */

export interface Stand {
  antenna: string;
  site: string;
  /** 2: talks now · 1: begins within the hour · 0: idle. */
  activity: 0 | 1 | 2;
  /** Minutes until it begins, for `activity` 1: who begins later gives way first. */
  wait_min: number;
}

export interface Column {
  antenna: string;
  site: string;
  x: number;
  width: number;
  isActive: boolean;
}

export interface SiteSpan {
  site: string;
  from: number;
  to: number;
  isActive: boolean;
}

export interface Measures {
  left: number;
  right: number;
  /** Widest and narrowest room of an active antenna, and that of a dot; CSS px. */
  roomy: number;
  tight: number;
  dot: number;
  gap: number;
  /** Width of a site's name. */
  nameWidth(site: string): number;
}

export function columnsOf(
  stands: readonly Stand[],
  measures: Measures,
): { columns: Column[]; sites: SiteSpan[] } {
  const active = new Set(stands.filter(({ activity }) => activity > 0).map((s) => s.antenna));
  const waiting = stands
    .filter(({ activity }) => activity === 1)
    .sort((a, b) => b.wait_min - a.wait_min);
  let room = roomFor(stands, active, measures);
  for (const { antenna } of waiting) {
    if (room >= measures.tight) break;
    active.delete(antenna);
    room = roomFor(stands, active, measures);
  }
  return stand(
    stands,
    active,
    Math.max(measures.tight * 0.7, Math.min(measures.roomy, room)),
    measures,
  );
}

/** How wide each active antenna may be so that all fit. */
function roomFor(
  stands: readonly Stand[],
  active: ReadonlySet<string>,
  measures: Measures,
): number {
  const sites = bySite(stands);
  let fixed = measures.gap * Math.max(0, sites.length - 1);
  let sharing = 0;
  for (const group of sites) {
    const actives = group.filter(({ antenna }) => active.has(antenna)).length;
    fixed += (group.length - actives) * measures.dot;
    // a lone active antenna needs its site's name's width, whatever its share
    if (actives === 1) fixed += Math.max(0, measures.nameWidth(group[0]!.site) - measures.tight);
    sharing += actives;
  }
  const free = measures.right - measures.left - fixed;
  return sharing === 0 ? measures.roomy : free / sharing;
}

function stand(
  stands: readonly Stand[],
  active: ReadonlySet<string>,
  room: number,
  measures: Measures,
): { columns: Column[]; sites: SiteSpan[] } {
  const columns: Column[] = [];
  const sites: SiteSpan[] = [];
  let x = 0;
  for (const group of bySite(stands)) {
    const actives = group.filter(({ antenna }) => active.has(antenna)).length;
    const own = actives * room + (group.length - actives) * measures.dot;
    const named = actives > 0 ? measures.nameWidth(group[0]!.site) : 0;
    const pad = Math.max(0, named - own) / 2;
    const from = x;
    x += pad;
    for (const { antenna, site } of group) {
      const isActive = active.has(antenna);
      const width = isActive ? room : measures.dot;
      columns.push({ antenna, site, x: x + width / 2, width, isActive });
      x += width;
    }
    x += pad;
    sites.push({ site: group[0]!.site, from, to: x, isActive: actives > 0 });
    x += measures.gap;
  }
  // what is left over is spread between the sites, so that the picture always fills its width
  const used = x - measures.gap;
  const spare = Math.max(0, measures.right - measures.left - used);
  const step = sites.length > 1 ? Math.min(spare / (sites.length - 1), measures.gap * 4) : 0;
  const start = measures.left + (spare - step * (sites.length - 1)) / 2;
  const shift = new Map(sites.map(({ site }, index) => [site, start + index * step]));
  for (const column of columns) column.x += shift.get(column.site) ?? 0;
  for (const site of sites) {
    site.from += shift.get(site.site) ?? 0;
    site.to += shift.get(site.site) ?? 0;
  }
  return { columns, sites };
}

function bySite(stands: readonly Stand[]): Stand[][] {
  const groups: Stand[][] = [];
  for (const item of stands) {
    const last = groups.at(-1);
    if (last && last[0]!.site === item.site) last.push(item);
    else groups.push([item]);
  }
  return groups;
}
