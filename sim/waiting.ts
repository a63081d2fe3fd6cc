// Promises for tests: each waits until a condition is true in the simulator, checking it after every event.
import type { Bus } from "./bus.ts";
import type { ChatMessage, Line, Tick } from "./chat/message.ts";
import type { World } from "./chat/world.ts";
import type { Flights } from "./delivery/flights.ts";

export type Match = string | RegExp | ((message: ChatMessage) => boolean);

export type Waiting = {
  /** Resolves with the first truthy result of `look`. Rejects after `timeoutMs` (5000), naming `what`. */
  until<T>(look: () => T, what: string, timeoutMs?: number): Promise<NonNullable<T>>;
  /** The business's first answer in a chat that matches and has a sequence number above `after` (0). */
  waitForReply(
    phone: string,
    match?: Match,
    options?: { line?: Line; after?: number; timeoutMs?: number },
  ): Promise<ChatMessage>;
  /** Waits until a message of the business has reached at least that tick. `failed` waits for exactly that. */
  waitForTick(messageId: string, tick: Tick, timeoutMs?: number): Promise<ChatMessage>;
  /** Waits until no webhook, retry or status is in progress. */
  idle(timeoutMs?: number): Promise<void>;
};

const rank: Tick[] = ["accepted", "sent", "delivered", "read", "played"];

/** Creates the helpers. */
export function createWaiting(parts: { bus: Bus; world: World; flights: Flights }): Waiting & { close(): void } {
  const { bus, world, flights } = parts;
  const stops = new Set<(error: Error) => void>();

  const until: Waiting["until"] = <T>(look: () => T, what: string, timeoutMs = 5000) =>
    new Promise<NonNullable<T>>((resolve, reject) => {
      const first = look();
      if (first) return resolve(first);
      const end = () => {
        clearTimeout(timer);
        stops.delete(stop);
        silence();
      };
      const stop = (error: Error) => {
        end();
        reject(error);
      };
      const timer = setTimeout(() => stop(new Error(`Waited ${timeoutMs} ms in vain for ${what}`)), timeoutMs);
      const silence = bus.listen(() => {
        const found = look();
        if (!found) return;
        end();
        resolve(found);
      });
      stops.add(stop);
    });

  return {
    until,
    waitForReply(phone, match, { line = "meta", after = 0, timeoutMs } = {}) {
      const look = () =>
        world.chat(phone, line).find((one) => one.from === "business" && one.n > after && fits(one, match));
      return until(look, `a reply to ${phone} that fits ${String(match ?? "anything")}`, timeoutMs);
    },
    waitForTick(id, tick, timeoutMs) {
      const look = () => {
        const message = world.message(id);
        if (!message?.tick) return null;
        if (tick === "failed") return message.tick === "failed" ? message : null;
        return rank.indexOf(message.tick) >= rank.indexOf(tick) ? message : null;
      };
      return until(look, `message ${id} to be ${tick}`, timeoutMs);
    },
    async idle(timeoutMs) {
      await until(() => flights.count() === 0, "all webhooks to be settled", timeoutMs);
    },
    close() {
      for (const stop of [...stops]) stop(new Error("The simulator was closed"));
    },
  };
}

/** The content of a bubble in one line, for matching and for error texts. */
function textOf(message: ChatMessage): string {
  const { content } = message;
  switch (content.type) {
    case "text":
    case "buttons":
    case "list":
    case "link":
    case "location_request":
    case "number_request":
    case "call_request":
    case "notice":
      return content.text;
    case "choice":
      return content.choice.title;
    case "media":
      return content.caption ?? content.fileName ?? content.kind;
    case "location":
      return content.name ?? `${content.latitude}, ${content.longitude}`;
    case "contacts":
      return content.contacts.map(({ name }) => name).join(", ");
    case "reaction":
      return content.emoji;
    case "other":
      return content.name;
  }
}

function fits(message: ChatMessage, match: Match | undefined): boolean {
  if (match === undefined) return true;
  if (typeof match === "function") return match(message);
  const text = textOf(message);
  return typeof match === "string" ? text.includes(match) : match.test(text);
}
