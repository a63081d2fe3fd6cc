// The waveform of a voice note: its loudness over time, drawn once the note comes into view.
import { useEffect, useRef, useState } from "react";
import type { Kept } from "./file.ts";
import styles from "./files.module.css";

const BARS = 46;
const flat: readonly number[] = Array.from({ length: BARS }, () => 0.08);

/** `played`: the share that was played, 0 to 1. */
export function Waveform({ file, played }: { file: Kept; played: number }) {
  const place = useRef<SVGSVGElement>(null);
  const [bars, setBars] = useState<readonly number[]>(flat);
  useEffect(() => {
    let isGone = false;
    const watcher = new IntersectionObserver(async ([one]) => {
      if (!one?.isIntersecting) return;
      watcher.disconnect();
      const { loudnessOf } = await import("./waveform.ts");
      const found = await loudnessOf(file, BARS);
      if (found && !isGone) setBars(found);
    });
    watcher.observe(place.current!);
    return () => {
      isGone = true;
      watcher.disconnect();
    };
  }, [file]);
  return (
    <svg
      ref={place}
      className={styles.waveform}
      viewBox={`0 0 ${BARS * 4} 32`}
      preserveAspectRatio="none"
      aria-hidden="true"
    >
      {bars.map((height, n) => (
        <rect
          // biome-ignore lint/suspicious/noArrayIndexKey: a bar has nothing but its place.
          key={n}
          className={n / BARS < played ? styles.played : undefined}
          x={n * 4}
          y={16 - height * 15}
          width={2.4}
          height={height * 30}
          rx={1.2}
        />
      ))}
    </svg>
  );
}
