/** Columns glide to their new place when the network's activity changes; nothing else moves them. */
import type { Scene } from "./scene";

const GLIDE_MS = 350;

export class Glide {
  readonly #shown = new Map<string, { from: number; to: number; since_ms: number }>();
  isMoving = false;

  /** Replace the scene's x by where its columns stand at this moment. */
  settle(scene: Scene, jump: boolean, now_ms = performance.now()): void {
    this.isMoving = false;
    const shift = new Map<string, number>();
    for (const dish of scene.dishes) {
      const at = this.#x(dish.antenna, dish.x, jump, now_ms);
      shift.set(dish.antenna, at - dish.x);
      dish.x = at;
    }
    for (const craft of scene.crafts) {
      for (const line of craft.lines) line.foot_x += shift.get(line.talk.antenna) ?? 0;
      craft.x += shift.get(craft.home) ?? 0;
    }
  }

  #x(antenna: string, to: number, jump: boolean, now_ms: number): number {
    const known = this.#shown.get(antenna);
    if (!known || jump) {
      this.#shown.set(antenna, { from: to, to, since_ms: -Infinity });
      return to;
    }
    const share = Math.min(1, (now_ms - known.since_ms) / GLIDE_MS);
    const eased = share * share * (3 - 2 * share);
    const at = known.from + (known.to - known.from) * eased;
    if (Math.abs(known.to - to) > 0.5) this.#shown.set(antenna, { from: at, to, since_ms: now_ms });
    else if (share >= 1) {
      known.from = known.to = to;
      return to;
    }
    this.isMoving = true;
    return at;
  }
}
