// The browser's end of a call: microphone, loudspeaker, and the WebRTC connection to the provider. No server of ours is on the way of the sound.

/** How long to look for network candidates, in ms; the description goes out whole, since the provider takes no later ones. */
const GATHER_MS = 1_500;

/** One end of a call. */
export type Peer = {
  /** The description of our side. */
  sdp: string;
  /** Takes the customer's answer to a call of ours. Throws when the browser cannot use it. */
  answered(sdp: string): Promise<void>;
  /** Sends what the microphone hears; nothing is sent before. */
  speak(): Promise<void>;
  mute(on: boolean): void;
  close(): void;
};

/** Called when the connection is there, and when it is lost. */
type Hears = { connected(): void; lost(): void };

/** Prepares our end, for a customer's offer or, with null, for a call of ours. Throws when there is no microphone or it may not be used. */
export async function openPeer(offer: string | null, hears: Hears): Promise<Peer> {
  const stream = await navigator.mediaDevices.getUserMedia({
    audio: { echoCancellation: true, noiseSuppression: true, autoGainControl: true },
  });
  const [track] = stream.getAudioTracks();
  const connection = new RTCPeerConnection({ bundlePolicy: "max-bundle" });
  const sound = new Audio();
  sound.autoplay = true;
  const close = () => {
    for (const one of stream.getTracks()) one.stop();
    connection.close();
    sound.srcObject = null;
  };
  connection.ontrack = ({ track: theirs }) => {
    sound.srcObject = new MediaStream([theirs]);
    void sound.play().catch(() => {});
  };
  connection.onconnectionstatechange = () => {
    if (connection.connectionState === "connected") hears.connected();
    if (connection.connectionState === "failed") hears.lost();
  };
  try {
    const sender = await describe(connection, offer);
    await gathered(connection);
    return {
      sdp: connection.localDescription!.sdp,
      answered: (sdp) => connection.setRemoteDescription({ type: "answer", sdp }),
      speak: () => sender.replaceTrack(track!),
      mute: (on) => {
        track!.enabled = !on;
      },
      close,
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** Describes our side; returns what sends our sound. */
async function describe(connection: RTCPeerConnection, offer: string | null): Promise<RTCRtpSender> {
  if (offer === null) {
    const { sender } = connection.addTransceiver("audio", { direction: "sendrecv" });
    await connection.setLocalDescription(await connection.createOffer());
    return sender;
  }
  await connection.setRemoteDescription({ type: "offer", sdp: offer });
  const audio = connection.getTransceivers().find((one) => one.receiver.track.kind === "audio");
  if (!audio) throw new Error("The call has no sound.");
  audio.direction = "sendrecv";
  await connection.setLocalDescription(await connection.createAnswer());
  return audio.sender;
}

function gathered(connection: RTCPeerConnection): Promise<void> {
  return new Promise((resolve) => {
    if (connection.iceGatheringState === "complete") return resolve();
    setTimeout(resolve, GATHER_MS);
    connection.addEventListener("icegatheringstatechange", () => {
      if (connection.iceGatheringState === "complete") resolve();
    });
  });
}
