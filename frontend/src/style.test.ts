/** The colours of style.css keep their contrast in both themes (WCAG 2.2: text 4.5:1, marks 3:1). */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { PAST_VEIL } from "./panels/timeline/paper";

const css = readFileSync(join(import.meta.dirname, "style.css"), "utf8");

function tokens(selector: string): Record<string, string> {
  const body = css.slice(css.indexOf(`${selector} {`)).split("}")[0] ?? "";
  return Object.fromEntries(
    [...body.matchAll(/--([\w-]+): (#[0-9a-f]{6});/g)].map(([, name, value]) => [name, value]),
  ) as Record<string, string>;
}

/** Relative luminance of sRGB, as WCAG defines it. */
function luminance(colour: string): number {
  const [r = 0, g = 0, b = 0] = [1, 3, 5]
    .map((at) => parseInt(colour.slice(at, at + 2), 16) / 255)
    .map((part) => (part <= 0.04045 ? part / 12.92 : ((part + 0.055) / 1.055) ** 2.4));
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

function contrast(a: string, b: string): number {
  const [high = 0, low = 0] = [luminance(a), luminance(b)].sort((x, y) => y - x);
  return (high + 0.05) / (low + 0.05);
}

describe.each([
  ["dark", ":root"],
  ["light", ':root[data-theme="light"]'],
])("%s", (_, selector) => {
  const colours = tokens(selector);
  const at = (name: string): string => colours[name] ?? "#000000";
  it.each(["text", "text-2", "text-3", "down", "up", "attention", "failure"])(
    "text in %s",
    (name) => {
      for (const ground of ["ground", "ground-raised"])
        expect(contrast(at(name), at(ground)), ground).toBeGreaterThanOrEqual(4.5);
    },
  );
  it.each(["text-2"])("%s on the fills of bars", (name) => {
    for (const fill of ["plan-fill", "down-fill"])
      expect(contrast(at(name), at(fill)), fill).toBeGreaterThanOrEqual(4.5);
  });
  it("the marks of the timeline under the veil of the past", () => {
    const channel = (colour: string, at: number): number => parseInt(colour.slice(at, at + 2), 16);
    for (const name of ["plan", "down", "up"]) {
      const veiled = [1, 3, 5].map((part) =>
        Math.round(
          channel(at(name), part) * (1 - PAST_VEIL) + channel(at("ground"), part) * PAST_VEIL,
        )
          .toString(16)
          .padStart(2, "0"),
      );
      expect(contrast(`#${veiled.join("")}`, at("ground")), name).toBeGreaterThanOrEqual(3);
    }
  });
  it("the outlines of marks", () => {
    for (const name of ["plan", "down", "up"])
      expect(contrast(at(name), at("ground")), name).toBeGreaterThanOrEqual(3);
  });
});
