// The player of voice notes and audio files: play, position, speed; a voice note shows its waveform.
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../kit/Icon.tsx";
import { downloadOf, type Kept, lengthInWords } from "./file.ts";
import styles from "./files.module.css";
import { Unplayable } from "./Unplayable.tsx";
import { Waveform } from "./Waveform.tsx";

/** In the order in which the button goes through them. */
const speeds = [1, 1.5, 2] as const;
const speedSetting = "bellhop.audio.speed";
const keptSpeed = (): number => speeds.find((one) => String(one) === localStorage.getItem(speedSetting)) ?? 1;

/** What plays now: another one that begins stops it. */
let playing: HTMLAudioElement | null = null;

export function AudioPlayer({ file }: { file: Kept }) {
  const { t } = useTranslation("files");
  const player = usePlayer(file);
  if (player.cannot) return <Unplayable file={file} />;
  const { audio, isPlaying, at, all, on } = player;
  return (
    <fieldset className={styles.audio} aria-label={file.voice ? t("voice") : t("audio")}>
      {file.voice ? null : (
        <p className={styles.audioName}>
          <bdi>{file.file_name ?? t("audio")}</bdi>
          <a href={downloadOf(file)} download={file.file_name ?? ""} aria-label={t("download")} title={t("download")}>
            <Icon name="download" size={15} />
          </a>
        </p>
      )}
      <audio ref={audio} src={file.url} preload="none" {...on} />
      <button
        type="button"
        className={styles.play}
        aria-label={t(isPlaying ? "pause" : "play")}
        onClick={player.toggle}
      >
        <Icon name={isPlaying ? "pause" : "play"} size={18} />
      </button>
      <div className={styles.track}>
        {file.voice ? <Waveform file={file} played={all > 0 ? at / all : 0} /> : null}
        <input
          type="range"
          className={file.voice ? styles.seekOver : styles.seek}
          aria-label={t("position")}
          aria-valuetext={t("position_of", { at: lengthInWords(at), all: lengthInWords(all) })}
          min={0}
          max={all || 1}
          step={0.1}
          value={Math.min(at, all || 1)}
          onChange={({ currentTarget }) => player.seek(Number(currentTarget.value))}
        />
      </div>
      <span className={styles.length}>{lengthInWords(isPlaying || at > 0 ? at : all)}</span>
      <button
        type="button"
        className={styles.speed}
        aria-label={t("speed", { speed: player.speed })}
        onClick={player.faster}
      >
        {player.speed}×
      </button>
    </fieldset>
  );
}

function usePlayer(file: Kept) {
  const audio = useRef<HTMLAudioElement>(null);
  const [isPlaying, setPlaying] = useState(false);
  const [cannot, setCannot] = useState(false);
  const [at, setAt] = useState(0);
  const [all, setAll] = useState((file.duration_ms ?? 0) / 1_000);
  const [speed, setSpeed] = useState(keptSpeed);
  useEffect(
    () => () => {
      if (playing === audio.current) playing = null;
    },
    [],
  );
  const toggle = () => {
    const one = audio.current!;
    if (!one.paused) return one.pause();
    if (playing !== one) playing?.pause();
    playing = one;
    one.playbackRate = speed;
    // The error event tells why it does not play.
    one.play().catch(() => {});
  };
  const seek = (to: number) => {
    setAt(to);
    audio.current!.currentTime = to;
  };
  const faster = () => {
    const next = speeds[(speeds.indexOf(speed as 1) + 1) % speeds.length]!;
    localStorage.setItem(speedSetting, String(next));
    setSpeed(next);
    audio.current!.playbackRate = next;
  };
  const on = {
    onPlay: () => setPlaying(true),
    onPause: () => setPlaying(false),
    onEnded: () => setAt(0),
    onError: () => setCannot(true),
    onTimeUpdate: () => setAt(audio.current!.currentTime),
    onDurationChange: () => {
      const { duration } = audio.current!;
      if (Number.isFinite(duration)) setAll(duration);
    },
  };
  return { audio, isPlaying, cannot, at, all, speed, toggle, seek, faster, on };
}
