// The photo viewer: a conversation's photos one by one, with zoom by wheel, pinch, double click and keys.
import { ActionIcon, Modal } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { time } from "../../../kit/format.ts";
import { Icon, type IconName } from "../../../kit/Icon.tsx";
import { downloadOf, type Kept } from "./file.ts";
import { usePhotos } from "./photos.ts";
import { useStage } from "./stage.ts";
import styles from "./viewer.module.css";

const STEP = 1.5;

export default function Viewer({ file, onClose }: { file: Kept; onClose(): void }) {
  const { t } = useTranslation("files");
  const { shown, place, older, newer } = usePhotos(file);
  const stage = useStage(shown.id, { older, newer });
  const onKeyDown = (event: React.KeyboardEvent) => {
    const act = {
      "+": () => stage.zoom(STEP),
      "=": () => stage.zoom(STEP),
      "-": () => stage.zoom(1 / STEP),
      "0": stage.reset,
      ArrowLeft: older,
      ArrowRight: newer,
    }[event.key];
    if (!act || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    act();
  };
  return (
    <Modal.Root opened fullScreen padding={0} onClose={onClose} onKeyDown={onKeyDown} transitionProps={{ duration: 0 }}>
      <Modal.Content className={styles.content} aria-label={t("viewer")}>
        <Modal.Body className={styles.body}>
          <header className={styles.bar}>
            <p className={styles.place} role="status">
              {place ? t("viewer_count", place) : ""}
              {shown.at ? <span>{time(shown.at, "full")}</span> : null}
            </p>
            <BarButton
              icon="minus"
              label={t("zoom_out")}
              run={stage.view.scale > 1 ? () => stage.zoom(1 / STEP) : null}
            />
            <BarButton icon="plus" label={t("zoom_in")} run={() => stage.zoom(STEP)} />
            <BarButton icon="screen" label={t("zoom_whole")} run={stage.view.scale > 1 ? stage.reset : null} />
            <ActionIcon
              component="a"
              variant="subtle"
              color="gray.0"
              size={40}
              href={downloadOf(shown.file)}
              download={shown.file.file_name ?? ""}
              aria-label={t("download")}
            >
              <Icon name="download" size={20} />
            </ActionIcon>
            <BarButton icon="close" label={t("close")} run={onClose} isFirst />
          </header>
          <Stage stage={stage} file={shown.file} />
          <div className={styles.arrows}>
            <BarButton icon="chevronLeft" label={t("previous")} run={older} />
            <BarButton icon="chevronRight" label={t("next")} run={newer} />
          </div>
        </Modal.Body>
      </Modal.Content>
    </Modal.Root>
  );
}

type ButtonProps = { icon: IconName; label: string; run: (() => void) | null; isFirst?: boolean };

/** It keeps the focus when it can do nothing, so that the keys still work. `isFirst`: it has the focus when the viewer opens. */
function BarButton({ icon, label, run, isFirst }: ButtonProps) {
  return (
    <ActionIcon
      variant="subtle"
      color="gray.0"
      size={40}
      aria-label={label}
      aria-disabled={run === null}
      {...(isFirst ? { "data-autofocus": true } : {})}
      className={run === null ? styles.idle : undefined}
      onClick={() => run?.()}
    >
      <Icon name={icon} size={20} />
    </ActionIcon>
  );
}

function Stage({ stage, file }: { stage: ReturnType<typeof useStage>; file: Kept }) {
  const { t } = useTranslation("files");
  const [failed, setFailed] = useState<number | null>(null);
  const { scale, x, y } = stage.view;
  return (
    <div ref={stage.setFrame} className={styles.stage} data-zoomed={scale > 1} {...stage.on}>
      {failed === file.id ? (
        <p className={styles.failed} role="alert">
          {t("photo_failed")}
        </p>
      ) : (
        <img
          key={file.id}
          ref={stage.photo}
          src={file.url}
          alt={file.file_name ?? t("photo")}
          draggable={false}
          // The thumbnail, which is there already, until the photo is.
          style={{
            transform: `translate(${x}px, ${y}px) scale(${scale})`,
            ...(file.thumbnail_url ? { backgroundImage: `url("${encodeURI(file.thumbnail_url)}")` } : {}),
          }}
          {...(file.width && file.height ? { width: file.width, height: file.height } : {})}
          onError={() => setFailed(file.id)}
        />
      )}
    </div>
  );
}
