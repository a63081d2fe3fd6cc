// The part of the reply box for files: the buttons to attach and to record, and what takes files that are dropped or pasted.
import { ActionIcon } from "@mantine/core";
import { type RefObject, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../kit/Icon.tsx";
import { toast } from "../../../kit/toasts.tsx";
import type { ComposerFiles } from "./composer-files.ts";
import { Stickers } from "./Stickers.tsx";
import styles from "./tray.module.css";
import * as tray from "./tray.ts";

export default function FileTools({ record, ...props }: ComposerFiles & { record(): void }) {
  const { t } = useTranslation("files");
  const picker = useRef<HTMLInputElement>(null);
  const camera = useRef<HTMLInputElement>(null);
  const { add, isOver } = useIncoming(props);
  if (props.isClosed || props.composer.mode !== "reply") return null;
  const take = ({ currentTarget }: { currentTarget: HTMLInputElement }) => {
    add([...(currentTarget.files ?? [])]);
    // The same file can be chosen again.
    currentTarget.value = "";
  };
  return (
    <>
      {isOver ? <div className={styles.over}>{t("drop_here")}</div> : null}
      <input ref={picker} type="file" multiple hidden aria-label={t("attach")} onChange={take} />
      <input
        ref={camera}
        type="file"
        accept="image/*,video/*"
        capture="environment"
        hidden
        aria-label={t("camera")}
        onChange={take}
      />
      <div className={styles.tools}>
        <Tool icon="clip" label={t("attach")} title={t("attach_hint")} run={() => picker.current?.click()} />
        <span className={styles.onlyTouch}>
          <Tool icon="camera" label={t("camera")} run={() => camera.current?.click()} />
        </span>
        <Stickers send={props.sendNow} />
        <Tool icon="mic" label={t("record")} run={record} />
      </div>
    </>
  );
}

type ToolProps = { icon: "clip" | "camera" | "mic"; label: string; title?: string; run(): void };

const Tool = ({ icon, label, title = label, run }: ToolProps) => (
  <ActionIcon size={36} variant="subtle" aria-label={label} title={title} onClick={run}>
    <Icon name={icon} size={19} />
  </ActionIcon>
);

/** Takes files that are dropped on the conversation or pasted into the reply box. */
function useIncoming({ conversation, provider, isClosed, composer }: ComposerFiles) {
  const { t } = useTranslation("files");
  const add = (files: readonly File[]) => {
    if (files.length === 0 || !provider) return;
    if (isClosed) return toast.failed(t("drop_closed"));
    composer.setMode("reply");
    tray.add(conversation, provider, files);
  };
  const latest = useRef(add);
  useEffect(() => {
    latest.current = add;
  });
  useEffect(() => {
    const onPaste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      // Programs that copy a text may add a picture of it: the text is meant.
      const hasText = event.clipboardData?.types.includes("text/plain") === true;
      if (files.length === 0 || hasText || !isComposing(event.target)) return;
      event.preventDefault();
      latest.current(files);
    };
    document.addEventListener("paste", onPaste);
    return () => document.removeEventListener("paste", onPaste);
  }, []);
  return { add, isOver: useDrop(latest) };
}

/** Whether something is pasted into the reply box, or nowhere in particular. */
const isComposing = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  (target.closest("[data-composer]") !== null || !target.closest("input, textarea, [role=dialog]"));

/** Whether files are held over the page. They can be dropped anywhere: a browser would leave the page for a file that nothing takes. */
function useDrop(add: RefObject<(files: readonly File[]) => void>): boolean {
  const [isOver, setOver] = useState(false);
  useEffect(() => {
    const hasFiles = (event: DragEvent) => event.dataTransfer?.types.includes("Files") === true;
    const onOver = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(true);
    };
    const onLeave = (event: DragEvent) => {
      if (event.relatedTarget === null) setOver(false);
    };
    const onDrop = (event: DragEvent) => {
      if (!hasFiles(event)) return;
      event.preventDefault();
      setOver(false);
      add.current([...(event.dataTransfer?.files ?? [])]);
    };
    document.addEventListener("dragover", onOver);
    document.addEventListener("dragleave", onLeave);
    document.addEventListener("drop", onDrop);
    return () => {
      document.removeEventListener("dragover", onOver);
      document.removeEventListener("dragleave", onLeave);
      document.removeEventListener("drop", onDrop);
    };
  }, [add]);
  return isOver;
}
