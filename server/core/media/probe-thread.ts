// The thread of probe.ts: reads one container.
import { parentPort, workerData } from "node:worker_threads";
import { ADTS, FilePathSource, FLAC, Input, MATROSKA, MP3, MP4, OGG, QTFF, WAVE, WEBM } from "mediabunny";
import type { Probed } from "./probe.ts";

// Containers alone: a playlist (HLS) would have other files opened.
const formats = [MP4, QTFF, OGG, MP3, ADTS, WEBM, MATROSKA, WAVE, FLAC];
const input = new Input({ formats, source: new FilePathSource(workerData as string) });
const track = await input.getPrimaryVideoTrack();
const seconds = await input.computeDuration();
const probed: Probed = {
  width: track && Math.round(await track.getDisplayWidth()),
  height: track && Math.round(await track.getDisplayHeight()),
  durationMs: Number.isFinite(seconds) && seconds > 0 ? Math.round(seconds * 1_000) : null,
};
parentPort?.postMessage(probed);
