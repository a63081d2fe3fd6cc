// Clients of the live events for tests and benchmarks: real sockets to a listening server.
import { once } from "node:events";
import { type IncomingMessage, request } from "node:http";
import type { Socket } from "node:net";
import { WebSocket } from "undici";
import { until } from "./until.ts";

/** A message from the server. */
// biome-ignore lint/suspicious/noExplicitAny: what the server says is what a test looks at.
export type Said = { type: string; cursor: string; id?: number; data?: any };

/** A live connection. */
export type EventStream = {
  /** All messages received, in order, except beats. */
  said: Said[];
  beats: number;
  /** The last cursor. */
  cursor(): string;
  /** Ids of the events, in order of arrival. */
  ids(): number[];
  /** Waits until this many events were received in all, and returns their ids. */
  hears(events: number): Promise<number[]>;
  /** The code with which the connection was closed; resolves then. */
  closed: Promise<number>;
  /** Sends a message to the server. */
  say(word: object | string): void;
  close(): Promise<void>;
};

/** Connects to a server (`http://127.0.0.1:3000`) and waits for its hello. Rejects when the connection is refused. */
export async function listenTo(
  address: string,
  options: { key?: string; after?: string; headers?: Record<string, string>; onSaid?(said: Said): void },
): Promise<EventStream> {
  const { key, after, headers = {}, onSaid } = options;
  const query = after === undefined ? "" : `?after=${encodeURIComponent(after)}`;
  const authorization = key === undefined ? {} : { authorization: `Bearer ${key}` };
  const socket = new WebSocket(`${address.replace(/^http/, "ws")}/api/live${query}`, {
    headers: { ...authorization, ...headers },
  });
  const closed = Promise.withResolvers<number>();
  const greeted = Promise.withResolvers<void>();
  const stream: EventStream = {
    said: [],
    beats: 0,
    cursor: () => stream.said.at(-1)!.cursor,
    ids: () => stream.said.flatMap(({ id }) => id ?? []),
    hears: (events) => until(`${events} events heard`, () => (stream.ids().length >= events ? stream.ids() : null)),
    closed: closed.promise,
    say: (word) => socket.send(typeof word === "string" ? word : JSON.stringify(word)),
    async close() {
      socket.close();
      await closed.promise;
    },
  };
  socket.addEventListener("message", ({ data }) => {
    const said = JSON.parse(String(data)) as Said;
    if (said.type === "beat") stream.beats += 1;
    else stream.said.push(said);
    onSaid?.(said);
    if (said.type === "hello") greeted.resolve();
  });
  socket.addEventListener("error", () => {});
  socket.addEventListener("close", ({ code }) => {
    closed.resolve(code);
    greeted.reject(new Error(`the line was closed with ${code}`));
  });
  await greeted.promise;
  return stream;
}

/** Requests an upgrade; returns the status and, if it was granted, the socket, from which nothing is read. */
export async function upgrade(
  address: string,
  path: string,
  headers: Record<string, string>,
): Promise<{ status: number; socket: Socket | null; body: string }> {
  const asked = request(`${address}${path}`, {
    agent: false,
    headers: {
      ...headers,
      connection: "Upgrade",
      upgrade: "websocket",
      "sec-websocket-version": "13",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    },
  });
  asked.end();
  const granted = once(asked, "upgrade") as Promise<[IncomingMessage, Socket]>;
  const refused = once(asked, "response") as Promise<[IncomingMessage]>;
  for (const one of [granted, refused]) one.catch(() => {});
  const [response, socket] = await Promise.race([granted, refused]);
  if (socket) {
    socket.pause();
    socket.on("error", () => {});
    return { status: 101, socket, body: "" };
  }
  let body = "";
  for await (const part of response) body += String(part);
  return { status: response.statusCode!, socket: null, body };
}
