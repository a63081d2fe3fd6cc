// Phone calls over Meta's line: what the person with the phone does, and what the business does through the Graph API. Each is one line of the chat.
// The sound flows between the page's WebRTC peer and the business's; only session descriptions pass through here.
import type { Bus } from "../bus.ts";
import { wacid } from "../ids.ts";
import type { Settings } from "../options.ts";
import type { Timers } from "../timers.ts";
import type { ChatMessage, Phone, PhoneCall } from "./message.ts";
import type { World } from "./world.ts";

/** A webhook about a call: it rings or is answered (`connect`), a status of a call of the business, or its end. */
export type CallNews =
  | { step: "connect"; sdp: string }
  | { step: "RINGING" | "ACCEPTED" | "REJECTED" }
  | { step: "terminate"; at: number; spoke: number | null };

type Known = PhoneCall & { message: ChatMessage; answeredAt: number | null; stopTimer(): void };

export type Calls = {
  /** The phone rings the business; without a session description of its own, with a sample to which no peer belongs. */
  call(phone: string, sdp?: string): Promise<ChatMessage>;
  /** The phone takes a call of the business. */
  answer(phone: string, callId: string, sdp: string): Promise<ChatMessage>;
  /** The phone refuses a call of the business. */
  decline(phone: string, callId: string): Promise<ChatMessage>;
  /** Ends a call; `spoke`: somebody took it and spoke for so many seconds, whatever was answered here. */
  hangUp(phone: string, callId: string, spoke?: number): Promise<ChatMessage>;
  /** The call with an id; null if there is none. */
  find(id: string): PhoneCall | null;
  /** Whether a phone has a call that has not ended. */
  busy(phone: string): boolean;
  /** The business calls a phone; returns the call's id. */
  ring(phone: Phone, sdp: string): string;
  /** The business gives its session description, and takes the call with `take`. */
  accept(id: string, sdp: string, take: boolean): void;
  /** The business refuses or ends a call. */
  finish(id: string): void;
};

/** How long a phone rings before nobody takes the call, in ms (Meta: calling, 30 to 60 s). */
const RINGS_MS = 45_000;

type Parts = {
  world: World;
  bus: Bus;
  settings: Settings;
  timers: Timers;
  /** Reports to Bellhop. */
  tell(call: PhoneCall, at: number, news: CallNews): Promise<void>;
  /** Why phones cannot call now, in a sentence; null when they can. */
  refuses(at: number): string | null;
};

/** Creates a list without calls. */
export function createCalls(parts: Parts): Calls {
  const known = new Map<string, Known>();
  const own = (phone: string, id: string): Known => {
    const call = known.get(id);
    if (!call || call.state === "ended" || call.phone !== parts.world.phone(phone).number)
      throw new Error(`The phone ${phone} has no call ${id} that it could end`);
    return call;
  };
  return {
    ...ofPhone(parts, known, own),
    find: (id) => known.get(id) ?? null,
    busy: (phone) => [...known.values()].some((call) => call.phone === phone && call.state !== "ended"),
    ...ofBusiness(parts, known),
  };
}

function ofPhone(
  parts: Parts,
  known: Map<string, Known>,
  own: (phone: string, id: string) => Known,
): Pick<Calls, "call" | "answer" | "decline" | "hangUp"> {
  const { world, settings, tell } = parts;
  return {
    async call(number, sdp = SAMPLE_OFFER) {
      const refusal = parts.refuses(settings.clock());
      if (refusal !== null) throw new Error(refusal);
      const call = begin(parts, known, world.phone(number).number, "phone", sdp);
      world.heardFrom(call.phone, "meta", call.message.at);
      await tell(call, call.message.at, { step: "connect", sdp });
      return call.message;
    },
    async answer(number, id, sdp) {
      const call = own(number, id);
      if (call.from === "phone" || call.state !== "ringing") throw new Error(`The call ${id} does not ring`);
      change(parts, call, { state: "answered", answer: sdp, answeredAt: settings.clock() });
      world.heardFrom(call.phone, "meta", settings.clock());
      await tell(call, settings.clock(), { step: "connect", sdp });
      await tell(call, settings.clock(), { step: "ACCEPTED" });
      return call.message;
    },
    async decline(number, id) {
      const call = own(number, id);
      if (call.from === "phone" || call.state !== "ringing") throw new Error(`The call ${id} does not ring`);
      await tell(call, settings.clock(), { step: "REJECTED" });
      await end(parts, call, "Call, declined");
      return call.message;
    },
    async hangUp(number, id, spoke) {
      const call = own(number, id);
      await end(parts, call, undefined, spoke);
      return call.message;
    },
  };
}

function ofBusiness(parts: Parts, known: Map<string, Known>): Pick<Calls, "ring" | "accept" | "finish"> {
  const { settings, tell } = parts;
  return {
    ring({ number }, sdp) {
      const call = begin(parts, known, number, "business", sdp);
      void tell(call, call.message.at, { step: "RINGING" });
      return call.id;
    },
    accept(id, sdp, take) {
      const call = known.get(id)!;
      change(parts, call, { answer: sdp, ...(take ? { state: "answered", answeredAt: settings.clock() } : {}) });
    },
    finish(id) {
      const call = known.get(id)!;
      void end(parts, call, call.state === "ringing" && call.from === "phone" ? "Call, refused" : undefined);
    },
  };
}

function begin(parts: Parts, known: Map<string, Known>, phone: string, from: PhoneCall["from"], sdp: string): Known {
  const text = from === "phone" ? "Calling the business" : "The business is calling";
  const content = { type: "notice" as const, text };
  const message = parts.world.add({ id: wacid(), line: "meta", phone, from, content, quotes: null });
  const seen = { id: message.id, phone, from, state: "ringing" as const, offer: sdp, answer: null };
  const stopTimer = parts.timers.after(RINGS_MS, () => {
    if (call.state === "ringing") void end(parts, call);
  });
  const call: Known = { ...seen, message, answeredAt: null, stopTimer };
  known.set(call.id, call);
  change(parts, call, {});
  return call;
}

async function end(parts: Parts, call: Known, words?: string, said?: number): Promise<void> {
  const { world, settings, tell } = parts;
  const at = settings.clock();
  const spoke = said ?? (call.answeredAt === null ? null : Math.round((at - call.answeredAt) / 1000));
  call.stopTimer();
  change(parts, call, { state: "ended" });
  const text = words ?? (spoke === null ? "Call, not answered" : `Call, ${spoke} s`);
  world.update(call.message, { content: { type: "notice", text } });
  await tell(call, at, { step: "terminate", at, spoke });
}

/** Changes a call and tells the page. */
function change({ bus }: Parts, call: Known, changed: Partial<Known>): void {
  Object.assign(call, changed);
  const { id, phone, from, state, offer, answer } = call;
  bus.emit({ type: "call", data: { id, phone, from, state, offer, answer } });
}

/** A valid offer of a peer that does not exist: the number of a documentation network, and a made-up fingerprint. */
const SAMPLE_OFFER = [
  ...["v=0", "o=- 1767225600 2 IN IP4 192.0.2.1", "s=-", "t=0 0", "a=group:BUNDLE 0", "a=ice-lite"],
  ...["m=audio 3480 UDP/TLS/RTP/SAVPF 111 126", "c=IN IP4 192.0.2.1", "a=rtcp:9 IN IP4 0.0.0.0"],
  "a=candidate:1 1 udp 2122260223 192.0.2.1 3480 typ host generation 0",
  ...["a=ice-ufrag:Tb1q", "a=ice-pwd:3oG1zYcEJ5rQmXw0aVnK7LtU"],
  `a=fingerprint:sha-256 ${Array.from({ length: 32 }, (_, n) => (n + 16).toString(16).toUpperCase()).join(":")}`,
  ...["a=setup:actpass", "a=mid:0", "a=sendrecv", "a=rtcp-mux", "a=rtpmap:111 opus/48000/2"],
  ...["a=fmtp:111 minptime=10;useinbandfec=1", "a=rtpmap:126 telephone-event/8000", ""],
].join("\r\n");
