/** The harp in words, for those who hear the page: one sentence an antenna. */
import { hmNear } from "../../format/times";
import { distanceText, durationText, lightTime } from "../../format/numbers";
import type { Dish, Scene } from "./scene";

export interface Naming {
  craft(id: string): string;
  place(antenna: string): string;
}

export function sentenceOf(dish: Dish, scene: Scene, now_ms: number, naming: Naming): string {
  const amiss = dish.amiss ? `; not as expected: ${dish.amiss.words}` : "";
  return plainly(dish, scene, now_ms, naming) + amiss;
}

function plainly(dish: Dish, scene: Scene, now_ms: number, naming: Naming): string {
  const who = `${dish.antenna} at ${naming.place(dish.antenna)}`;
  if (dish.talks.length === 0) {
    if (dish.isBusy && !dish.upcoming) return `${who}: tear-down by plan`;
    // nobody has said that it is idle: only the plan is silent
    if (!dish.next) return `${who}: nothing planned in the next six hours`;
    const wait = durationText((Date.parse(dish.next.bot_at) - now_ms) / 1000);
    return `${who}: ${naming.craft(dish.next.spacecraft)} in ${wait}, ${dish.next.evidence}`;
  }
  const talks = dish.talks.map((talk) => {
    const craft = scene.crafts.find(({ spacecraft }) => spacecraft.includes(talk.spacecraft));
    const far = craft
      ? `, ${distanceText(craft.range_km)} away, ${lightTime(craft.light_time_s)} at light speed`
      : ", position unknown";
    const age = talk.freshness === "fresh" ? "" : `, ${talk.freshness}`;
    const until = talk.until_at ? `, until ${hmNear(Date.parse(talk.until_at), now_ms)}` : "";
    return `${naming.craft(talk.spacecraft)}, ${talk.evidence}${age}${until}${far}`;
  });
  return `${who}: ${talks.join("; and ")}`;
}
