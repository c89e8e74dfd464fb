/** Where each antenna stands on the horizon: west to east, active ones with room, idle ones as dots. */

export interface Stand {
  antenna: string;
  site: string;
  /** 3: talks now · 2: begins within the hour · 1: begins later · 0: idle. */
  activity: 0 | 1 | 2 | 3;
  /** Minutes until it begins, for `activity` 1 and 2: who begins later gives way first. */
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
  /** Those that begin later get room only while everyone keeps this much. */
  comfortable: number;
  dot: number;
  /** Between two sites of which at least one has an active antenna; half of it between idle ones. */
  gap: number;
}

/** Of `tight`: narrower than this no antenna is drawn, rather the picture runs out of room. */
const LEAST = 0.3;

export function columnsOf(
  stands: readonly Stand[],
  measures: Measures,
): { columns: Column[]; sites: SiteSpan[] } {
  const active = new Set(stands.filter(({ activity }) => activity > 0).map((s) => s.antenna));
  const waiting = stands
    .filter(({ activity }) => activity === 1 || activity === 2)
    .sort((a, b) => a.activity - b.activity || b.wait_min - a.wait_min);
  let room = roomFor(stands, active, measures);
  for (const { antenna, activity } of waiting) {
    if (room >= (activity === 1 ? measures.comfortable : measures.tight)) continue;
    active.delete(antenna);
    room = roomFor(stands, active, measures);
  }
  return spread(stand(stands, active, room, measures), measures);
}

/** The widest room an active antenna may have so that all fit; narrower than `tight` when they don't. */
function roomFor(
  stands: readonly Stand[],
  active: ReadonlySet<string>,
  measures: Measures,
): number {
  const available = measures.right - measures.left;
  const fits = (room: number): boolean => stand(stands, active, room, measures).width <= available;
  if (fits(measures.roomy)) return measures.roomy;
  let [low, high] = [measures.tight * LEAST, measures.roomy];
  for (let round = 0; round < 12; round += 1) {
    const middle = (low + high) / 2;
    if (fits(middle)) low = middle;
    else high = middle;
  }
  return low;
}

/** Everything placed side by side from 0, with a given room for each active antenna. */
function stand(
  stands: readonly Stand[],
  active: ReadonlySet<string>,
  room: number,
  measures: Measures,
): { columns: Column[]; sites: SiteSpan[]; width: number } {
  const columns: Column[] = [];
  const sites: SiteSpan[] = [];
  let x = 0;
  for (const group of bySite(stands)) {
    const site = group[0]!.site;
    const actives = group.filter(({ antenna }) => active.has(antenna)).length;
    const before = sites.at(-1);
    if (before) x += measures.gap * (before.isActive || actives > 0 ? 1 : 0.5);
    const from = x;
    for (const { antenna } of group) {
      const isActive = active.has(antenna);
      const width = isActive ? room : measures.dot;
      columns.push({ antenna, site, x: x + width / 2, width, isActive });
      x += width;
    }
    sites.push({ site, from, to: x, isActive: actives > 0 });
  }
  return { columns, sites, width: x };
}

/** What is left over is spread between the sites, so that the picture fills its width. */
function spread(
  { columns, sites, width }: { columns: Column[]; sites: SiteSpan[]; width: number },
  measures: Measures,
): { columns: Column[]; sites: SiteSpan[] } {
  const spare = Math.max(0, measures.right - measures.left - width);
  const gaps = Math.max(1, sites.length - 1);
  const step = Math.min(spare / gaps, measures.gap * 4);
  const start = measures.left + (spare - step * gaps) / 2;
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
