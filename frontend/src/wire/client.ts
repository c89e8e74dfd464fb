/** Talking to the server: JSON once, and the stream of changes. The only place that knows URLs' answers. */
import type { Change, State } from "./types";

/** One JSON document; throws with the server's own words when it says no. */
export async function getJson<T>(path: string, signal?: AbortSignal): Promise<T> {
  const answer = await fetch(path, {
    headers: { Accept: "application/json" },
    signal: signal ?? null,
  });
  if (!answer.ok)
    throw new Error(`${path}: ${answer.status} ${(await answer.text()).slice(0, 200)}`);
  return (await answer.json()) as T;
}

/** A document the server wrote into the page itself, or null when it did not. */
export function inlined<T>(id: string): T | null {
  const text = document.getElementById(id)?.textContent;
  return text ? (JSON.parse(text) as T) : null;
}

export interface Beat {
  at: string;
  version: number;
}

export interface StreamListener {
  onSnapshot(state: State): void;
  onChange(change: Change): void;
  onBeat(beat: Beat): void;
  /** The stream is lost and being opened again. */
  onLost(): void;
}

/** Beats come every 5 s; a connection silent for longer than this is dead, whatever it says. */
const SILENCE_MS = 20_000;
const RETRY_MS = [1_000, 2_000, 5_000, 10_000];

/**
 * Keeps one event stream open for ever. The browser's EventSource reconnects by itself after a
 * broken connection (sending Last-Event-ID); this adds what it does not do: it opens anew after an
 * HTTP error and after silence on a connection that only looks alive.
 */
export function openStream(listener: StreamListener, path = "/api/v1/stream"): () => void {
  let source: EventSource | null = null;
  let retry = 0;
  let timer = 0;
  let watchdog = 0;

  const heard = (): void => {
    retry = 0;
    clearTimeout(watchdog);
    watchdog = window.setTimeout(reopen, SILENCE_MS);
  };
  const reopen = (): void => {
    source?.close();
    listener.onLost();
    clearTimeout(watchdog);
    clearTimeout(timer);
    timer = window.setTimeout(open, RETRY_MS[Math.min(retry++, RETRY_MS.length - 1)]);
  };
  const open = (): void => {
    const current = new EventSource(path);
    source = current;
    const on = <T>(name: string, take: (value: T) => void): void =>
      current.addEventListener(name, (event) => {
        heard();
        take(JSON.parse((event as MessageEvent<string>).data) as T);
      });
    on<State>("snapshot", (state) => listener.onSnapshot(state));
    on<Change>("change", (change) => listener.onChange(change));
    on<Beat>("beat", (beat) => listener.onBeat(beat));
    current.onerror = () => {
      if (current.readyState === EventSource.CLOSED) reopen();
      else listener.onLost();
    };
    watchdog = window.setTimeout(reopen, SILENCE_MS);
  };
  open();
  return () => {
    source?.close();
    clearTimeout(timer);
    clearTimeout(watchdog);
  };
}
