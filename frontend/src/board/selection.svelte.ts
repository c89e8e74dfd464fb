/** One selection for the whole page: harp, map, timeline and list show the same thing. */
export const VIEWS = ["harp", "map", "timeline", "spacecraft", "events", "sources"] as const;
export type View = (typeof VIEWS)[number];
/** What may lie over a view: an antenna's details, or one contact's. */
export const SHEETS = ["antenna", "contact"] as const;
export type Sheet = (typeof SHEETS)[number];

class Selection {
  antenna = $state<string | null>(null);
  spacecraft = $state<string | null>(null);
  /** Id of the contact, or of its record, that the contact's sheet shows; null: the pair's present one. */
  contact = $state<string | null>(null);
  view = $state<View>("harp");
  sheet = $state<Sheet | null>(null);
  #under: Sheet | null = null;

  /** The antenna's details are open. */
  get details(): boolean {
    return this.sheet === "antenna";
  }
  set details(isOpen: boolean) {
    this.sheet = isOpen ? "antenna" : null;
    this.#under = null;
  }

  /** Select an antenna, a spacecraft or a pair; what is not named is let go. */
  select(what: { antenna?: string | null; spacecraft?: string | null }): void {
    this.antenna = what.antenna ?? null;
    this.spacecraft = what.spacecraft ?? null;
    this.contact = null;
  }

  /** Show one contact: the pair is selected with it. Without an id: the pair's present contact. */
  open(contact: { antenna: string; spacecraft: string | null; id?: string | null }): void {
    if (this.sheet !== "contact") this.#under = this.sheet;
    this.select(contact);
    this.contact = contact.id ?? null;
    this.sheet = "contact";
  }

  /** Close the sheet first, down to the one under it, then let go of the selection. */
  back(): void {
    if (this.sheet === null) this.select({});
    else {
      this.sheet = this.#under;
      this.#under = null;
      this.contact = null;
    }
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
