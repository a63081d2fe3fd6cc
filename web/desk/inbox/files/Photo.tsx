// A photo in the thread: its thumbnail in its own shape; a click opens the viewer.
import { lazy, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { fetched } from "../../../kit/fetched.ts";
import { boxOf, type Kept } from "./file.ts";
import styles from "./files.module.css";

const Viewer = lazy(() => fetched(() => import("./Viewer.tsx")));

export function Photo({ file, caption }: { file: Kept; caption: string | null }) {
  const { t } = useTranslation("files");
  const [isOpen, open] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  const { width, height } = boxOf(file);
  const close = () => {
    open(false);
    button.current?.focus();
  };
  return (
    <>
      <button
        ref={button}
        type="button"
        className={styles.photo}
        aria-label={caption ? t("open_photo_of", { caption: caption.slice(0, 80) }) : t("open_photo")}
        onClick={() => open(true)}
      >
        <img
          src={file.thumbnail_url ?? file.url}
          width={width}
          height={height}
          style={{ aspectRatio: `${width} / ${height}` }}
          alt=""
          loading="lazy"
          decoding="async"
        />
      </button>
      <Suspense>{isOpen ? <Viewer file={file} onClose={close} /> : null}</Suspense>
    </>
  );
}
