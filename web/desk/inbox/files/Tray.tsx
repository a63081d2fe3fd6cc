// The tray above the reply box: the files that are about to be sent, each with its caption, place and upload.
import { ActionIcon, Button, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { percent } from "../../../kit/format.ts";
import { Icon } from "../../../kit/Icon.tsx";
import type { ComposerFiles } from "./composer-files.ts";
import { sizeInWords } from "./file.ts";
import { maxBytes } from "./limits.ts";
import styles from "./tray.module.css";
import * as tray from "./tray.ts";

export default function Tray({ conversation, provider, isClosed, send }: ComposerFiles) {
  const { t } = useTranslation("files");
  const { items, isSending } = tray.useTray(conversation, provider);
  if (items.length === 0 || !provider) return null;
  const blocked = items.filter(({ state }) => state === "refused" || state === "failed").length;
  return (
    <section className={styles.tray} aria-label={t("tray")}>
      <ol className={styles.items}>
        {items.map((item, n) => (
          <Row
            key={item.key}
            item={item}
            conversation={conversation}
            isFirst={n === 0}
            isLast={n === items.length - 1}
            submit={() => void send()}
          />
        ))}
      </ol>
      <footer className={styles.foot}>
        <p className="quiet">
          {isClosed
            ? t("drop_closed")
            : blocked > 0
              ? t("blocked", { count: blocked })
              : t("limits", { documents: sizeInWords(maxBytes[provider].document) })}
        </p>
        <Button
          size="xs"
          loading={isSending}
          disabled={isClosed || blocked === items.length}
          leftSection={<Icon name="send" size={15} />}
          onClick={() => void send()}
        >
          {t("send_files", { count: items.length })}
        </Button>
      </footer>
    </section>
  );
}

type RowProps = { item: tray.Item; conversation: number; isFirst: boolean; isLast: boolean; submit(): void };

function Row({ item, conversation, isFirst, isLast, submit }: RowProps) {
  const { t } = useTranslation("files");
  const { key, name, as, caption, state } = item;
  const label = item.voice ? t("voice_file") : name;
  return (
    <li className={styles.item}>
      <Preview item={item} />
      <div className={styles.words}>
        <p className={styles.name}>
          <bdi>{label}</bdi> <span className="quiet">{sizeInWords(item.blob.size)}</span>
        </p>
        {as === "audio" || state === "refused" ? null : (
          <TextInput
            size="xs"
            dir="auto"
            aria-label={t("caption_of", { name: label })}
            placeholder={t("caption")}
            maxLength={1_024}
            value={caption}
            onChange={({ currentTarget }) => tray.setCaption(conversation, key, currentTarget.value)}
            onKeyDown={(event) => {
              if (event.key !== "Enter" || event.nativeEvent.isComposing) return;
              event.preventDefault();
              submit();
            }}
          />
        )}
        <Progress item={item} conversation={conversation} />
      </div>
      <div className={styles.acts}>
        {isFirst && isLast ? null : (
          <>
            <Act
              icon="up"
              label={t("move_up", { name: label })}
              off={isFirst}
              run={() => tray.move(conversation, key, -1)}
            />
            <Act
              icon="down"
              label={t("move_down", { name: label })}
              off={isLast}
              run={() => tray.move(conversation, key, 1)}
            />
          </>
        )}
        <Act
          icon="close"
          label={t(state === "uploading" ? "cancel_file" : "remove_file", { name: label })}
          run={() => tray.remove(conversation, key)}
        />
      </div>
    </li>
  );
}

type ActProps = { icon: "up" | "down" | "close"; label: string; off?: boolean; run(): void };

const Act = ({ icon, label, off, run }: ActProps) => (
  <ActionIcon size={30} variant="subtle" aria-label={label} title={label} disabled={off === true} onClick={run}>
    <Icon name={icon} size={16} />
  </ActionIcon>
);

function Preview({ item: { preview, as } }: { item: tray.Item }) {
  if (preview && as === "image") return <img className={styles.preview} src={preview} alt="" />;
  if (preview && as === "video")
    return <video className={styles.preview} src={preview} preload="metadata" muted tabIndex={-1} aria-hidden="true" />;
  return (
    <span className={styles.preview}>
      <Icon name={as === "audio" ? "play" : "file"} size={22} />
    </span>
  );
}

/** How far a file is: in words, and as a bar while it is uploaded. */
function Progress({
  item: { key, state, progress, error, as, blob },
  conversation,
}: {
  item: tray.Item;
  conversation: number;
}) {
  const { t } = useTranslation("files");
  if (error)
    return (
      <p className={styles.error} role="alert">
        {error}{" "}
        {state === "failed" ? (
          <button type="button" onClick={() => void tray.uploadItem(conversation, key)}>
            {t("upload_again")}
          </button>
        ) : null}
      </p>
    );
  if (state === "preparing") return <p className="quiet">{t("preparing")}</p>;
  const isMedia = /^(image|video|audio)\//.test(blob.type);
  if (state === "uploaded") return as === "document" && isMedia ? <p className="quiet">{t("as_document")}</p> : null;
  return <progress value={progress} max={1} aria-label={t("uploading", { percent: percent(progress) })} />;
}
