/** What stands where on the harp at one moment: dishes, craft, and the strings between them. */
import type { Far } from "../../board/ranges";
import type { Talk } from "../../board/talks";
import type { Contact, Evidence, Freshness } from "../../wire/types";
import { columnsOf, type Column, type Measures, type SiteSpan, type Stand } from "./columns";

export interface AntennaFacts {
  id: string;
  site: string;
  diameter_m: number | null;
  /** The next contact by plan, for those that talk to nobody. */
  next: Upcoming | null;
  /** It is taken by a contact in set-up or tear-down. */
  isBusy: boolean;
  /** Something does not fit here now: in words, and whether it is worth attention. */
  amiss: { words: string; isWarning: boolean; evidence: Evidence } | null;
  /** Observed direction when there is one that is not stale, else null. */
  pointing: { azimuth_deg: number | null; elevation_deg: number; evidence: Evidence } | null;
}

/** What begins next on an antenna: of a planned contact, or of one already in set-up. */
export type Upcoming = Pick<Contact, "spacecraft" | "evidence" | "bot_at">;

export interface SceneInput {
  /** West to east. */
  antennas: readonly AntennaFacts[];
  talks: readonly Talk[];
  now_ms: number;
  far(antenna: string, spacecraft: string): Far | null;
}

export interface Dish extends Column {
  amiss: AntennaFacts["amiss"];
  diameter_m: number | null;
  azimuth_deg: number | null;
  elevation_deg: number | null;
  /** What the drawn direction rests on; null: nobody says. */
  evidence: Evidence | null;
  talks: Talk[];
  /** What it does next by plan, when it talks to nobody. */
  next: Upcoming | null;
  /** The same, when it begins within the hour. */
  upcoming: Upcoming | null;
  isBusy: boolean;
}

export interface Line {
  talk: Talk;
  foot_x: number;
  light_time_s: number;
}

export interface Craft {
  /** One spacecraft, or several at one place on the same dishes. */
  spacecraft: string[];
  /** The antenna it stands above. */
  home: string;
  x: number;
  range_km: number;
  light_time_s: number;
  evidence: Evidence;
  freshness: Freshness;
  /** When it was last seen so; null for what was never seen. */
  observed_at: string | null;
  lines: Line[];
  /** Beside its dish's middle when that serves several: −1 left, 1 right. */
  side: -1 | 0 | 1;
}

export interface Scene {
  dishes: Dish[];
  sites: SiteSpan[];
  crafts: Craft[];
  /** On a string now, but nobody knows how far: named, not drawn. */
  unknown: string[];
}

const SOON_MS = 3_600_000;
const SAME_PLACE = 0.002;
const WORTH: Record<Evidence, number> = { observed: 3, simulated: 2, scheduled: 1, predicted: 0 };

const worth = (talk: Talk): number =>
  WORTH[talk.evidence] * 4 + (talk.hasSignalDown ? 2 : 0) + (talk.hasSignalUp ? 1 : 0);

export function sceneOf(input: SceneInput, measures: Measures, beside: number): Scene {
  const byAntenna = Map.groupBy(input.talks, ({ antenna }) => antenna);
  const soon = (next: Upcoming | null): next is Upcoming => {
    const wait_ms = next ? Date.parse(next.bot_at) - input.now_ms : Infinity;
    return wait_ms > 0 && wait_ms < SOON_MS;
  };
  const stands: Stand[] = input.antennas.map(({ id, site, next, isBusy }) => ({
    antenna: id,
    site,
    activity: byAntenna.has(id) ? 3 : isBusy || soon(next) ? 2 : next ? 1 : 0,
    wait_min: next ? (Date.parse(next.bot_at) - input.now_ms) / 60_000 : Infinity,
  }));
  const { columns, sites } = columnsOf(stands, measures);
  const facts = new Map(input.antennas.map((antenna) => [antenna.id, antenna]));
  const dishes = columns.map((column): Dish => {
    const own = facts.get(column.antenna);
    const talks = byAntenna.get(column.antenna) ?? [];
    const first = talks.find(({ prime }) => prime) ?? talks[0];
    const computed = first ? input.far(column.antenna, first.spacecraft) : null;
    const shown = own?.pointing ?? computed;
    return {
      ...column,
      amiss: own?.amiss ?? null,
      diameter_m: own?.diameter_m ?? null,
      azimuth_deg: shown?.azimuth_deg ?? null,
      elevation_deg: shown?.elevation_deg ?? null,
      evidence: own?.pointing
        ? own.pointing.evidence
        : computed?.elevation_deg != null
          ? "predicted"
          : null,
      talks,
      upcoming: column.isActive && talks.length === 0 && soon(own?.next ?? null) ? own!.next : null,
      next: talks.length === 0 ? (own?.next ?? null) : null,
      isBusy: talks.length === 0 && (own?.isBusy ?? false),
    };
  });
  return { dishes, sites, ...craftsOf(input, dishes, beside) };
}

function craftsOf(
  input: SceneInput,
  dishes: readonly Dish[],
  beside: number,
): Pick<Scene, "crafts" | "unknown"> {
  const at = new Map(dishes.map((dish) => [dish.antenna, dish]));
  const crafts: Craft[] = [];
  const unknown: string[] = [];
  for (const [spacecraft, talks] of Map.groupBy(input.talks, (talk) => talk.spacecraft)) {
    // above the dish that knows most about it: nobody says which of two is the prime one
    const best = [...talks].sort((a, b) => worth(b) - worth(a))[0]!;
    const far = input.far(best.antenna, spacecraft);
    const dish = at.get(best.antenna);
    if (!far || !dish) {
      unknown.push(spacecraft);
      continue;
    }
    const lines = talks.flatMap((talk): Line[] => {
      const foot = at.get(talk.antenna);
      return foot ? [{ talk, foot_x: foot.x, light_time_s: far.light_time_s }] : [];
    });
    crafts.push({
      spacecraft: [spacecraft],
      home: dish.antenna,
      x: dish.x,
      range_km: far.range_km,
      light_time_s: far.light_time_s,
      evidence: best.evidence,
      freshness: best.freshness,
      observed_at: best.seen?.observed_at ?? null,
      lines,
      side: 0,
    });
  }
  const joined = join(crafts);
  spread(joined, beside);
  return { crafts: joined, unknown };
}

/** Orbiters of one planet over one dish stand at one place: one mark each, one label for all. */
function join(crafts: readonly Craft[]): Craft[] {
  const joined: Craft[] = [];
  for (const craft of crafts) {
    const same = joined.find(
      (other) =>
        other.home === craft.home &&
        other.evidence === craft.evidence &&
        other.freshness === craft.freshness &&
        Math.abs(other.range_km / craft.range_km - 1) < SAME_PLACE,
    );
    if (same) {
      same.spacecraft.push(...craft.spacecraft);
      same.lines.push(...craft.lines);
    } else joined.push(craft);
  }
  return joined;
}

/** Several craft over one dish (MSPA) stand side by side. */
function spread(crafts: readonly Craft[], beside: number): void {
  for (const group of Map.groupBy(crafts, ({ x }) => x).values())
    group.forEach((craft, index) => {
      const place = index - (group.length - 1) / 2;
      craft.x += place * beside;
      craft.side = place < 0 ? -1 : place > 0 ? 1 : 0;
    });
}
