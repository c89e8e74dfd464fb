/** The sign of an outcome, the same in the page and on canvas: drawn in a box of 14 by 14. */
import type { Outcome } from "../wire/types";
import type { Colours } from "./theme.svelte";

export type Sign = Outcome | "unplanned";

interface Shape {
  /** Stroked. */
  readonly line: string;
  /** Filled. */
  readonly area?: string;
  readonly colour: keyof Pick<Colours, "text2" | "text3" | "attention" | "failure">;
}

const CIRCLE = "M7 1.8a5.2 5.2 0 1 1 0 10.4a5.2 5.2 0 1 1 0-10.4";

/** Shape and word carry it; colour is for attention (orange) and failure (red) only. */
export const SIGNS: Record<Sign, Shape> = {
  completed: { line: "M2.2 7.6 5.6 11 11.8 3.4", colour: "text2" },
  degraded: { line: CIRCLE, area: "M7 1.8a5.2 5.2 0 0 0 0 10.4z", colour: "attention" },
  failed: { line: "M2.6 2.6 11.4 11.4M11.4 2.6 2.6 11.4", colour: "failure" },
  missed: { line: `${CIRCLE}M2.2 11.8 11.8 2.2`, colour: "failure" },
  cancelled: { line: "M1.8 7h10.4", colour: "text3" },
  pending: {
    line: "",
    area: "M2 6h2v2h-2zM6 6h2v2h-2zM10 6h2v2h-2z",
    colour: "text3",
  },
  unplanned: { line: "M7 2.2v9.6M2.2 7h9.6", colour: "text2" },
};

const paths = new Map<string, Path2D>();

function pathOf(d: string): Path2D {
  const known = paths.get(d);
  if (known) return known;
  const path = new Path2D(d);
  paths.set(d, path);
  return path;
}

/** Dots instead of lines and surfaces: of what is simulated. Both in units of the box. */
export const DOTS = "0.01 2.6";

/** Centred on (x, y), CSS px. What is simulated is dotted and hollow. */
export function signAt(
  context: CanvasRenderingContext2D,
  x: number,
  y: number,
  size: number,
  sign: Sign,
  colours: Colours,
  isPlayed: boolean,
): void {
  const { line, area, colour } = SIGNS[sign];
  context.save();
  context.translate(x - size / 2, y - size / 2);
  context.scale(size / 14, size / 14);
  context.lineWidth = 1.8;
  context.strokeStyle = context.fillStyle = colours[colour];
  if (isPlayed) {
    context.setLineDash(DOTS.split(" ").map(Number));
    context.lineCap = "round";
  }
  if (line) context.stroke(pathOf(line));
  if (area) context[isPlayed ? "stroke" : "fill"](pathOf(area));
  context.restore();
}
