// The live connection: one WebSocket to /api/live for the whole Desk, which resumes after an interruption. live-keys.ts decides which
// queries an event makes stale.
import { useEffect, useRef, useSyncExternalStore } from "react";

/** An event; `data` depends on `type` (docs/api.md, "Live"). */
export type LiveEvent = {
  type: string;
  id?: number;
  at?: string;
  lot_id?: number | null;
  spot_id?: number | null;
  booking_id?: number | null;
  account_id?: number | null;
  device_id?: number | null;
  data?: Record<string, unknown>;
  cursor?: string;
};
export type LiveState = "connecting" | "live" | "offline";
type Hears = (event: LiveEvent) => void;

const listeners = new Set<Hears>();
const watchers = new Set<() => void>();
let state: LiveState = "connecting";
let socket: WebSocket | null = null;
let cursor: string | null = null;
let failures = 0;
let timer: ReturnType<typeof setTimeout> | undefined;
let silence: ReturnType<typeof setTimeout> | undefined;
let wanted = false;

/** Shortest and longest pause before reconnecting, in milliseconds. */
const pauses = { first: 400, longest: 20_000 };

/** The server sends a beat every 25 seconds. A connection that is silent for longer than this, in milliseconds, is dead. */
const longestSilence = 60_000;

/** Close codes for a session that has ended, and for a user whose role has changed. */
const dismissed = [4001, 4003];

function tell(next: LiveState): void {
  if (state === next) return;
  state = next;
  for (const watcher of watchers) watcher();
}

function connect(): void {
  clearTimeout(timer);
  if (!wanted || socket) return;
  const url = new URL("/api/live", location.href);
  url.protocol = url.protocol.replace("http", "ws");
  if (cursor !== null) url.searchParams.set("after", cursor);
  const begins = cursor === null;
  const own = new WebSocket(url);
  socket = own;
  listenForSigns(own);
  own.onmessage = ({ data }) => {
    if (socket !== own) return;
    listenForSigns(own);
    const event = JSON.parse(String(data)) as LiveEvent;
    if (typeof event.cursor === "string") cursor = event.cursor;
    if (event.type === "hello") {
      failures = 0;
      tell("live");
    }
    for (const listener of listeners) listener(event);
    // Data that was loaded before the connection was open may have changed since, without an event.
    if (event.type === "hello" && begins) for (const listener of listeners) listener({ type: "reset" });
  };
  own.onclose = ({ code }) => lose(own, code);
}

/** Restarts the timer that gives up a silent socket. */
function listenForSigns(own: WebSocket): void {
  clearTimeout(silence);
  silence = setTimeout(() => lose(own), longestSilence);
}

/** Gives up a socket and reconnects after a pause. Does not wait for the close, which comes late when the network is gone. */
function lose(own: WebSocket | null, code?: number): void {
  if (!own || socket !== own) return;
  clearTimeout(silence);
  socket = null;
  own.close();
  failures += 1;
  // A short interruption, such as a restart of the server, does not count as offline yet.
  tell(failures > 1 || !navigator.onLine ? "offline" : "connecting");
  const pause = Math.min(pauses.longest, pauses.first * 2 ** (failures - 1));
  timer = setTimeout(connect, pause * (0.5 + Math.random() / 2));
  if (failures > 1 || (code !== undefined && dismissed.includes(code)))
    for (const listener of listeners) listener({ type: "lost" });
}

/** The network is gone; a socket would notice that only when it is next used. */
const gone = (): void => lose(socket);

/** Reconnects at once when the user comes back to the Desk or the network is back. */
function hurry(): void {
  if (socket || !wanted || document.visibilityState === "hidden") return;
  failures = Math.min(failures, 1);
  connect();
}

/** Connects and stays connected until the returned function is called. */
export function startLive(): () => void {
  wanted = true;
  connect();
  window.addEventListener("online", hurry);
  window.addEventListener("offline", gone);
  document.addEventListener("visibilitychange", hurry);
  return () => {
    wanted = false;
    clearTimeout(timer);
    clearTimeout(silence);
    window.removeEventListener("online", hurry);
    window.removeEventListener("offline", gone);
    document.removeEventListener("visibilitychange", hurry);
    const last = socket;
    socket = null;
    last?.close();
    cursor = null;
    failures = 0;
    tell("connecting");
  };
}

/** Sends something to the server if the connection is open; there is no response. */
export function sayLive(word: object): void {
  if (socket?.readyState === WebSocket.OPEN) socket.send(JSON.stringify(word));
}

/**
 * Listens to events outside of React; returns a function that stops this. Besides events there are `hello`, `reset` (reload everything) and
 * `lost`.
 */
export function onLive(hears: Hears): () => void {
  listeners.add(hears);
  return () => {
    listeners.delete(hears);
  };
}

/** Listens to all events while the component is mounted; the handler may change from render to render. */
export function useLive(hears: Hears): void {
  const latest = useRef(hears);
  useEffect(() => {
    latest.current = hears;
  });
  useEffect(() => onLive((event) => latest.current(event)), []);
}

/** The state of the connection. */
export const useLiveState = (): LiveState =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => state,
  );
