/** One selection for the whole page: harp, map, timeline and list show the same thing. */
export const VIEWS = ["harp", "map", "timeline", "spacecraft"] as const;
export type View = (typeof VIEWS)[number];

class Selection {
  antenna = $state<string | null>(null);
  spacecraft = $state<string | null>(null);
  view = $state<View>("harp");
  /** The details sheet is open. */
  details = $state(false);

  /** Select an antenna, a spacecraft or a pair; what is not named is let go. */
  select(what: { antenna?: string | null; spacecraft?: string | null }): void {
    this.antenna = what.antenna ?? null;
    this.spacecraft = what.spacecraft ?? null;
  }

  /** Close the sheet first, then let go of the selection. */
  back(): void {
    if (this.details) this.details = false;
    else this.select({});
  }

  isSelected(antenna: string, spacecraft: string): boolean {
    if (this.antenna === null && this.spacecraft === null) return false;
    return (
      (this.antenna === null || this.antenna === antenna) &&
      (this.spacecraft === null || this.spacecraft === spacecraft)
    );
  }
}

export const selection = new Selection();
