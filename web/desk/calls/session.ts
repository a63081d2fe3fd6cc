// The call of this browser tab: taking one, making one, ending it. There is at most one.
import { useSyncExternalStore } from "react";
import { api, ok } from "../../api/client.ts";
import type { Brought } from "../../api/query.ts";
import type { Callee } from "../../kit/calling.ts";
import { openPeer, type Peer } from "./peer.ts";

/** A call as GET /api/calls/current tells it. */
export type CurrentCall = Brought<"/api/calls/current">["calls"][number];

/** The call of this tab. */
export type Session = {
  name: string;
  conversationId: number | null;
  /** Null until the server knows it. */
  callId: number | null;
  /** `connecting`: we are taking or making it. `ringing`: at the customer's. */
  state: "connecting" | "ringing" | "talking" | "ended";
  muted: boolean;
  /** When talking began, in ms since 1970. */
  since: number | null;
  /** Why it ended, if not by somebody hanging up. */
  fault: string | null;
};

let session: Session | null = null;
let peer: Peer | null = null;
/** Whether the server has listed our call: if it no longer does, it is over. */
let listed = false;
const watchers = new Set<() => void>();

function set(next: Session | null): void {
  session = next;
  for (const watcher of watchers) watcher();
}
const change = (given: Partial<Session>): void => set(session && { ...session, ...given });

/** The call of this tab. */
export const useSession = (): Session | null =>
  useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => session,
  );

/** Forgets a call that is over. */
export const forget = (): void => set(null);

function finish(fault: string | null = null): void {
  peer?.close();
  peer = null;
  listed = false;
  if (session) change({ state: "ended", fault });
}

const hears = {
  connected() {},
  lost() {
    void hangUp("lost");
  },
};

function begin(given: Pick<Session, "name" | "conversationId" | "callId">): void {
  set({ ...given, state: "connecting", muted: false, since: null, fault: null });
}

/** Takes a call that rings. Throws when a colleague was faster, or there is no microphone: then there is no call here. */
export async function take(call: CurrentCall, name: string): Promise<void> {
  begin({ name, conversationId: call.conversation_id, callId: call.id });
  try {
    peer = await openPeer(call.remote_sdp!, hears);
    const given = { params: { path: { id: call.id } }, body: { sdp: peer.sdp } };
    await ok(api.POST("/api/calls/{id}/answer", given));
    if (session?.callId !== call.id || session.state === "ended") return;
    await peer.speak();
    listed = true;
    change({ state: "talking", since: Date.now() });
  } catch (error) {
    finish();
    set(null);
    throw error;
  }
}

/** Calls a customer. Throws what the provider or the browser refuses: then there is no call here. */
export async function place({ conversationId, name }: Callee): Promise<void> {
  begin({ name, conversationId, callId: null });
  try {
    peer = await openPeer(null, hears);
    const given = { params: { path: { id: conversationId } }, body: { sdp: peer.sdp } };
    const { id } = await ok(api.POST("/api/inbox/conversations/{id}/call", given));
    change({ callId: id, state: "ringing" });
  } catch (error) {
    finish();
    set(null);
    throw error;
  }
}

/** Follows what the server says of the calls of the moment. */
export async function follow(calls: readonly CurrentCall[]): Promise<void> {
  if (!session || session.callId === null || session.state === "ended") return;
  const own = calls.find((call) => call.is_mine && call.id === session?.callId);
  if (!own) {
    if (listed) finish();
    return;
  }
  listed = true;
  if (own.direction !== "out" || own.remote_sdp === null || session.state !== "ringing" || !peer) return;
  change({ state: "talking", since: Date.now() });
  try {
    await peer.answered(own.remote_sdp);
    await peer.speak();
  } catch {
    await hangUp("lost");
  }
}

/** Ends the call of this tab. `fault`: the name of the reason to show. */
export async function hangUp(fault: string | null = null): Promise<void> {
  const id = session?.callId ?? null;
  finish(fault);
  if (id !== null) await ok(api.POST("/api/calls/{id}/hang-up", { params: { path: { id } } }));
}

/** Switches the microphone off or on. */
export function mute(on: boolean): void {
  peer?.mute(on);
  change({ muted: on });
}

// Whoever leaves the page ends the call: the connection ends with the page.
window.addEventListener("pagehide", () => {
  if (session?.callId == null || session.state === "ended") return;
  void fetch(`/api/calls/${session.callId}/hang-up`, { method: "POST", keepalive: true });
});
