/** Dark or light, and the colours and sizes of the style sheet for what is drawn on canvas. */
const NAMES = {
  ground: "--ground",
  groundRaised: "--ground-raised",
  air: "--air",
  hairline: "--hairline",
  hairlineStrong: "--hairline-strong",
  text: "--text",
  text2: "--text-2",
  text3: "--text-3",
  down: "--down",
  downFill: "--down-fill",
  up: "--up",
  plan: "--plan",
  planFill: "--plan-fill",
  attention: "--attention",
  failure: "--failure",
  land: "--land",
  water: "--water",
  night: "--night",
} as const;

export type Colours = Record<keyof typeof NAMES, string>;
export type ThemeName = "dark" | "light";

const KEPT_AS = "dishboard-theme";
export const FAMILY = '"Inter Board", system-ui, sans-serif';

function kept(): ThemeName | null {
  const name = localStorage.getItem(KEPT_AS);
  return name === "dark" || name === "light" ? name : null;
}

class Theme {
  name = $state<ThemeName>("dark");
  colours = $state.raw({} as Colours);
  /** CSS pixels of one rem: the page's scale. */
  rem_px = $state(16);
  /** Counts what makes a drawing old: theme, size of type, arrival of the font. */
  version = $state(0);

  start(): void {
    const system = matchMedia("(prefers-color-scheme: light)");
    const follow = (): void => this.#set(kept() ?? (system.matches ? "light" : "dark"));
    follow();
    system.addEventListener("change", follow);
    addEventListener("resize", () => this.#measure());
    void document.fonts.load(`400 16px ${FAMILY}`).then(() => this.#measure());
    void document.fonts.load(`650 16px ${FAMILY}`).then(() => this.#measure());
  }

  toggle(): void {
    const name = this.name === "dark" ? "light" : "dark";
    localStorage.setItem(KEPT_AS, name);
    this.#set(name);
  }

  /** A canvas font; the smallest text of the page is 0.6875 rem. */
  font(size_rem: number, weight: 400 | 500 | 650 = 400): string {
    return `${weight} ${(size_rem * this.rem_px).toFixed(2)}px ${FAMILY}`;
  }

  #set(name: ThemeName): void {
    document.documentElement.dataset.theme = name;
    this.name = name;
    this.#measure();
  }

  #measure(): void {
    const style = getComputedStyle(document.documentElement);
    this.colours = Object.fromEntries(
      Object.entries(NAMES).map(([key, variable]) => [
        key,
        style.getPropertyValue(variable).trim(),
      ]),
    ) as Colours;
    this.rem_px = parseFloat(style.fontSize);
    this.version += 1;
  }
}

export const theme = new Theme();
