// Names and callouts on canvas, and where a pointer finds them.

import { amissSign } from "../../marks/amissSign";
import { markAt } from "../../marks/evidence";
import { antennaOf } from "./content";
import type { Brush } from "./draw";
import type { Picture, Target } from "./picture";
import { FACT_REM, NAME_REM, ROW_REM, type PlacedCallout, type Words } from "./words";

export interface WordBrush extends Brush {
  font(size_rem: number, weight?: 400 | 500 | 650): string;
  width(text: string, size_rem: number, weight: 400 | 650): number;
}

/** Draws all words and returns their targets. `alpha` fades callouts on the way to the globe. */
export function drawWords(
  brush: WordBrush,
  words: Words,
  picture: Picture,
  alpha: number,
): Target[] {
  const callouts = words.callouts.flatMap((placed) => {
    const spot = picture.stations.find(({ site }) => site.id === placed.callout.site.id);
    if (!spot || alpha <= 0) return [];
    return drawCallout(brush, placed, spot.x, spot.y, alpha);
  });
  return [...callouts, ...drawNames(brush, words, picture)];
}

function drawNames(brush: WordBrush, words: Words, picture: Picture): Target[] {
  const { context, colours, rem_px } = brush;
  context.textBaseline = "middle";
  context.textAlign = "left";
  return words.names.flatMap((name): Target[] => {
    const craft = name.isCraft
      ? picture.craft.find((each) => each.craft.id === name.id)
      : undefined;
    const station = name.isCraft
      ? undefined
      : picture.stations.find(({ site }) => `site ${site.id}` === name.id);
    const spot = craft ?? station;
    if (!spot || spot.shown <= 0.05) return [];
    const [x, y] = [spot.x + name.dx, spot.y + name.dy];
    context.globalAlpha = spot.shown;
    const size = name.isCraft ? NAME_REM : FACT_REM;
    const weight = name.isCraft ? 650 : 400;
    const isSure = craft?.talk?.evidence === "observed";
    context.font = brush.font(size, weight);
    // a thin ground behind the letters, so that they can be read over beams and coasts
    context.lineJoin = "round";
    context.lineWidth = rem_px * 0.2;
    context.strokeStyle = colours.ground;
    context.strokeText(name.text, x, y);
    context.fillStyle = !name.isCraft ? colours.text2 : isSure ? colours.text : colours.text2;
    context.fillText(name.text, x, y);
    const width = brush.width(name.text, size, weight);
    if (name.fact) {
      context.font = brush.font(FACT_REM);
      context.fillStyle = colours.text3;
      context.fillText(name.fact, x + width + rem_px * 0.4, y);
    }
    context.globalAlpha = 1;
    const box = { x, y: y - rem_px / 2, width, height: rem_px };
    return [
      {
        box,
        antenna: craft ? null : station ? antennaOf(station.site) : null,
        spacecraft: craft?.craft.id ?? null,
      },
    ];
  });
}

function drawCallout(
  brush: WordBrush,
  { callout, dx, dy }: PlacedCallout,
  siteX: number,
  siteY: number,
  alpha: number,
): Target[] {
  const { context, colours, rem_px } = brush;
  const [x, y] = [siteX + dx, siteY + dy];
  const { width, height } = callout;
  context.globalAlpha = alpha;
  drawLeader(brush, { x, y, width, height }, siteX, siteY);
  context.globalAlpha = 0.48 * alpha;
  context.fillStyle = colours.ground;
  context.fillRect(x - rem_px * 0.35, y - rem_px * 0.1, width + rem_px * 0.7, height);
  context.globalAlpha = alpha;
  context.textBaseline = "middle";
  const rowHeight = rem_px * ROW_REM;
  let line = y + rowHeight / 2;
  context.textAlign = "left";
  context.font = brush.font(NAME_REM, 650);
  context.fillStyle = colours.text;
  context.fillText(callout.title, x, line);
  context.textAlign = "right";
  context.font = brush.font(FACT_REM);
  context.fillStyle = colours.text3;
  context.fillText(callout.note, x + width, line);
  const targets: Target[] = [
    {
      box: { x, y, width, height: rowHeight },
      antenna: antennaOf(callout.site),
      spacecraft: null,
    },
  ];
  for (const row of callout.rows) {
    line += rowHeight;
    context.textAlign = "left";
    context.font = brush.font(FACT_REM);
    context.fillStyle = colours.text3;
    context.fillText(row.antenna, x, line);
    if (row.talk) markAt(context, x + rem_px * 2, line, rem_px * 0.56, row.talk, colours);
    context.globalAlpha = alpha;
    context.font = brush.font(NAME_REM);
    context.fillStyle = row.talk?.evidence === "observed" ? colours.text : colours.text2;
    context.fillText(row.craft, x + rem_px * 2.7, line);
    if (row.amiss) {
      const name = brush.width(row.craft, NAME_REM, 400);
      amissSign(context, x + name + rem_px * 3.2, line, rem_px, row.amiss, colours);
    }
    context.textAlign = "right";
    context.font = brush.font(FACT_REM);
    context.fillStyle = colours.text2;
    context.fillText(row.fact, x + width, line);
    targets.push({
      box: { x, y: line - rowHeight / 2, width, height: rowHeight },
      antenna: row.talk?.antenna ?? null,
      spacecraft: row.talk?.spacecraft ?? null,
    });
  }
  context.globalAlpha = 1;
  return targets;
}

/** A hairline from the dish to the title, level at the words' end. */
function drawLeader(
  { context, colours, rem_px }: WordBrush,
  box: { x: number; y: number; width: number; height: number },
  siteX: number,
  siteY: number,
): void {
  const isRight = box.x > siteX;
  const isLeft = box.x + box.width < siteX;
  const y = box.y + rem_px * (ROW_REM / 2);
  context.beginPath();
  if (isRight || isLeft) {
    const end = isRight ? box.x - rem_px * 0.4 : box.x + box.width + rem_px * 0.4;
    const bend = isRight ? end - rem_px * 0.7 : end + rem_px * 0.7;
    const away = Math.hypot(bend - siteX, y - siteY);
    const clear = Math.min(1, (rem_px * 0.9) / Math.max(1, away));
    context.moveTo(siteX + (bend - siteX) * clear, siteY + (y - siteY) * clear);
    context.lineTo(bend, y);
    context.lineTo(end, y);
  } else {
    const isBelow = box.y > siteY;
    const end = isBelow ? box.y - rem_px * 0.3 : box.y + box.height;
    context.moveTo(siteX, siteY + (isBelow ? rem_px * 0.7 : -rem_px * 0.8));
    context.lineTo(siteX, end);
  }
  context.strokeStyle = colours.hairlineStrong;
  context.lineWidth = Math.max(1, rem_px / 16);
  context.stroke();
}
