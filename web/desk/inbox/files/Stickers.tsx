// The sticker button of the reply box: the stickers that were sent or received last, and making one from a picture.
import { ActionIcon, Button, FileButton, Popover } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../../api/query.ts";
import { useAction } from "../../../kit/action.ts";
import { Icon } from "../../../kit/Icon.tsx";
import { Shown } from "../../../kit/states.tsx";
import type { OutboundMessage } from "../sending.ts";
import { toSticker } from "./sticker.ts";
import styles from "./stickers.module.css";
import { upload } from "./upload.ts";

export function Stickers({ send }: { send(message: OutboundMessage): void }) {
  const { t } = useTranslation("files");
  const [isOpen, setOpen] = useState(false);
  const sendOne = (id: number) => {
    setOpen(false);
    send({ media: { id, type: "sticker" } });
  };
  return (
    <Popover opened={isOpen} onChange={setOpen} position="top-start" trapFocus>
      <Popover.Target>
        <ActionIcon
          size={36}
          variant="subtle"
          aria-label={t("stickers")}
          title={t("stickers")}
          onClick={() => setOpen(!isOpen)}
        >
          <Icon name="smile" size={19} />
        </ActionIcon>
      </Popover.Target>
      <Popover.Dropdown className={styles.picker} aria-label={t("stickers")}>
        <Recent pick={sendOne} />
        <NewSticker done={sendOne} />
      </Popover.Dropdown>
    </Popover>
  );
}

/** The latest stickers, each to be sent again. */
function Recent({ pick }: { pick(id: number): void }) {
  const { t } = useTranslation("files");
  const list = useQuery({ ...read("/api/inbox/stickers"), refetchOnMount: "always" });
  return (
    <Shown of={list}>
      {({ stickers }) =>
        stickers.length === 0 ? (
          <p className="quiet">{t("no_stickers")}</p>
        ) : (
          <ul className={styles.grid} aria-label={t("recent_stickers")}>
            {stickers.map(({ id, url }, n) => (
              <li key={id}>
                <button type="button" aria-label={t("send_sticker", { n: n + 1 })} onClick={() => pick(id)}>
                  <img src={url} alt="" loading="lazy" />
                </button>
              </li>
            ))}
          </ul>
        )
      }
    </Shown>
  );
}

/** Makes a sticker from a picture, and hands on the id of its upload. */
function NewSticker({ done }: { done(id: number): void }) {
  const { t } = useTranslation("files");
  const make = useAction(
    async (file: File) => {
      const made = await toSticker(file);
      if ("fault" in made) throw new Error(t(made.fault));
      return upload(made.sticker, "sticker.webp", { onProgress: () => {}, signal: new AbortController().signal });
    },
    { quiet: true, onDone: ({ id }) => done(id) },
  );
  return (
    <>
      <FileButton
        accept="image/*"
        onChange={(file) => file && make.mutate(file)}
        inputProps={{ "aria-label": t("new_sticker") }}
      >
        {(props) => (
          <Button {...props} variant="default" loading={make.isPending} leftSection={<Icon name="plus" size={16} />}>
            {t("new_sticker")}
          </Button>
        )}
      </FileButton>
      {make.error ? <p role="alert">{make.error.message}</p> : null}
    </>
  );
}
