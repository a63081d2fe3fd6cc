// @ts-check
// Calls of the phone: the page is the customer's end, with its own microphone and loudspeaker. Session descriptions go through the simulator's API.

import { byId, el } from "./dom.js";
import { act } from "./net.js";
import { store } from "./store.js";

/** @typedef {{ id: string, phone: string, from: "phone" | "business", state: "ringing" | "answered" | "ended", offer: string | null, answer: string | null }} Call */

/** @type {Map<string, Call>} by id, those that have not ended */
const calls = new Map();
/** @type {{ id: string | null, connection: RTCPeerConnection, stream: MediaStream, answered: boolean } | null} */
let own = null;
/** @type {(error: unknown) => void} */
let complain = () => {};

/** @param {(error: unknown) => void} onError */
export function wireCalls(onError) {
  complain = onError;
  byId("call").addEventListener("click", () => void begin().catch(fail));
}

/** A call is new or has changed. @param {Call} call */
export function onCall(call) {
  if (call.state === "ended") {
    calls.delete(call.id);
    if (own?.id === call.id) close();
  } else calls.set(call.id, call);
  if (own?.id === call.id && call.from === "phone" && call.answer && !own.answered) {
    // The answer may come twice in a row, for `pre_accept` and `accept`, and the connection takes one only.
    own.answered = true;
    void own.connection.setRemoteDescription({ type: "answer", sdp: call.answer }).catch(fail);
  }
  showCalls();
}

/** Shows the call of the shown phone, and what can be done with it. */
export function showCalls() {
  const call = [...calls.values()].find(({ phone }) => phone === store.phone && store.line === "meta");
  const bar = byId("call-bar");
  byId("call").hidden = store.line !== "meta" || !store.callButton;
  byId("call").disabled = call !== undefined;
  bar.hidden = call === undefined;
  if (!call) return;
  const rings = call.state === "ringing";
  const words = rings
    ? call.from === "phone"
      ? "Calling Bellhop"
      : "Bellhop is calling"
    : "On the phone with Bellhop";
  bar.replaceChildren(
    el("span", { role: "status" }, words),
    rings && call.from === "business" ? button("Answer", () => answer(call)) : null,
    rings && call.from === "business"
      ? button("Decline", () => act(call.phone, "decline", { callId: call.id }))
      : button("Hang up", () => act(call.phone, "hang-up", { callId: call.id })),
  );
}

/** @param {string} label @param {() => Promise<unknown>} run */
function button(label, run) {
  return el("button", { class: "quiet-button", type: "button", onclick: () => run().catch(fail) }, label);
}

/** @param {unknown} error */
function fail(error) {
  close();
  complain(error);
}

async function begin() {
  const { connection, stream } = await open();
  for (const track of stream.getTracks()) connection.addTrack(track, stream);
  await connection.setLocalDescription(await connection.createOffer());
  await gathered(connection);
  const phone = store.phone;
  const message = await act(phone, "call", { sdp: connection.localDescription?.sdp });
  if (own) own.id = message.id;
  const call = calls.get(message.id);
  if (call) onCall(call);
}

/** @param {Call} call */
async function answer(call) {
  const { connection, stream } = await open();
  if (own) own.id = call.id;
  await connection.setRemoteDescription({ type: "offer", sdp: call.offer ?? "" });
  for (const track of stream.getTracks()) connection.addTrack(track, stream);
  await connection.setLocalDescription(await connection.createAnswer());
  await gathered(connection);
  await act(call.phone, "answer", { callId: call.id, sdp: connection.localDescription?.sdp });
}

/** Opens the microphone and a connection. */
async function open() {
  close();
  const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
  const connection = new RTCPeerConnection();
  const sound = new Audio();
  sound.autoplay = true;
  connection.ontrack = ({ track }) => {
    sound.srcObject = new MediaStream([track]);
    void sound.play().catch(() => {});
  };
  connection.onconnectionstatechange = () => {
    byId("call-bar").dataset.connection = connection.connectionState;
  };
  own = { id: null, connection, stream, answered: false };
  return own;
}

function close() {
  for (const track of own?.stream.getTracks() ?? []) track.stop();
  own?.connection.close();
  own = null;
}

/** The descriptions are exchanged whole, so all candidates must be in them. @param {RTCPeerConnection} connection */
function gathered(connection) {
  return new Promise((/** @type {(value?: unknown) => void} */ resolve) => {
    if (connection.iceGatheringState === "complete") return resolve();
    setTimeout(resolve, 1_500);
    connection.addEventListener("icegatheringstatechange", () => {
      if (connection.iceGatheringState === "complete") resolve();
    });
  });
}
