/**
 * The board's time: the server's instant plus the local monotonic time since it arrived.
 *
 * A message spends some time on its way, never a negative one, so of several estimates the largest
 * is the best; a smaller one is followed slowly (a local clock may run fast), a very different one
 * at once (the server's clock was set, or a replay began again).
 */
const STEP_MS = 2_000;
const FOLLOW = 0.05;

export class Timebase {
  #offset_ms: number | null = null;
  #fixed_ms: number | null = null;

  /** Learn from a message that carries the server's instant; `local_ms` is monotonic. */
  learn(at_ms: number, local_ms: number, standsStill: boolean): void {
    this.#fixed_ms = standsStill ? at_ms : null;
    const offset_ms = at_ms - local_ms;
    const known_ms = this.#offset_ms;
    if (known_ms === null || offset_ms > known_ms || known_ms - offset_ms > STEP_MS)
      this.#offset_ms = offset_ms;
    else this.#offset_ms = known_ms + FOLLOW * (offset_ms - known_ms);
  }

  /** Unix milliseconds of board time; 0 before the first message. */
  at(local_ms: number): number {
    if (this.#fixed_ms !== null) return this.#fixed_ms;
    return this.#offset_ms === null ? 0 : this.#offset_ms + local_ms;
  }
}
