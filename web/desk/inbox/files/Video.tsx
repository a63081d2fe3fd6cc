// A video in the thread. The first browser in which an agent sees it makes its poster frame.
import { useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { useCan } from "../../../kit/session.ts";
import { boxOf, type Kept } from "./file.ts";
import styles from "./files.module.css";
import { Unplayable } from "./Unplayable.tsx";

export function Video({ file }: { file: Kept }) {
  const { t } = useTranslation("files");
  const [cannot, setCannot] = useState(false);
  const { place, poster } = usePoster(file);
  const { width, height } = boxOf(file);
  if (cannot) return <Unplayable file={file} />;
  return (
    <video
      ref={place}
      className={styles.video}
      aria-label={t("video")}
      src={file.url}
      {...(poster ? { poster } : {})}
      preload={poster ? "none" : "metadata"}
      width={width}
      height={height}
      style={{ aspectRatio: `${width} / ${height}` }}
      controls
      playsInline
      onError={() => setCannot(true)}
    />
  );
}

/** The video's poster frame: the server's, else one that is made once the video comes into view. */
function usePoster({ id, url, thumbnail_url }: Kept) {
  const place = useRef<HTMLVideoElement>(null);
  const [made, setMade] = useState<string | null>(null);
  const can = useCan()("agent");
  useEffect(() => {
    if (thumbnail_url !== null || !can || !place.current) return;
    const leave = new AbortController();
    const watcher = new IntersectionObserver(async ([one]) => {
      if (!one?.isIntersecting) return;
      watcher.disconnect();
      const { providePoster } = await import("./poster.ts");
      const poster = await providePoster(id, url);
      if (poster && !leave.signal.aborted) setMade(poster);
    });
    watcher.observe(place.current);
    return () => {
      leave.abort();
      watcher.disconnect();
    };
  }, [id, url, thumbnail_url, can]);
  return { place, poster: thumbnail_url ?? made };
}
