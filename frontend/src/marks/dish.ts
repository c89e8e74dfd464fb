/** A dish drawn at its true elevation: the reflector, its feed on struts, the mount and the ground. */

export interface DishLook {
  /** Which way it leans: 1 to the right (east), −1 to the left (west). */
  facing: 1 | -1;
  colour: string;
}

const RIM = 0.5;
const DEPTH = 0.2;
const PEDESTAL = 0.36;

/**
 * `size` is the reflector's diameter in CSS px, `foot_y` the ground. Elevation 90° looks up;
 * null (nobody knows where it points) is drawn looking up, without a feed.
 */
export function drawDish(
  context: CanvasRenderingContext2D,
  x: number,
  foot_y: number,
  size: number,
  elevation_deg: number | null,
  look: DishLook,
): void {
  const line = Math.max(1, size / 17);
  const hub_y = foot_y - size * PEDESTAL;
  context.save();
  context.strokeStyle = look.colour;
  context.fillStyle = look.colour;
  context.lineCap = "round";
  context.lineJoin = "round";
  context.lineWidth = line;
  // the mount
  context.beginPath();
  context.moveTo(x, hub_y);
  context.lineTo(x, foot_y);
  context.moveTo(x - size * 0.2, foot_y);
  context.lineTo(x + size * 0.2, foot_y);
  context.stroke();
  // the reflector: a parabola, its axis along the elevation
  context.translate(x, hub_y);
  context.rotate((look.facing * (90 - (elevation_deg ?? 90)) * Math.PI) / 180);
  context.lineWidth = line * 1.25;
  context.beginPath();
  context.moveTo(-size * RIM, -size * DEPTH * 1.15);
  context.quadraticCurveTo(0, size * DEPTH * 1.05, size * RIM, -size * DEPTH * 1.15);
  context.stroke();
  if (elevation_deg !== null) {
    context.lineWidth = line * 0.7;
    context.beginPath();
    context.moveTo(-size * 0.24, -size * 0.03);
    context.lineTo(0, -size * 0.4);
    context.lineTo(size * 0.24, -size * 0.03);
    context.stroke();
    context.beginPath();
    context.arc(0, -size * 0.42, line * 0.95, 0, 2 * Math.PI);
    context.fill();
  }
  context.restore();
}
