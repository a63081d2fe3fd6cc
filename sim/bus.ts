// One stream of what happens in the simulator, for the page (server-sent events) and for waiting tests.
import type { ChatMessage, Line, Phone } from "./chat/message.ts";
import type { FaultState } from "./fault.ts";
import type { ParkSpot } from "./park/surface.ts";

/** One exchange on the wire. */
export type WireEntry = {
  n: number;
  /** Milliseconds since 1970, on the simulator's clock. */
  at: number;
  /** api: Bellhop called the provider. webhook: the provider called Bellhop. mqtt: a parking post and the broker. */
  direction: "api" | "webhook" | "mqtt";
  /** Null for what has nothing to do with a phone. */
  line: Line | null;
  /** Of HTTP; with MQTT `publish` for what a post said and `receive` for what it was told. */
  method: string;
  /** Of HTTP; with MQTT the topic. */
  path: string;
  /** HTTP status; null when there was no answer, and with MQTT. */
  status: number | null;
  ms: number;
  /** Why there was no answer, or which misbehaviour was at work. */
  note: string | null;
  request: unknown;
  response: unknown;
};

export type SimEvent =
  /** A message is new or has changed. */
  | { type: "message"; data: ChatMessage }
  | { type: "phone"; data: Phone }
  | { type: "typing"; data: { phone: string; line: Line } }
  | { type: "wire"; data: WireEntry }
  | { type: "faults"; data: FaultState }
  /** A parking spot is new or looks different: its LED, its car, its post. */
  | { type: "park"; data: ParkSpot }
  /** A webhook or a timer has finished; nothing to show. */
  | { type: "settled"; data: null };

export type Bus = {
  emit(event: SimEvent): void;
  /** Calls `listener` with every event until the returned function is called. */
  listen(listener: (event: SimEvent) => void): () => void;
};

/** Makes a bus without listeners. */
export function createBus(): Bus {
  const listeners = new Set<(event: SimEvent) => void>();
  return {
    emit(event) {
      for (const listener of [...listeners]) listener(event);
    },
    listen(listener) {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  };
}
