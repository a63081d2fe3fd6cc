// How a message of the business becomes sent, delivered and read on a phone, or fails; each step is reported by a webhook.
import type { ChatMessage, Failure, Line, Tick } from "./chat/message.ts";
import type { World } from "./chat/world.ts";
import type { Flights } from "./delivery/flights.ts";
import type { Settings } from "./options.ts";
import type { Timers } from "./timers.ts";

/** Reports a tick to Bellhop; resolves when the first attempt has ended. */
export type Announce = (message: ChatMessage, tick: Tick) => Promise<void>;

export type Ticks = {
  /** Starts the ticks of an accepted message; with a failure it becomes `failed` at once. */
  start(message: ChatMessage, failure: Failure | null): void;
  /** The same, but the first tick is reported before this resolves (a status that arrives before the API's response). */
  startEarly(message: ChatMessage, failure: Failure | null): Promise<void>;
  /** The phone reads all delivered messages of this chat. */
  read(phone: string, line: Line): void;
  /** The phone is online again: waiting messages are delivered. */
  awake(phone: string): void;
};

type Parts = {
  world: World;
  settings: Settings;
  timers: Timers;
  flights: Flights;
  announce: Record<Line, Announce>;
  /** Whether the ticks of messages on this line are not reported. */
  mute(line: Line): boolean;
};

const rank: Record<Tick, number> = { accepted: 0, sent: 1, delivered: 2, read: 3, played: 4, failed: 9 };

/** Creates the tick engine. */
export function createTicks({ world, settings, timers, flights, announce, mute }: Parts): Ticks {
  const { timing, clock } = settings;

  const tick = (message: ChatMessage, next: Tick): Promise<void> => {
    if (rank[message.tick ?? "accepted"] >= rank[next]) return Promise.resolve();
    world.update(message, { tick: next, ticks: [...message.ticks, { tick: next, at: clock() }] });
    if (mute(message.line)) return Promise.resolve();
    return flights.track(announce[message.line](message, next));
  };
  const later = (ms: number, work: () => void) => {
    const end = flights.begin();
    timers.after(ms, () => {
      work();
      end();
    });
  };
  const fail = (message: ChatMessage, failure: Failure) => {
    world.update(message, { failure });
    return tick(message, "failed");
  };
  const afterDelivery = (message: ChatMessage) => {
    later(timing.readMs, () => {
      const open = world.chatOpen(message.phone, message.line) && settings.reads === "when_open";
      if (open || settings.reads === "always") void tick(message, "read");
    });
  };
  const deliver = (message: ChatMessage) => {
    // Of a reaction nothing but `sent` is reported (Meta: reaction messages).
    if (world.find(message.phone)?.online === false || message.content.type === "reaction") return;
    void tick(message, "delivered");
    afterDelivery(message);
  };
  const afterSent = (message: ChatMessage) => later(timing.deliveredMs, () => deliver(message));

  return {
    start(message, failure) {
      later(timing.sentMs, () => {
        if (failure) return void fail(message, failure);
        void tick(message, "sent");
        afterSent(message);
      });
    },
    async startEarly(message, failure) {
      if (failure) return await fail(message, failure);
      await tick(message, "sent");
      afterSent(message);
    },
    read(phone, line) {
      for (const message of world.chat(phone, line)) {
        if (message.tick === "delivered") void tick(message, "read");
      }
    },
    awake(phone) {
      for (const line of ["meta", "twilio"] as const) {
        for (const message of world.chat(phone, line)) if (message.tick === "sent") deliver(message);
      }
    },
  };
}
