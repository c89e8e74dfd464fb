/** Names that fit beside a mark. The full name is in the details, the code in tables. */

const LONG = 21;

/**
 * The short form of a spacecraft's name: without remarks in brackets, an abbreviation where the
 * name itself offers one, the code where nothing else is short.
 */
export function shortCraftName(name: string, code: string): string {
  const [, main = name, bracket = ""] = /^(?:[^:]*: )?(.*?)(?: \((.*)\))?$/.exec(name) ?? [];
  if (main.length <= LONG) return main;
  if (/^[A-Z][A-Z0-9-]{2,8}$/.test(bracket)) return bracket;
  const plain = main.replace(/ Space Telescope$/, "");
  if (plain.length <= LONG) return plain;
  const first = main.split(" ")[0] ?? "";
  return /\d/.test(first) ? first : code;
}

/** A site's name up to its first remark: "Madrid DSCC (Robledo)" → "Madrid". */
export function shortSiteName(name: string): string {
  const place = (name.split(/[(,/]/)[0] ?? name).trim();
  return place.replace(/ (DSCC|Deep Space.*|CNES.*)$/, "");
}
