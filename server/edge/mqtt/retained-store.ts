// What the broker keeps, in the form in which aedes asks for it: the last retained message of each topic, and nothing of
// sessions, because every session here ends with its connection. Its own memory store would keep an entry of every client
// id that was ever used and search all retained messages at every subscription.
import { Readable } from "node:stream";

type Kept = { topic: string; payload: Buffer };
type Numbered = { messageId?: number };

const nothing = async (): Promise<void> => {};
const none = async (): Promise<never[]> => [];
const noStream = (): Readable => Readable.from([]);

/** What aedes asks of sessions that outlive their connection, and of wills: there are none, and nothing is opened or closed. */
const noSessions = {
  setup: nothing,
  addSubscriptions: nothing,
  removeSubscriptions: nothing,
  cleanSubscriptions: nothing,
  subscriptionsByClient: none,
  subscriptionsByTopic: none,
  countOffline: async () => ({ subsCount: 0, clientsCount: 0 }),
  getClientList: noStream,

  outgoingEnqueue: nothing,
  outgoingEnqueueCombi: nothing,
  outgoingUpdate: nothing,
  outgoingClearMessageId: nothing,
  outgoingStream: noStream,
  putWill: nothing,
  getWill: nothing,
  delWill: nothing,
  streamWill: noStream,
  destroy: nothing,
};

/** An empty store. Which messages may be retained is decided before they get here. */
export function createRetainedStore() {
  const retained = new Map<string, Kept>();
  /** Messages of QoS 2 that were received and not yet released, so that a repeated one counts once. */
  const incoming = new WeakMap<object, Map<number, Kept>>();

  /** Looks when it is read, so that what was published meanwhile is not overtaken by what it replaced. */
  function* find(topics: string[]): Generator<Kept> {
    for (const topic of topics) {
      const packet = retained.get(topic);
      if (packet) yield packet;
    }
  }

  return {
    ...noSessions,
    async storeRetained(packet: Kept): Promise<void> {
      if (packet.payload.length === 0) retained.delete(packet.topic);
      // A copy: the payload is a window on the whole chunk in which it came.
      else retained.set(packet.topic, { ...packet, payload: Buffer.from(new Uint8Array(packet.payload).buffer) });
    },
    createRetainedStream: (topic: string): Readable => Readable.from(find([topic])),
    createRetainedStreamCombi: (topics: string[]): Readable => Readable.from(find(topics)),

    async incomingStorePacket(client: object, packet: Kept & Numbered): Promise<void> {
      const held = incoming.get(client) ?? new Map<number, Kept>();
      held.set(packet.messageId!, packet);
      incoming.set(client, held);
    },
    async incomingGetPacket(client: object, packet: Numbered): Promise<Kept> {
      const held = incoming.get(client)?.get(packet.messageId!);
      if (!held) throw new Error("no such packet");
      return held;
    },
    async incomingDelPacket(client: object, packet: Numbered): Promise<void> {
      if (!incoming.get(client)?.delete(packet.messageId!)) throw new Error("no such packet");
    },
    async cleanIncoming(client: object): Promise<void> {
      incoming.delete(client);
    },
  };
}
