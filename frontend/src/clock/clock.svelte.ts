/** The one clock of the page. */
import { Timebase } from "./timebase";

class BoardClock {
  readonly #base = new Timebase();
  /** Whole-second unix milliseconds of board time: for parts of the page that change once a second. */
  second = $state(0);

  learn(at_iso: string, standsStill: boolean): void {
    this.#base.learn(Date.parse(at_iso), performance.now(), standsStill);
    this.#tell();
  }

  /** Unix milliseconds of board time, for drawing. In fixed mode it stands still. */
  now(): number {
    return this.#base.at(performance.now());
  }

  /** Begin to tick; each tick waits for the next whole second of board time. */
  start(): () => void {
    let timer = 0;
    const tick = (): void => {
      this.#tell();
      timer = window.setTimeout(tick, 1000 - (this.now() % 1000) + 4);
    };
    tick();
    return () => clearTimeout(timer);
  }

  #tell(): void {
    const second = Math.floor(this.now() / 1000) * 1000;
    if (second !== this.second) this.second = second;
  }
}

export const boardClock = new BoardClock();
