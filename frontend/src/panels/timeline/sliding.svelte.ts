/** The shown stretch of time: it keeps its place around now while time slides, until it is dragged. */
import { homeView, narrowHomeView, shifted, type View, zoomed } from "./scale";

const HOUR_MS = 3_600_000;

export type Home = "wide" | "narrow" | "brief";

export class SlidingView {
  /** Where the view stands still; null while it slides with now. */
  #held = $state.raw<View | null>(null);
  /** A sliding view of another length than home's, relative to now (ms). */
  #around = $state.raw<View | null>(null);

  /** It no longer follows now: the page says so. */
  get isAway(): boolean {
    return this.#held !== null;
  }

  get isHome(): boolean {
    return this.#held === null && this.#around === null;
  }

  at(now_ms: number, home: Home): View {
    if (this.#held) return this.#held;
    if (this.#around) return shifted(this.#around, now_ms);
    if (home === "brief") return { from_ms: now_ms - 2 * HOUR_MS, to_ms: now_ms + 10 * HOUR_MS };
    return home === "narrow" ? narrowHomeView(now_ms) : homeView(now_ms);
  }

  /** Stretch or squeeze about an instant; what follows now goes on following it. */
  zoom(view: View, factor: number, about_ms: number, now_ms: number): void {
    const wanted = zoomed(view, factor, about_ms);
    if (this.#held) this.#held = wanted;
    else this.#around = shifted(wanted, -now_ms);
  }

  /** Travel in time: from here on it stands still. */
  travel(view: View, by_ms: number): void {
    this.#held = shifted(view, by_ms);
    this.#around = null;
  }

  toNow(): void {
    this.#held = null;
    this.#around = null;
  }
}
