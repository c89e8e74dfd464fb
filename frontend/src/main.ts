import { mount } from "svelte";
import App from "./App.svelte";
import { board } from "./board/store.svelte";
import { boardClock } from "./clock/clock.svelte";
import { frames, wakeWhenVisible } from "./clock/frames";
import "./style.css";

declare global {
  interface Window {
    /** For tests and the curious: the frame counter of the page. */
    dishboard: { frames: typeof frames };
  }
}

window.dishboard = { frames };
void board.start(boardClock);
boardClock.start();
wakeWhenVisible();
const skeleton = document.getElementById("app");
if (skeleton) {
  skeleton.replaceChildren();
  mount(App, { target: skeleton });
}
