// The event bus of the simulator, for the page (server-sent events) and for tests that wait.
import type { ChatMessage, Line, Phone, PhoneCall } from "./chat/message.ts";
import type { FaultState } from "./fault.ts";
import type { ParkSpot } from "./park/surface.ts";

/** One entry of the wire log: a request and its response, or an MQTT message. */
export type WireEntry = {
  n: number;
  /** Milliseconds since 1970, on the simulator's clock. */
  at: number;
  /** api: Bellhop called the provider. webhook: the provider called Bellhop. mqtt: between a device (parking post) and the broker. */
  direction: "api" | "webhook" | "mqtt";
  /** Null if the entry does not concern a phone. */
  line: Line | null;
  /** The HTTP method; for MQTT `publish` for what a device sent and `receive` for what it received. */
  method: string;
  /** The HTTP path; for MQTT the topic. */
  path: string;
  /** The HTTP status; null without a response, and for MQTT. */
  status: number | null;
  ms: number;
  /** Why there was no response, or which fault was active. */
  note: string | null;
  request: unknown;
  response: unknown;
};

export type SimEvent =
  /** A message is new or has changed. */
  | { type: "message"; data: ChatMessage }
  | { type: "phone"; data: Phone }
  | { type: "typing"; data: { phone: string; line: Line } }
  /** A call is new or has changed. */
  | { type: "call"; data: PhoneCall }
  /** Phones show the button to call, or do not any more. */
  | { type: "call_button"; data: { shown: boolean } }
  | { type: "wire"; data: WireEntry }
  | { type: "faults"; data: FaultState }
  /** A parking spot is new or looks different: its LED, its car, its device. */
  | { type: "park"; data: ParkSpot }
  /** A webhook or a timer has finished; there is nothing to show. */
  | { type: "settled"; data: null };

export type Bus = {
  emit(event: SimEvent): void;
  /** Calls `listener` with every event until the returned function is called. */
  listen(listener: (event: SimEvent) => void): () => void;
};

/** Creates a bus without listeners. */
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
