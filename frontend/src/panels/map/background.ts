// What lies still: water, graticule, land and night, drawn once into a canvas of its own and
// blitted under everything that moves (measured: half the cost of drawing all of it each frame).

import { geoGraticule, geoPath, type GeoContext } from "d3-geo";
import { nightPolygons } from "../../geo";
import type { Colours } from "../../marks/theme.svelte";
import type { SurfaceSize } from "../../marks/surface";
import type { Land } from "./land";
import type { Sight } from "./projection";

const graticule = geoGraticule().step([30, 30])();

/**
 * A drawing target for d3-geo that closes rings by a line. The land is one path of over a thousand
 * rings, and a canvas seems to rescan the whole path at each `closePath` (measured: four times).
 */
function pen(context: CanvasRenderingContext2D): GeoContext {
  let [startX, startY] = [0, 0];
  return {
    beginPath: () => context.beginPath(),
    moveTo: (x, y) => {
      [startX, startY] = [x, y];
      context.moveTo(x, y);
    },
    lineTo: (x, y) => context.lineTo(x, y),
    closePath: () => context.lineTo(startX, startY),
    arc: (x, y, radius, from, to, anticlockwise) =>
      context.arc(x, y, radius, from, to, anticlockwise),
  };
}

export class Background {
  readonly #canvas = document.createElement("canvas");
  #drawn: readonly unknown[] = [];

  /** Bring it up to date for this view and copy it onto the surface. */
  blit(
    target: CanvasRenderingContext2D,
    size: SurfaceSize,
    what: { sight: Sight; land: Land | null; at_ms: number; colours: Colours; rem_px: number },
  ): void {
    const { camera } = what.sight;
    // the night moves half a pixel in about ten seconds on a wall, less often elsewhere
    const nightStep = Math.floor(what.at_ms / 15_000);
    const key = [
      camera.longitude_deg,
      camera.latitude_deg,
      camera.flat,
      camera.zoom,
      size.width,
      size.height,
      size.ratio,
      what.land,
      what.colours,
      nightStep,
    ];
    if (!key.every((part, index) => part === this.#drawn[index])) {
      this.#drawn = key;
      this.#draw(size, what);
    }
    target.drawImage(this.#canvas, 0, 0, size.width, size.height);
  }

  #draw(
    size: SurfaceSize,
    {
      sight,
      land,
      at_ms,
      colours,
      rem_px,
    }: { sight: Sight; land: Land | null; at_ms: number; colours: Colours; rem_px: number },
  ): void {
    const [width, height] = [
      Math.round(size.width * size.ratio),
      Math.round(size.height * size.ratio),
    ];
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
    const context = this.#canvas.getContext("2d", { alpha: false });
    if (!context) return;
    context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
    context.globalAlpha = 1;
    context.fillStyle = colours.ground;
    context.fillRect(0, 0, size.width, size.height);
    const path = geoPath(sight.projection, pen(context));

    context.beginPath();
    path({ type: "Sphere" });
    context.fillStyle = colours.water;
    context.fill();
    context.strokeStyle = colours.hairlineStrong;
    context.lineWidth = rem_px / 24;
    context.stroke();

    if (land) {
      context.beginPath();
      path(land);
      context.fillStyle = colours.land;
      context.fill();
    }
    context.beginPath();
    path(graticule);
    context.strokeStyle = colours.hairline;
    context.lineWidth = rem_px / 28;
    context.stroke();

    // four nested steps of a faint tone: a soft edge without a gradient
    context.fillStyle = colours.night;
    context.globalAlpha = 0.16;
    // before the first message nobody knows the time, and so not where the night is
    if (at_ms === 0) return;
    for (const dark of nightPolygons(at_ms)) {
      context.beginPath();
      path(dark);
      context.fill();
    }
    context.globalAlpha = 1;
  }
}
