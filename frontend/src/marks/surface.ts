/** An opaque canvas that fits its box: sized in device pixels, redrawn on resize, part of the one loop. */
import { frames } from "../clock/frames";

export interface SurfaceSize {
  width: number;
  height: number;
  /** Device pixels per CSS pixel. */
  ratio: number;
}

export type Paint = (context: CanvasRenderingContext2D, size: SurfaceSize) => void;

/**
 * Use as `{@attach surface(paint)}` on a canvas whose CSS size is its box. `paint` is called each
 * frame of the page's loop, in CSS pixels.
 */
export function surface(paint: Paint): (canvas: HTMLCanvasElement) => () => void {
  return (canvas) => {
    // opaque: with a transparent layer the compositor's cost grows with its pixels
    const context = canvas.getContext("2d", { alpha: false });
    if (!context) return () => undefined;
    const size: SurfaceSize = { width: 0, height: 0, ratio: 1 };
    const fit = (): void => {
      size.ratio = window.devicePixelRatio || 1;
      size.width = canvas.clientWidth;
      size.height = canvas.clientHeight;
      const [width, height] = [size.width, size.height].map((px) => Math.round(px * size.ratio));
      // setting a canvas's size clears it, even to the same size: a painter that draws only what
      // changed would be left with nothing
      if (canvas.width !== width && width !== undefined) canvas.width = width;
      if (canvas.height !== height && height !== undefined) canvas.height = height;
      frames.wake();
    };
    const draw = (): void => {
      if (size.width === 0 || size.height === 0) return;
      // a sheet lies over it: nobody would see the frame
      if (!canvas.checkVisibility({ visibilityProperty: true })) return;
      context.setTransform(size.ratio, 0, 0, size.ratio, 0, 0);
      paint(context, size);
    };
    const observer = new ResizeObserver(fit);
    observer.observe(canvas);
    fit();
    const remove = frames.add(draw);
    return () => {
      observer.disconnect();
      remove();
    };
  };
}
