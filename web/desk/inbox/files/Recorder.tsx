// The recorder of voice notes, above the reply box while something is recorded.
import { ActionIcon, Button } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Icon } from "../../../kit/Icon.tsx";
import { toast } from "../../../kit/toasts.tsx";
import type { ComposerFiles } from "./composer-files.ts";
import { lengthInWords } from "./file.ts";
import { useRecording } from "./recording.ts";
import styles from "./tray.module.css";
import * as tray from "./tray.ts";
import { toVoiceNote } from "./voice-note.ts";

type Props = ComposerFiles & { close(): void };

/** The recording, and what becomes of it. */
function useVoiceNote({ conversation, provider, send, close }: Props) {
  const { t } = useTranslation("files");
  /** Puts the recording into the tray, where it stays if it cannot be uploaded. */
  const put = async (recorded: Blob) => {
    const file = new File([await toVoiceNote(recorded)], "voice-message.ogg", { type: "audio/ogg" });
    return tray.add(conversation, provider!, [file], true);
  };
  const recording = useRecording({
    fail(why) {
      toast.failed(t(why));
      close();
    },
    leave: (recorded) => void put(recorded).catch(() => toast.failed(t("recorder_cannot"))),
  });
  const finish = async () => {
    try {
      const keys = await put(await recording.end());
      close();
      await send(keys);
    } catch {
      toast.failed(t("recorder_cannot"));
      close();
    }
  };
  const discard = () => {
    recording.discard();
    close();
  };
  return { ...recording, finish, discard };
}

export default function Recorder(props: Props) {
  const { t } = useTranslation("files");
  const { state, seconds, heard, pause, goOn, finish, discard } = useVoiceNote(props);
  const isReady = state === "recording" || state === "paused";
  return (
    <section className={styles.recorder} aria-label={t("recorder")}>
      <ActionIcon variant="subtle" color="red" size={36} aria-label={t("recorder_discard")} onClick={discard}>
        <Icon name="trash" size={18} />
      </ActionIcon>
      <span className={styles.lamp} data-state={state} />
      <p className={styles.state} role="timer">
        {t(`recorder_state_${isReady ? state : "making"}`)} {lengthInWords(seconds)}
      </p>
      {heard ? (
        // biome-ignore lint/a11y/useMediaCaption: it was just said.
        <audio controls src={heard} aria-label={t("recorder_listen")} />
      ) : null}
      {state === "paused" ? (
        <Button size="xs" variant="default" leftSection={<Icon name="mic" size={15} />} onClick={goOn}>
          {t("recorder_go_on")}
        </Button>
      ) : (
        <Button
          size="xs"
          variant="default"
          disabled={!isReady}
          leftSection={<Icon name="pause" size={15} />}
          onClick={pause}
        >
          {t("recorder_pause")}
        </Button>
      )}
      <ActionIcon
        size={36}
        variant="filled"
        aria-label={t("recorder_send")}
        loading={state === "making"}
        disabled={!isReady && state !== "making"}
        onClick={() => void finish()}
      >
        <Icon name="send" size={18} />
      </ActionIcon>
    </section>
  );
}
