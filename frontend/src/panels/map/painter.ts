// One frame of the map. At rest only pulses move: everything else is kept as a still picture that
// is drawn anew once a second; ten times a second it is put back under the old pulses, and the new
// ones are set upon it.

import { selection } from "../../board/selection.svelte";
import { board } from "../../board/store.svelte";
import type { Talk } from "../../board/talks";
import { trajectories } from "../../board/trajectories.svelte";
import { frames } from "../../clock/frames";
import type { Amiss } from "../../marks/amiss";
import { far } from "../../marks/far";
import type { Box } from "../../marks/labels";
import type { SurfaceSize } from "../../marks/surface";
import { theme } from "../../marks/theme.svelte";
import { Background } from "./background";
import type { Flight } from "./camera";
import { antennaOf, sitesNow } from "./content";
import { drawBeam, drawCraft, drawPulses, drawStation, drawTrack, type Brush } from "./draw";
import { drawWords } from "./drawwords";
import { coarseLand, fineLand, type Land } from "./land";
import { pictureOf, type Picture, type StationSpot, type Target } from "./picture";
import { sightOf, type Sight, type Stage } from "./projection";
import { GroundTrack } from "./track.svelte";
import { WordLayout, type TypeRule, type Words } from "./words";

const WORDS_EVERY_MS = 1_000;
/** Device pixels of the map's short side from which the finer coast shows. */
const LARGE_PX = 1_500;

export class MapPainter {
  /** Who talks to whom; set it when the board says something new. */
  talks: readonly Talk[] = [];
  /** What does not fit now. */
  amiss: readonly Amiss[] = [];
  /** What a pointer can find on the last frame. */
  targets: readonly Target[] = [];
  sight: Sight | null = null;
  picture: Picture = { stations: [], beams: [], craft: [] };

  readonly #flight: Flight;
  readonly #background = new Background();
  readonly #layout = new WordLayout();
  readonly #track = new GroundTrack();
  readonly #still = document.createElement("canvas");
  readonly #widths = new Map<string, number>();
  #widthsOf = -1;
  #coarse: Land | null = null;
  #fine: Land | null = null;
  #fineAsked = false;
  #drawn: readonly unknown[] = [];
  #hasStill = false;
  #pulses: readonly Box[] = [];
  #words: Words = { names: [], callouts: [] };
  #wordsAt_ms = -Infinity;

  constructor(flight: Flight) {
    this.#flight = flight;
    void coarseLand().then((land) => {
      this.#coarse = land;
      this.#layout.learnLand(land);
      this.refresh();
    });
  }

  /** Draw all of it next time: something came that the key does not tell. */
  refresh(): void {
    this.#drawn = [];
    this.#wordsAt_ms = -Infinity;
    frames.wake();
  }

  paint(context: CanvasRenderingContext2D, size: SurfaceSize, at_ms: number): void {
    const isFlying = this.#flight.step(performance.now());
    if (isFlying) frames.touch(200);
    const key = [
      this.talks,
      this.amiss,
      this.#flight.camera,
      size.width,
      size.height,
      size.ratio,
      theme.version,
      selection.antenna,
      selection.spacecraft,
      Math.floor(at_ms / 1000),
      trajectories.version,
    ];
    const isSame = key.every((part, index) => part === this.#drawn[index]);
    const hasPulses =
      !frames.reducedMotion && this.talks.some((talk) => talk.hasSignalDown || talk.hasSignalUp);
    if (isSame && this.#hasStill && !hasPulses) return;
    const brush: Brush = { context, colours: theme.colours, rem_px: theme.rem_px };
    if (isSame && this.#hasStill) {
      for (const box of this.#pulses) this.#restore(context, box, size.ratio);
    } else {
      this.#drawn = key;
      this.#drawStill(brush, size, at_ms);
      // while it moves the copy would be old before it is used
      this.#hasStill = !frames.isMoving;
      if (this.#hasStill) this.#keep(context.canvas);
    }
    this.#pulses = this.picture.beams.flatMap((beam) =>
      drawPulses(brush, beam, at_ms, frames.reducedMotion),
    );
  }

  /** Put the still picture back where a pulse was, in whole device pixels. */
  #restore(context: CanvasRenderingContext2D, box: Box, ratio: number): void {
    const x = Math.max(0, Math.floor(box.x * ratio));
    const y = Math.max(0, Math.floor(box.y * ratio));
    const width = Math.min(Math.ceil(box.width * ratio) + 1, this.#still.width - x);
    const height = Math.min(Math.ceil(box.height * ratio) + 1, this.#still.height - y);
    if (width <= 0 || height <= 0) return;
    context.drawImage(
      this.#still,
      x,
      y,
      width,
      height,
      x / ratio,
      y / ratio,
      width / ratio,
      height / ratio,
    );
  }

  #keep(canvas: HTMLCanvasElement): void {
    if (this.#still.width !== canvas.width) this.#still.width = canvas.width;
    if (this.#still.height !== canvas.height) this.#still.height = canvas.height;
    this.#still.getContext("2d", { alpha: false })?.drawImage(canvas, 0, 0);
  }

  #drawStill(brush: Brush, size: SurfaceSize, at_ms: number): void {
    const { context, rem_px, colours } = brush;
    const { camera } = this.#flight;
    const isRoomy = size.width > 50 * rem_px && size.height > 22 * rem_px;
    const stage: Stage = {
      width: size.width,
      height: size.height,
      margin: isRoomy ? rem_px * 3.4 : rem_px * 2.6,
    };
    const sight = sightOf(camera, stage);
    this.sight = sight;
    const land = this.#landFor(Math.min(size.width, size.height) * camera.zoom * size.ratio);
    this.#background.blit(context, size, { sight, land, at_ms, colours, rem_px });

    const chosen = selection.spacecraft;
    const sites = sitesNow(this.talks, this.amiss, at_ms);
    this.picture = pictureOf(sight, size.width, sites, chosen, at_ms, rem_px * 1.1);
    const { stations, beams, craft } = this.picture;
    const chosenCraft = craft.find((spot) => spot.craft.id === chosen);
    drawTrack(brush, sight, this.#track.at(chosen, at_ms), chosenCraft);
    for (const beam of beams) {
      drawBeam(brush, beam, selection.isSelected(beam.talk.antenna, beam.talk.spacecraft));
    }
    const site = selection.antenna === null ? undefined : board.antenna(selection.antenna)?.site;
    const isChosen = (spot: StationSpot): boolean =>
      site !== undefined && spot.site.siteIds.includes(site);
    for (const isBusy of [false, true]) {
      for (const spot of stations) {
        if (spot.site.talks.length > 0 === isBusy) drawStation(brush, spot, isChosen(spot));
      }
    }
    for (const spot of craft) if (!spot.isRim) drawCraft(brush, spot);
    this.#drawWords(brush, size, isRoomy, site ?? null, at_ms);
  }

  #drawWords(
    brush: Brush,
    size: SurfaceSize,
    isRoomy: boolean,
    selectedSite: string | null,
    at_ms: number,
  ): void {
    const { rem_px } = brush;
    const width = this.#measure(brush.context);
    const steady_ms = performance.now();
    const pause_ms = this.#flight.isHeld ? 150 : WORDS_EVERY_MS - 50;
    const { sight } = this;
    if (sight && !this.#flight.isMoving && steady_ms - this.#wordsAt_ms > pause_ms) {
      this.#wordsAt_ms = steady_ms;
      this.#words = this.#layout.place(this.picture, sight, {
        bounds: {
          x: rem_px * 0.4,
          y: rem_px * 0.2,
          width: size.width - rem_px * 0.8,
          height: size.height - rem_px * 0.4,
        },
        // the button that turns the map into the globe
        walls: [{ x: 0, y: size.height - rem_px * 2.4, width: rem_px * 6, height: rem_px * 2.4 }],
        isRoomy,
        rangeOf: (antenna, spacecraft) => far(antenna, spacecraft, at_ms)?.range_km ?? null,
        selectedSite,
        type: { rem_px, width },
        at_ms,
        steady_ms,
      });
    }
    const found = drawWords(
      { ...brush, font: (rem, weight) => theme.font(rem, weight), width },
      this.#words,
      this.picture,
      Math.max(0, 2 * this.#flight.camera.flat - 1),
    );
    this.targets = [...found, ...markTargets(this.picture, rem_px)];
  }

  /** Widths of words, measured once per type. */
  #measure(context: CanvasRenderingContext2D): TypeRule["width"] {
    if (this.#widthsOf !== theme.version) {
      this.#widths.clear();
      this.#widthsOf = theme.version;
    }
    return (text, size_rem, weight) => {
      const key = `${size_rem} ${weight} ${text}`;
      let width = this.#widths.get(key);
      if (width === undefined) {
        context.font = theme.font(size_rem, weight);
        width = context.measureText(text).width;
        this.#widths.set(key, width);
      }
      return width;
    };
  }

  /** The finer coast only where it shows: large or near, and at rest. */
  #landFor(short_px: number): Land | null {
    if (short_px < LARGE_PX || frames.isMoving) return this.#coarse;
    if (!this.#fineAsked) {
      this.#fineAsked = true;
      void fineLand().then((land) => {
        this.#fine = land;
        this.refresh();
      });
    }
    return this.#fine ?? this.#coarse;
  }
}

function markTargets(picture: Picture, rem_px: number): Target[] {
  const box = (x: number, y: number) => ({
    x: x - rem_px / 2,
    y: y - rem_px / 2,
    width: rem_px,
    height: rem_px,
  });
  const craft = picture.craft
    .filter((spot) => spot.shown > 0.3)
    .map((spot) => ({ box: box(spot.x, spot.y), antenna: null, spacecraft: spot.craft.id }));
  const stations = picture.stations
    .filter((spot) => spot.shown > 0.3)
    .map(({ x, y, site }) => ({
      box: box(x, y),
      antenna: antennaOf(site),
      spacecraft: null,
    }));
  return [...craft, ...stations];
}
