/** The horizon: each antenna a dish at its true elevation, its name, where it points and what it hears. */
import { amissSign, type AmissLook } from "../../marks/amissSign";
import { degrees, signalText, UNKNOWN } from "../../format/numbers";
import { drawDish } from "../../marks/dish";
import type { Emphasis } from "./paintSky";
import type { Dish, Scene, Upcoming } from "./scene";
import type { Sheet } from "./sheet";

/** Diameter of the drawn dish: larger antennas a little larger, all readable. */
function sizeOf(dish: Dish, rem: number): number {
  const diameter_m = dish.diameter_m ?? 15;
  return (
    rem *
    Math.min(2, 1.15 + 0.35 * Math.sqrt(diameter_m / 35)) *
    (dish.width < 2.6 * rem ? 0.85 : 1)
  );
}

export interface GroundWords {
  site(id: string): string;
  /** "in 3 h" */
  wait(next: Upcoming): string;
}

/** It talks, by plan or by what was seen, and that is not stale. */
const isBelieved = (dish: Dish): boolean =>
  dish.talks.some(({ freshness }) => freshness !== "stale" && freshness !== "unknown");

/** Where it points; where the last report is too old, a computed direction would look like one. */
export function whereWords(dish: Dish): string {
  return dish.elevation_deg === null || !isBelieved(dish)
    ? UNKNOWN
    : `${degrees(dish.azimuth_deg)} ${degrees(dish.elevation_deg)}`;
}

export function paintGround(
  sheet: Sheet,
  scene: Scene,
  selected: string | null,
  emphasis: Emphasis,
  naming: GroundWords,
  nameless: ReadonlyMap<string, string>,
): void {
  const { context, colours, rem } = sheet;
  context.fillStyle = colours.ground;
  context.fillRect(0, sheet.horizon, sheet.width, sheet.height - sheet.horizon);
  for (const dish of scene.dishes) if (dish.antenna === selected) paintSelected(sheet, dish);
  context.strokeStyle = colours.hairlineStrong;
  context.lineWidth = Math.max(1, rem / 16);
  context.beginPath();
  context.moveTo(0, sheet.horizon + 0.5);
  context.lineTo(sheet.width, sheet.horizon + 0.5);
  context.stroke();

  for (const dish of scene.dishes) {
    if (!dish.isActive) {
      context.fillStyle = dish.antenna === selected ? colours.text : colours.text3;
      context.beginPath();
      context.arc(dish.x, sheet.horizon - 0.22 * rem, 0.1 * rem, 0, 2 * Math.PI);
      context.fill();
      continue;
    }
    const strength = dish.talks.length
      ? Math.max(...dish.talks.map((talk) => emphasis.of(talk.antenna, talk.spacecraft)))
      : emphasis.of(dish.antenna, dish.upcoming?.spacecraft ?? "");
    context.save();
    context.globalAlpha = Math.max(0.4, strength);
    const isOn = dish.talks.length > 0;
    drawDish(context, dish.x, sheet.horizon, sizeOf(dish, rem), isOn ? dish.elevation_deg : null, {
      facing: (dish.azimuth_deg ?? 0) % 360 < 180 ? 1 : -1,
      colour: isBelieved(dish) ? colours.text : colours.text3,
    });
    paintColumnText(sheet, dish, naming, nameless.get(dish.antenna) ?? null);
    context.restore();
  }
  paintSites(sheet, scene, naming.site);
}

/** A bracket under each site with something going on, and its name, in a second row where they crowd. */
function paintSites(sheet: Sheet, scene: Scene, siteName: (site: string) => string): void {
  const { context, colours, rem, font } = sheet;
  context.font = font(0.6875);
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  const ends = [-Infinity, -Infinity];
  for (const site of scene.sites) {
    if (!site.isActive) continue;
    const own = scene.dishes.filter((dish) => dish.site === site.site && dish.isActive);
    const from = Math.min(...own.map((dish) => dish.x - dish.width / 2)) + 0.25 * rem;
    const to = Math.max(...own.map((dish) => dish.x + dish.width / 2)) - 0.25 * rem;
    const y = Math.round(sheet.horizon + 3.4 * rem) + 0.5;
    context.strokeStyle = colours.hairlineStrong;
    context.beginPath();
    context.moveTo(from, y);
    context.lineTo(to, y);
    context.stroke();
    const name = siteName(site.site);
    const middle = (from + to) / 2;
    const half = context.measureText(name).width / 2 + 0.2 * rem;
    const row = ends.findIndex((end) => end <= middle - half);
    if (row < 0) continue;
    ends[row] = middle + half;
    context.fillStyle = colours.text3;
    context.fillText(name, middle, sheet.horizon + (4.2 + row * 0.85) * rem);
  }
}

function paintSelected(sheet: Sheet, dish: Dish): void {
  const { context, colours } = sheet;
  const width = Math.max(dish.width, sheet.rem);
  context.fillStyle = colours.groundRaised;
  context.fillRect(dish.x - width / 2, sheet.horizon, width, sheet.height - sheet.horizon);
}

/** Columns narrower than this carry no more than a number. */
const NARROW_REM = 2.3;

function paintColumnText(
  sheet: Sheet,
  dish: Dish,
  naming: GroundWords,
  craft: string | null,
): void {
  const { context, colours, rem, font } = sheet;
  const isOn = dish.talks.length > 0;
  context.textAlign = "center";
  context.textBaseline = "alphabetic";
  const line = (index: number, text: string, colour: string, weight: 400 | 650 = 400): void => {
    const size_rem = weight === 650 ? 0.75 : 0.6875;
    context.font = font(size_rem, weight);
    const wide = context.measureText(text).width;
    const room = dish.width - 0.15 * rem;
    context.fillStyle = colour;
    context.fillText(
      text,
      dish.x,
      sheet.horizon + (1.05 + index * 0.9) * rem,
      // a name a little too wide is set a little narrower, never below four fifths
      wide > room ? Math.max(room, wide * 0.8) : undefined,
    );
  };
  if (dish.width < NARROW_REM * rem) {
    if (dish.amiss) paintAmiss(sheet, dish, "00", dish.amiss);
    // the site's name stands below: the number alone says which of its antennas
    line(
      0,
      dish.antenna.split("-").at(-1) ?? dish.antenna,
      isOn ? colours.text : colours.text2,
      650,
    );
    return;
  }
  if (dish.amiss) paintAmiss(sheet, dish, dish.antenna, dish.amiss);
  line(0, dish.antenna, isBelieved(dish) ? colours.text : colours.text2, 650);
  if (!isOn) {
    // by plan only: nobody has said that it is idle
    const doing = dish.isBusy
      ? dish.upcoming
        ? "set-up"
        : "tear-down"
      : dish.next
        ? naming.wait(dish.next)
        : "";
    line(1, doing, colours.text3);
    return;
  }
  if (craft) line(1, craft, colours.text);
  else line(1, whereWords(dish), dish.evidence === "observed" ? colours.text2 : colours.text3);
  const heard = dish.talks.find(({ hasSignalDown }) => hasSignalDown);
  const sent = dish.talks.find(({ hasSignalUp }) => hasSignalUp);
  if (heard) line(2, signalText(heard.down), colours.down);
  else if (sent) line(2, "▲ up", colours.up);
  else line(2, UNKNOWN, colours.text3);
}

/** A small triangle after the antenna's name: something there is not as planned or computed. */
function paintAmiss(sheet: Sheet, dish: Dish, name: string, look: AmissLook): void {
  const { context, colours, rem, font } = sheet;
  context.font = font(0.75, 650);
  const half = Math.min(context.measureText(name).width, dish.width) / 2;
  amissSign(context, dish.x + half + 0.42 * rem, sheet.horizon + 0.79 * rem, rem, look, colours);
}
