// Records with the microphone: begin, pause, go on, listen to what is there, and end.
import { useEffect, useRef, useState } from "react";
import { BITS_PER_SECOND, recordingType } from "./voice-note.ts";

export type RecorderState = "starting" | "recording" | "paused" | "making";

/** Why nothing can be recorded. */
export type NoRecording = "microphone_refused" | "microphone_none" | "recorder_cannot";

type Running = { recorder: MediaRecorder; stream: MediaStream; parts: Blob[] };

async function begin(): Promise<Running> {
  const mimeType = await recordingType();
  if (mimeType === null) throw new DOMException("", "NotSupportedError");
  const stream = await navigator.mediaDevices.getUserMedia({ audio: { channelCount: 1, noiseSuppression: true } });
  const recorder = new MediaRecorder(stream, { mimeType, audioBitsPerSecond: BITS_PER_SECOND });
  const parts: Blob[] = [];
  recorder.ondataavailable = ({ data }) => parts.push(data);
  recorder.start();
  return { recorder, stream, parts };
}

const reasonOf = ({ name }: DOMException): NoRecording =>
  name === "NotSupportedError"
    ? "recorder_cannot"
    : name === "NotAllowedError"
      ? "microphone_refused"
      : "microphone_none";

const release = ({ recorder, stream }: Running): void => {
  if (recorder.state !== "inactive") recorder.stop();
  for (const track of stream.getTracks()) track.stop();
};

type Ways = {
  /** Nothing can be recorded. */
  fail(why: NoRecording): void;
  /** The recorder is gone, for another conversation is open, and the recording was neither ended nor discarded. */
  leave(recording: Blob): void;
};

/** Ends a recording and returns it. */
async function ended(one: Running): Promise<Blob> {
  const stopped = new Promise((resolve) => one.recorder.addEventListener("stop", resolve, { once: true }));
  release(one);
  await stopped;
  return whole(one);
}

const whole = ({ parts, recorder }: Running) => new Blob(parts, { type: recorder.mimeType });

/** Records from when it is first shown until it is gone. `seconds`: the length so far. */
export function useRecording(ways: Ways) {
  const running = useRef<Running | null>(null);
  const [state, setState] = useState<RecorderState>("starting");
  const [heard, setHeard] = useState<string | null>(null);
  const seconds = useSeconds(state === "recording");
  const latest = useRef(ways);
  useEffect(() => {
    let isGone = false;
    begin().then(
      (one) => {
        if (isGone) return release(one);
        running.current = one;
        setState("recording");
      },
      (error: DOMException) => (isGone ? undefined : latest.current.fail(reasonOf(error))),
    );
    return () => {
      isGone = true;
      if (running.current) void ended(running.current).then(latest.current.leave);
      running.current = null;
    };
  }, []);
  useLeaveWarning(state !== "starting");
  return {
    state,
    seconds,
    /** What was recorded, to listen to while it is paused. */
    heard,
    pause() {
      const one = running.current!;
      one.recorder.addEventListener("dataavailable", () => setHeard(URL.createObjectURL(whole(one))), { once: true });
      one.recorder.pause();
      one.recorder.requestData();
      setState("paused");
    },
    goOn() {
      if (heard) URL.revokeObjectURL(heard);
      setHeard(null);
      running.current!.recorder.resume();
      setState("recording");
    },
    discard() {
      if (running.current) release(running.current);
      running.current = null;
    },
    end(): Promise<Blob> {
      const one = running.current!;
      running.current = null;
      setState("making");
      return ended(one);
    },
  };
}

/** Seconds for which `isRunning` was true. */
function useSeconds(isRunning: boolean): number {
  const [seconds, set] = useState(0);
  useEffect(() => {
    if (!isRunning) return;
    let last = performance.now();
    const timer = setInterval(() => {
      const now = performance.now();
      const passed = (now - last) / 1_000;
      last = now;
      set((before) => before + passed);
    }, 200);
    return () => clearInterval(timer);
  }, [isRunning]);
  return seconds;
}

/** A recording lives only on this page: the browser asks before the page is left. */
function useLeaveWarning(isOn: boolean): void {
  useEffect(() => {
    if (!isOn) return;
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    addEventListener("beforeunload", warn);
    return () => removeEventListener("beforeunload", warn);
  }, [isOn]);
}
