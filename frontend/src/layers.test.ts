/** Imports go one way: main, App → panels → marks → clock | board | geo | format → wire. */
import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, normalize, relative } from "node:path";
import { expect, it } from "vitest";

const ROOT = import.meta.dirname;
const LEVELS: readonly (readonly string[])[] = [
  ["main.ts"],
  ["App.svelte"],
  ["panels"],
  ["marks"],
  ["clock", "board", "geo", "format"],
  ["wire"],
];
const room = (path: string): string => path.split("/")[0] ?? "";
const level = (path: string): number => LEVELS.findIndex((names) => names.includes(room(path)));

const sources = readdirSync(ROOT, { recursive: true, encoding: "utf8" }).filter(
  (path) => /\.(ts|svelte)$/.test(path) && !path.endsWith(".test.ts") && path !== "global.d.ts",
);

function imports(path: string): string[] {
  const text = readFileSync(join(ROOT, path), "utf8");
  return [...text.matchAll(/(?:from|import)\s*\(?\s*"(\.[^"]*)"/g)].map((found) =>
    normalize(join(dirname(path), found[1] ?? "")),
  );
}

it("every file has its room", () => {
  expect(sources.filter((path) => level(path) < 0)).toEqual([]);
});

it("imports go down, strangers stay strangers", () => {
  const wrong = sources.flatMap((path) =>
    imports(path)
      .filter((to) => !to.endsWith(".css") && room(to) !== room(path))
      .filter((to) => level(to) <= level(path))
      .map((to) => `${path} → ${relative(".", to)}`),
  );
  expect(wrong).toEqual([]);
});

it("`any` is not written outside wire/", () => {
  const wrong = sources.filter(
    (path) =>
      room(path) !== "wire" &&
      /[:<]\s*any\s*[;,)\]>=|&\[]/.test(readFileSync(join(ROOT, path), "utf8")),
  );
  expect(wrong).toEqual([]);
});
