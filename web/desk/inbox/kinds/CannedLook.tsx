// A look at a canned reply that is more than text, before it is sent as it is or changed in its form.
import { Button, Textarea } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { FormDialog } from "../../../kit/FormDialog.tsx";
import { Icon } from "../../../kit/Icon.tsx";
import type { OutboundMessage } from "../sending.ts";
import { type FormKind, fitsForm } from "./contents.ts";
import { KindForm } from "./KindForm.tsx";
import { Preview } from "./Preview.tsx";
import { filledIn, type Saved } from "./saved.ts";

type Props = {
  of: Saved & { shortcut: string };
  /** Replaces the placeholders of a text. */
  fill(text: string): string;
  provider: "meta" | "twilio" | undefined;
  send(message: OutboundMessage): void;
  onClose(): void;
};

export default function CannedLook({ of, fill, provider, send, onClose }: Props) {
  const { t } = useTranslation("kinds");
  const saved = filledIn(of, fill);
  const [isChanging, change] = useState(false);
  const [caption, setCaption] = useState(saved.media?.caption ?? "");
  const { content, media } = saved;
  if (isChanging && content)
    return (
      <KindForm
        kind={content.type as FormKind}
        provider={provider}
        start={content}
        send={(changed) => send({ content: changed })}
        onClose={onClose}
      />
    );
  const submit = async () => {
    if (content) send({ content });
    else if (media) send({ media: mediaOf(media, caption.trim()) });
  };
  const hasCaption = media && media.type !== "audio" && media.type !== "sticker";
  return (
    <FormDialog title={`/${of.shortcut}`} submit={t("send")} onSubmit={submit} onClose={onClose}>
      <Preview of={{ ...saved, text: hasCaption ? caption : saved.text }} />
      {hasCaption ? (
        <Textarea
          label={t("caption")}
          autosize
          minRows={1}
          maxRows={6}
          maxLength={1_024}
          value={caption}
          onChange={(event) => setCaption(event.currentTarget.value)}
        />
      ) : null}
      {content && fitsForm(content) ? (
        <div>
          <Button variant="subtle" leftSection={<Icon name="edit" size={16} />} onClick={() => change(true)}>
            {t("change_first")}
          </Button>
        </div>
      ) : null}
    </FormDialog>
  );
}

function mediaOf({ type, filename, voice, file }: NonNullable<Saved["media"]>, caption: string) {
  return {
    ...(file.state === "link" ? { link: file.url! } : { id: file.id! }),
    ...{ type, voice },
    ...(filename === null ? {} : { filename }),
    ...(caption === "" ? {} : { caption }),
  };
}
