// How the view moves: dragged, zoomed, flown, and turned from map to globe and back.

import { wrapLongitude, type GroundPoint } from "../../geo";
import { frames } from "../../clock/frames";
import type { Camera, Sight } from "./projection";

const MORPH_MS = 800;
const NEAREST = 8;
const STEEPEST_DEG = 85;

/** Over Europe and Africa: ESTRACK's stations lie around it. */
const HOME: Camera = { longitude_deg: 12, latitude_deg: 0, flat: 1, zoom: 1 };
const GLOBE_LATITUDE_DEG = 38;

interface Leg {
  readonly from: Camera;
  readonly to: Camera;
  readonly start_ms: number;
}

const eased = (share: number): number =>
  share < 0.5 ? 4 * share ** 3 : 1 - (-2 * share + 2) ** 3 / 2;

export class Flight {
  camera: Camera = HOME;
  /** A hand is on it. */
  isHeld = false;
  #leg: Leg | null = null;

  get isMoving(): boolean {
    return this.#leg !== null;
  }

  /** Move on; true while there is a way to go. `now_ms` is any steadily growing time. */
  step(now_ms: number): boolean {
    const leg = this.#leg;
    if (leg === null) return false;
    const share = frames.reducedMotion ? 1 : Math.min(1, (now_ms - leg.start_ms) / MORPH_MS);
    const part = eased(Math.max(0, share));
    const mix = (key: keyof Camera): number => leg.from[key] + (leg.to[key] - leg.from[key]) * part;
    const turn = wrapLongitude(leg.to.longitude_deg - leg.from.longitude_deg);
    this.camera =
      share === 1
        ? leg.to
        : {
            longitude_deg: wrapLongitude(leg.from.longitude_deg + turn * part),
            latitude_deg: mix("latitude_deg"),
            flat: mix("flat"),
            zoom: mix("zoom"),
          };
    if (share === 1) this.#leg = null;
    return this.#leg !== null;
  }

  /** Globe to map or back; answers whether the map is flat afterwards. */
  toggle(): boolean {
    const goal = this.#leg?.to ?? this.camera;
    const isFlat = goal.flat < 0.5;
    this.#go({
      ...goal,
      flat: isFlat ? 1 : 0,
      latitude_deg: isFlat || goal.latitude_deg !== 0 ? goal.latitude_deg : GLOBE_LATITUDE_DEG,
      zoom: 1,
    });
    return isFlat;
  }

  home(): void {
    const goal = this.#leg?.to ?? this.camera;
    this.#go({
      ...HOME,
      flat: goal.flat,
      latitude_deg: goal.flat === 1 ? 0 : GLOBE_LATITUDE_DEG,
    });
  }

  flyTo({ longitude_deg, latitude_deg }: GroundPoint): void {
    this.#go({ ...this.camera, longitude_deg, latitude_deg: clampLatitude(latitude_deg * 0.7) });
  }

  turn(east_deg: number, north_deg: number): void {
    const goal = this.#leg?.to ?? this.camera;
    this.#leg = null;
    this.camera = {
      ...goal,
      longitude_deg: wrapLongitude(goal.longitude_deg + east_deg),
      latitude_deg: clampLatitude(goal.latitude_deg + north_deg),
    };
  }

  /** The ground follows the hand: `dx`, `dy` in CSS px. */
  drag(dx: number, dy: number, sight: Sight): void {
    const degrees_px = 180 / Math.PI / sight.projection.scale();
    this.turn(-dx * degrees_px, dy * degrees_px);
  }

  zoomBy(factor: number): void {
    this.#leg = null;
    const zoom = Math.min(NEAREST, Math.max(1, this.camera.zoom * factor));
    this.camera = { ...this.camera, zoom };
  }

  #go(to: Camera): void {
    this.#leg = { from: this.camera, to, start_ms: performance.now() };
  }
}

function clampLatitude(latitude_deg: number): number {
  return Math.max(-STEEPEST_DEG, Math.min(STEEPEST_DEG, latitude_deg));
}
