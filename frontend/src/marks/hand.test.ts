import { beforeEach, expect, test } from "vitest";
import { Hand } from "./hand";

let told: string[] = [];
let hand: Hand;

beforeEach(() => {
  told = [];
  hand = new Hand({
    drag: (dx, dy) => told.push(`drag ${dx} ${dy}`),
    pinch: (factor, { x, y }) => told.push(`pinch ${factor} about ${x} ${y}`),
    tap: ({ x, y }, kind) => told.push(`tap ${x} ${y} ${kind}`),
    hover: ({ x, y }) => told.push(`hover ${x} ${y}`),
    rest: () => told.push("rest"),
  });
});

test("passing over is hovering", () => {
  hand.move(1, { x: 3, y: 4 });
  expect(told).toEqual(["hover 3 4"]);
});

test("a press that trembles is a tap", () => {
  hand.down(1, { x: 10, y: 10 });
  hand.move(1, { x: 11, y: 12 });
  hand.up(1, { x: 11, y: 12 }, "touch");
  expect(told).toEqual(["tap 11 12 touch"]);
});

test("a press that moves is a drag, and nothing of its way is lost", () => {
  hand.down(1, { x: 10, y: 10 });
  hand.move(1, { x: 12, y: 10 });
  hand.move(1, { x: 16, y: 10 });
  hand.move(1, { x: 20, y: 15 });
  hand.up(1, { x: 20, y: 15 }, "mouse");
  expect(told).toEqual(["drag 6 0", "drag 4 5", "rest"]);
});

test("two fingers pinch and never tap", () => {
  hand.down(1, { x: 0, y: 0 });
  hand.down(2, { x: 100, y: 0 });
  hand.move(2, { x: 200, y: 0 });
  hand.up(1, { x: 0, y: 0 }, "touch");
  hand.up(2, { x: 200, y: 0 }, "touch");
  expect(told).toEqual(["pinch 2 about 100 0", "rest"]);
});

test("a pointer the browser takes away leaves the hand empty", () => {
  hand.down(1, { x: 0, y: 0 });
  hand.cancel(1);
  hand.move(1, { x: 50, y: 0 });
  expect(told).toEqual(["rest", "hover 50 0"]);
});
