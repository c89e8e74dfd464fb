/**
 * The harp as a picture that keeps itself: what stands still is painted once a second into a kept
 * canvas, light is painted over it each frame, and only the strips it touched are restored.
 */
import { selection } from "../../board/selection.svelte";
import { board } from "../../board/store.svelte";
import { preparing, type Talk } from "../../board/talks";
import { boardClock } from "../../clock/clock.svelte";
import { frames } from "../../clock/frames";
import { agoText, inText } from "../../format/numbers";
import { EVENT } from "../../format/outcome";
import { amissAt, amissNow, type Amiss } from "../../marks/amiss";
import { far } from "../../marks/far";
import { LabelPlacer, overlap, type Box } from "../../marks/labels";
import { craftName, siteName } from "../../marks/names";
import type { SurfaceSize } from "../../marks/surface";
import { theme } from "../../marks/theme.svelte";
import type { Contact, ContactState } from "../../wire/types";
import { Glide } from "./glide";
import { paintGround } from "./paintGround";
import { hasPulses, paintPulses, stripOf } from "./paintPulses";
import { paintNames, type Placed } from "./paintNames";
import { paintMarks, paintStrings, paintTicks, type Emphasis } from "./paintSky";
import { paintBars, paintHours, type Bar } from "./paintTime";
import { sceneOf, type AntennaFacts, type Craft, type Scene, type Upcoming } from "./scene";
import { AHEAD_MS } from "./scale";
import { MARK_REM, sheetOf, skyY, type Sheet } from "./sheet";

export interface Target {
  antenna?: string;
  spacecraft?: string;
  /** Of a bar below the horizon. */
  contact?: string;
}

/** How strongly everything beside the selection is drawn. */
const ASIDE = 0.42;

export class HarpPicture {
  scene: Scene | null = null;
  /** Told of each new scene, once it is painted. */
  onScene: (scene: Scene, now_ms: number) => void = () => undefined;
  readonly #placer = new LabelPlacer();
  readonly #glide = new Glide();
  readonly #kept = document.createElement("canvas");
  #isOld = true;
  #sheet: Sheet | null = null;
  #names: Placed[] = [];
  #bars: Bar[] = [];
  /** Antenna to the name of a craft that found no room beside its mark: its column says it. */
  #nameless: ReadonlyMap<string, string> = new Map();

  /** The world moved on: paint everything at the next frame. */
  markOld(): void {
    this.#isOld = true;
  }

  /** Spacecraft whose segments the picture needs. */
  wanted(now_ms: number): string[] {
    return [...new Set(board.talks(now_ms).map(({ spacecraft }) => spacecraft))];
  }

  /** Antennas west to east: those with room, or all. */
  order(all: boolean): string[] {
    const dishes = this.scene?.dishes ?? [];
    return dishes.filter(({ isActive }) => all || isActive).map(({ antenna }) => antenna);
  }

  /** The craft on an antenna's string, the one after `spacecraft` when there are several. */
  craftOf(antenna: string, spacecraft: string | null): string | null {
    const dish = this.scene?.dishes.find((item) => item.antenna === antenna);
    const ids = dish?.talks.map((talk) => talk.spacecraft) ?? [];
    if (ids.length === 0) return dish?.upcoming?.spacecraft ?? null;
    const index = spacecraft === null ? -1 : ids.indexOf(spacecraft);
    return ids[(index + 1) % ids.length] ?? null;
  }

  paint(context: CanvasRenderingContext2D, size: SurfaceSize): void {
    const kept = this.#kept.getContext("2d", { alpha: false });
    if (!kept || !board.state || !board.network) {
      context.fillStyle = theme.colours.ground;
      context.fillRect(0, 0, size.width, size.height);
      return;
    }
    const resized =
      this.#kept.width !== context.canvas.width || this.#kept.height !== context.canvas.height;
    if (resized) {
      this.#kept.width = context.canvas.width;
      this.#kept.height = context.canvas.height;
    }
    const now_ms = boardClock.now();
    if (resized || this.#isOld || this.#glide.isMoving) {
      kept.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
      this.#paintStill(kept, size, now_ms);
      this.#isOld = false;
      context.drawImage(this.#kept, 0, 0, size.width, size.height);
    } else this.#restore(context, size);
    if (this.#sheet && this.scene) {
      const live = { ...this.#sheet, context };
      paintPulses(live, this.scene, now_ms, frames.reducedMotion, emphasis());
    }
  }

  /** What lies under the pointer. */
  hit(x: number, y: number): Target | null {
    const { scene } = this;
    const sheet = this.#sheet;
    if (!scene || !sheet) return null;
    const point: Box = { x: x - 3, y: y - 3, width: 6, height: 6 };
    const named = this.#names.find(({ box }) => overlap(box, point));
    const mark = scene.crafts.find((craft) => {
      const reach = MARK_REM * sheet.rem;
      return Math.abs(craft.x - x) < reach && Math.abs(skyY(sheet, craft.range_km) - y) < reach;
    });
    const craft = mark ?? named?.craft;
    const first = craft?.lines[0]?.talk;
    if (first) return { antenna: first.antenna, spacecraft: first.spacecraft };
    if (named?.dish) return { antenna: named.dish.antenna };
    const bar = this.#bars.find(({ box }) => overlap(box, point));
    if (bar) {
      const { antenna, spacecraft, id } = bar.contact;
      return { antenna, spacecraft, contact: id };
    }
    if (y < sheet.horizon - 3 * sheet.rem) return null;
    const near = scene.dishes.find((dish) => Math.abs(dish.x - x) <= dish.width / 2);
    return near ? { antenna: near.antenna } : null;
  }

  #paintStill(context: CanvasRenderingContext2D, size: SurfaceSize, now_ms: number): void {
    const { colours, rem_px: rem } = theme;
    const font = (size_rem: number, weight?: 400 | 500 | 650): string =>
      theme.font(size_rem, weight);
    const sheet = sheetOf({ context, colours, rem, font, width: size.width, height: size.height });
    const talks = board.talks(now_ms);
    const scene = sceneNow(sheet, talks, now_ms);
    this.#glide.settle(scene, frames.reducedMotion);
    context.fillStyle = colours.ground;
    context.fillRect(0, 0, size.width, size.height);
    const strong = emphasis();
    const strength = (contact: Contact): number => strong.of(contact.antenna, contact.spacecraft);
    const wait = ({ bot_at }: Upcoming): string => inText((Date.parse(bot_at) - now_ms) / 1000);
    const ticks = paintTicks(sheet);
    paintStrings(sheet, scene, strong);
    paintGround(sheet, scene, selection.antenna, strong, { site: siteName, wait }, this.#nameless);
    paintHours(sheet, now_ms);
    this.#bars = paintBars(sheet, scene, contactsByAntenna(), now_ms, strength, craftName);
    const words = {
      craft: (ids: string[]) => ids.map(craftName).join(" · "),
      age: ({ freshness, observed_at }: Craft) =>
        observed_at && freshness !== "fresh"
          ? agoText((now_ms - Date.parse(observed_at)) / 1000)
          : null,
      wait: ({ upcoming }: { upcoming: Upcoming | null }) => (upcoming ? wait(upcoming) : ""),
    };
    paintMarks(sheet, scene, strong);
    this.#names = paintNames(sheet, scene, this.#placer, words, strong, ticks, performance.now());
    this.#nameless = namelessIn(scene, this.#names);
    this.#sheet = sheet;
    this.scene = scene;
    this.onScene(scene, now_ms);
    if (this.#glide.isMoving) frames.touch(100);
  }

  #restore(context: CanvasRenderingContext2D, size: SurfaceSize): void {
    const sheet = this.#sheet;
    if (!sheet || !this.scene) return;
    for (const craft of this.scene.crafts)
      for (const line of craft.lines) {
        if (!hasPulses(craft, line)) continue;
        const { x, y, width, height } = stripOf(sheet, craft, line);
        const [left, top] = [Math.floor(x * size.ratio), Math.floor(y * size.ratio)];
        const [w, h] = [Math.ceil(width * size.ratio) + 1, Math.ceil(height * size.ratio) + 1];
        const { ratio } = size;
        context.drawImage(
          this.#kept,
          left,
          top,
          w,
          h,
          left / ratio,
          top / ratio,
          w / ratio,
          h / ratio,
        );
      }
  }
}

function namelessIn(scene: Scene, names: readonly Placed[]): ReadonlyMap<string, string> {
  const named = new Set(names.map(({ craft }) => craft));
  return new Map(
    scene.crafts
      .filter((craft) => !named.has(craft))
      .map((craft) => [craft.home, craft.spacecraft.map(craftName).join(" · ")]),
  );
}

function emphasis(): Emphasis {
  const { antenna, spacecraft } = selection;
  const isFree = antenna === null && spacecraft === null;
  return {
    of: (of_antenna, of_spacecraft) =>
      isFree || selection.isSelected(of_antenna, of_spacecraft) ? 1 : ASIDE,
  };
}

function sceneNow(sheet: Sheet, talks: readonly Talk[], now_ms: number): Scene {
  const { context, rem, font } = sheet;
  context.font = font(0.6875);
  return sceneOf(
    {
      antennas: antennaFacts(now_ms),
      talks,
      now_ms,
      far: (antenna, spacecraft) => far(antenna, spacecraft, now_ms),
    },
    {
      left: sheet.left + 0.3 * rem,
      right: sheet.right - 0.3 * rem,
      roomy: 6 * rem,
      tight: 3.05 * rem,
      comfortable: 4.3 * rem,
      dot: 0.4 * rem,
      gap: 0.55 * rem,
    },
    1.5 * rem,
  );
}

function antennaFacts(now_ms: number): AntennaFacts[] {
  const amiss = amissNow(now_ms);
  const order = board.antennasWestToEast.map(({ id }) => id);
  const known = new Set(order);
  const strangers = (board.state?.antennas ?? []).filter(({ id }) => !known.has(id));
  return [...order, ...strangers.map(({ id }) => id)].map((id) => {
    const state = board.antennaState(id);
    const busy = state ? preparing(state, now_ms) : null;
    const seen = state?.pointing.find(
      (reading) =>
        (reading.evidence === "observed" || reading.evidence === "simulated") &&
        reading.elevation_deg !== null &&
        board.freshness(reading, now_ms) !== "stale",
    );
    return {
      id,
      site: board.antenna(id)?.site ?? id,
      diameter_m: board.antenna(id)?.diameter_m.value ?? null,
      next: begins(busy, now_ms) ?? withinReach(state?.next ?? null, now_ms),
      isBusy: busy !== null,
      amiss: toldOf(amissAt(id, amiss)),
      pointing:
        seen?.elevation_deg != null
          ? {
              azimuth_deg: seen.azimuth_deg,
              elevation_deg: seen.elevation_deg,
              evidence: seen.evidence,
            }
          : null,
    };
  });
}

function toldOf(amiss: Amiss | null): AntennaFacts["amiss"] {
  if (!amiss) return null;
  const { event, isWarning } = amiss;
  const words = `${EVENT[event.kind]}: ${event.reason}`;
  return { words, isWarning, evidence: event.evidence };
}

function withinReach(next: Contact | null, now_ms: number): Contact | null {
  return next && Date.parse(next.bot_at) - now_ms < AHEAD_MS ? next : null;
}

/** A contact in set-up begins its track later; one in tear-down is over. */
function begins(busy: ContactState | null, now_ms: number): Upcoming | null {
  if (!busy?.bot_at || Date.parse(busy.bot_at) <= now_ms) return null;
  return { spacecraft: busy.spacecraft, evidence: busy.evidence, bot_at: busy.bot_at };
}

let grouped: { from: Contact[]; byAntenna: ReadonlyMap<string, Contact[]> } | null = null;

function contactsByAntenna(): ReadonlyMap<string, readonly Contact[]> {
  if (grouped?.from !== board.contacts)
    grouped = {
      from: board.contacts,
      byAntenna: Map.groupBy(board.contacts, ({ antenna }) => antenna),
    };
  return grouped.byAntenna;
}
