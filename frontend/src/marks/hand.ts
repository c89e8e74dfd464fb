/** Pointers on a picture: one drags, two pinch, a short touch taps. Positions are CSS px in its box. */

export interface Spot {
  readonly x: number;
  readonly y: number;
}

export interface HandListener {
  /** One pointer moved while down. */
  drag(dx: number, dy: number): void;
  /** Two pointers: `factor` > 1 when they part, about the point between them. */
  pinch(factor: number, about: Spot): void;
  /** Pressed and released without moving. */
  tap(at: Spot, kind: string): void;
  /** A pointer passes over without pressing. */
  hover(at: Spot): void;
  /** The last pointer was lifted after a drag or a pinch. */
  rest?(): void;
}

/** Further than this and it is no tap. */
const SLACK_PX = 5;
/** Fingers closer than this say nothing about a zoom. */
const TOUCHING_PX = 8;

export class Hand {
  readonly #fingers = new Map<number, Spot>();
  readonly #listener: HandListener;
  #travelled_px = 0;

  constructor(listener: HandListener) {
    this.#listener = listener;
  }

  down(id: number, at: Spot): void {
    this.#fingers.set(id, at);
    this.#travelled_px = this.#fingers.size > 1 ? Infinity : 0;
  }

  move(id: number, at: Spot): void {
    const last = this.#fingers.get(id);
    if (!last) {
      this.#listener.hover(at);
      return;
    }
    const other = [...this.#fingers].find(([finger]) => finger !== id)?.[1];
    this.#travelled_px += Math.abs(at.x - last.x) + Math.abs(at.y - last.y);
    if (this.#travelled_px < SLACK_PX) return;
    this.#fingers.set(id, at);
    if (!other) {
      this.#listener.drag(at.x - last.x, at.y - last.y);
      return;
    }
    const before = Math.hypot(last.x - other.x, last.y - other.y);
    const after = Math.hypot(at.x - other.x, at.y - other.y);
    if (before > TOUCHING_PX && after > TOUCHING_PX) {
      const about = { x: (at.x + other.x) / 2, y: (at.y + other.y) / 2 };
      this.#listener.pinch(after / before, about);
    }
  }

  up(id: number, at: Spot, kind: string): void {
    if (!this.#fingers.delete(id) || this.#fingers.size > 0) return;
    if (this.#travelled_px < SLACK_PX) this.#listener.tap(at, kind);
    else this.#listener.rest?.();
  }

  cancel(id: number): void {
    this.#fingers.delete(id);
    if (this.#fingers.size === 0) this.#listener.rest?.();
  }
}

/** Use as `{@attach hand({...})}` on a canvas with `touch-action: none`. */
export function hand(listener: HandListener): (canvas: HTMLCanvasElement) => () => void {
  return (canvas) => {
    const own = new Hand(listener);
    const spot = (event: PointerEvent): Spot => ({ x: event.offsetX, y: event.offsetY });
    const stop = new AbortController();
    const on = (name: keyof HTMLElementEventMap, act: (event: PointerEvent) => void): void =>
      canvas.addEventListener(name, (event) => act(event as PointerEvent), { signal: stop.signal });
    on("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      own.down(event.pointerId, spot(event));
    });
    on("pointermove", (event) => own.move(event.pointerId, spot(event)));
    on("pointerup", (event) => own.up(event.pointerId, spot(event), event.pointerType));
    on("pointercancel", (event) => own.cancel(event.pointerId));
    return () => stop.abort();
  };
}
