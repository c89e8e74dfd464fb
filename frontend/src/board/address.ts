/** What the page shows, as the part of its address after `#`: so that it can be sent to a colleague. */
import { SHEETS, VIEWS, type Sheet, type View } from "./selection.svelte";

export interface Shown {
  view: View;
  sheet: Sheet | null;
  antenna: string | null;
  spacecraft: string | null;
  contact: string | null;
}

/** `#timeline?antenna=KIR-1&spacecraft=CRY&sheet=contact&contact=…`; empty for the page as it opens. */
export function addressOf(shown: Shown): string {
  const names = ["antenna", "spacecraft", "sheet", "contact"] as const;
  const query = new URLSearchParams();
  for (const name of names) if (shown[name] !== null) query.set(name, shown[name]);
  const rest = query.size > 0 ? `?${query}` : "";
  return shown.view === "harp" && rest === "" ? "" : `#${shown.view}${rest}`;
}

const among = <T extends string>(words: readonly T[], word: string | null): T | null =>
  words.find((each) => each === word) ?? null;

/** The reverse; what it does not understand is left out, as if it had not been said. */
export function shownBy(hash: string): Shown {
  const [view = "", rest = ""] = hash.replace(/^#/, "").split("?", 2);
  const query = new URLSearchParams(rest);
  const antenna = query.get("antenna");
  const sheet = among(SHEETS, query.get("sheet"));
  return {
    view: among(VIEWS, view) ?? "harp",
    sheet: antenna === null ? null : sheet, // both sheets are about an antenna
    antenna,
    spacecraft: query.get("spacecraft"),
    contact: sheet === "contact" ? query.get("contact") : null,
  };
}
