// The reply box: text, canned replies by "/", internal notes, and a template in its place when the 24-hour window is closed.
import { ActionIcon, Textarea } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type KeyboardEvent, type ReactNode, Suspense, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { span } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import { lazyPart } from "../../kit/lazy-part.ts";
import { toast } from "../../kit/toasts.tsx";
import { type Canned, CannedList, useCanned } from "./canned.tsx";
import styles from "./composer.module.css";
import type { Detail } from "./data.ts";
import { type ComposerState, useDraft, useWindow } from "./draft.ts";
import type { ComposerFiles } from "./files/composer-files.ts";
import { addressOf } from "./people.ts";
import { Quoted } from "./Quoted.tsx";
import type { OutboundMessage, Sending } from "./sending.ts";
import { TemplateStart } from "./TemplateStart.tsx";
import { threadActions } from "./thread-data.ts";

type Props = {
  id: number;
  one: Detail | undefined;
  composer: ComposerState;
  sending: Sending;
  /** The newest message that the viewer has seen. */
  seen: number | null;
  /** Called on every change of the text. */
  typing(): void;
  can: boolean;
};

const FileTools = lazyPart("files", () => import("./files/FileTools.tsx"));
const Recorder = lazyPart("files", () => import("./files/Recorder.tsx"));
const Tray = lazyPart("files", () => import("./files/Tray.tsx"));
const More = lazyPart("kinds", () => import("./kinds/More.tsx"));

/** The longest text that each provider takes in one message, in characters. */
const MAX_TEXT_LENGTH = { meta: 4_096, twilio: 1_600 };

/** The composer warns in the last two hours of the window. */
const SHORT_WINDOW_S = 2 * 3_600;

export function Composer(props: Props) {
  const { t } = useTranslation("inbox");
  const { one, can } = props;
  const { mode, setMode } = props.composer;
  const left = useWindow(one);
  const [isRecording, setRecording] = useState(false);
  if (!can) return <p className={styles.viewer}>{t("viewer_only")}</p>;
  const isClosed = mode === "reply" && left !== null && left <= 0;
  const files = filesOf(props, left !== null && left <= 0);
  const tools = (
    <Suspense fallback={<span className={styles.tools} />}>
      <FileTools {...files} record={() => setRecording(true)} />
    </Suspense>
  );
  return (
    <div className={`${styles.composer} ${mode === "note" ? styles.noting : ""}`} data-composer>
      <fieldset className={styles.modes} aria-label={t("keys_inbox")}>
        {(["reply", "note"] as const).map((which) => (
          <button
            key={which}
            type="button"
            className={which === mode ? styles.modeOn : styles.mode}
            aria-pressed={which === mode}
            onClick={() => setMode(which)}
          >
            {t(`${which}_tab`)}
          </button>
        ))}
        {one && mode === "reply" && left !== null && left > 0 ? (
          <>
            <TemplateStart one={one} send={props.sending.send} isClosed={false} />
            <WindowLeft seconds={left} isCertain={one.window.certain} />
          </>
        ) : null}
      </fieldset>
      <Suspense>
        {mode === "reply" ? <Tray {...files} /> : null}
        {isRecording ? <Recorder {...files} close={() => setRecording(false)} /> : null}
      </Suspense>
      {isClosed && one ? (
        <>
          <TemplateStart one={one} send={props.sending.send} isClosed />
          {tools}
        </>
      ) : (
        <TextForm {...props} tools={tools} />
      )}
    </div>
  );
}

/** What the parts for files need. The quote, and what the user has seen, go with the first file. */
function filesOf({ id, one, composer, sending, seen }: Props, isClosed: boolean): ComposerFiles {
  const takeFirst = () => {
    const { quoted } = composer;
    composer.quote(null);
    return { ...(quoted ? { reply_to: quoted.id } : {}), ...(seen === null ? {} : { seen_message_id: seen }) };
  };
  return {
    conversation: id,
    provider: one?.channel.provider,
    isClosed,
    composer,
    sendNow: (message) => void sending.send({ ...message, ...takeFirst() }),
    async send(keys) {
      const first = takeFirst();
      await (await import("./files/tray.ts")).sendAll(id, sending.send, first, keys);
    },
  };
}

/** How long free text can still be sent. */
function WindowLeft({ seconds, isCertain }: { seconds: number; isCertain: boolean }) {
  const { t } = useTranslation("inbox");
  return (
    <span
      className={`${styles.window} ${seconds < SHORT_WINDOW_S ? styles.windowShort : ""}`}
      title={isCertain ? undefined : t("window_maybe_why")}
    >
      <Icon name="clock" size={13} /> {t(isCertain ? "window_left" : "window_maybe", { time: span(seconds) })}
    </span>
  );
}

/** Saves a note. Returns false if it failed (the error is shown) or another note is being saved. */
function useSaveNote(id: number): (text: string) => Promise<boolean> {
  const queries = useQueryClient();
  const isSaving = useRef(false);
  return async (text) => {
    if (isSaving.current) return false;
    isSaving.current = true;
    try {
      const path = { params: { path: { id } }, body: { text } };
      threadActions(id, queries).put(await ok(api.POST("/api/inbox/conversations/{id}/notes", path)));
      return true;
    } catch (error) {
      toast.failed(error);
      return false;
    } finally {
      isSaving.current = false;
    }
  };
}

/** The text field and its button, with the quoted message and the canned replies that match. */
function TextForm({ tools, ...props }: Props & { tools: ReactNode }) {
  const { t } = useTranslation("inbox");
  const { mode, box, quoted, quote } = props.composer;
  const { text, setText, onType, over, submit, sendReply } = useText(props);
  const fill = (words: string) => words.replaceAll("{{name}}", () => (props.one ? addressOf(props.one) : ""));
  const canned = useCanned(mode === "reply" ? text : "", (words) => {
    setText(fill(words));
    if (words !== "") box.current?.focus();
  });
  return (
    <>
      {quoted && mode === "reply" ? (
        <Quoted of={quoted} provider={props.one?.channel.provider} drop={() => quote(null)} />
      ) : null}
      <CannedList canned={canned} fill={fill} one={props.one} send={sendReply} />
      <div className={styles.writing}>
        {tools}
        {mode === "reply" ? (
          <Suspense fallback={<span className={styles.more} />}>
            <More provider={props.one?.channel.provider} send={(content) => sendReply({ content })} />
          </Suspense>
        ) : null}
        <TextBox
          box={box}
          label={t(mode === "reply" ? "reply_placeholder" : "note_placeholder")}
          text={text}
          onType={onType}
          canned={canned}
          submit={() => void submit()}
        />
        <ActionIcon
          size={36}
          variant="filled"
          color={mode === "note" ? "brass" : undefined}
          aria-label={t(mode === "reply" ? "send" : "save_note")}
          disabled={text.trim() === "" || over > 0}
          onClick={() => void submit()}
        >
          <Icon name={mode === "reply" ? "send" : "check"} size={18} />
        </ActionIcon>
      </div>
      {over > 0 ? (
        <p className={styles.over} role="alert">
          {t("too_long", { count: over })}
        </p>
      ) : null}
    </>
  );
}

/** The text, the number of characters over the limit, and the functions that send or save it. */
function useText({ id, one, composer: { mode, quoted, quote }, sending, seen, typing }: Props) {
  const [text, setText] = useDraft(id, mode);
  const saveNote = useSaveNote(id);
  /** The newest message when the user began to type. */
  const begun = useRef<number | null>(null);
  const over = mode === "reply" && one ? [...text].length - MAX_TEXT_LENGTH[one.channel.provider] : 0;
  const sendReply = (message: OutboundMessage) => {
    // Messages that arrived while the user was typing count as unseen.
    const since = begun.current ?? seen;
    begun.current = null;
    void sending.send({
      ...message,
      ...(quoted ? { reply_to: quoted.id } : {}),
      ...(since === null ? {} : { seen_message_id: since }),
    });
    quote(null);
  };
  const submit = async () => {
    const words = text.trim();
    if (words === "" || over > 0) return;
    if (mode === "reply") {
      sendReply({ text: words });
      setText("");
    } else if (await saveNote(words)) setText("");
  };
  const onType = (value: string) => {
    if (value === "") begun.current = null;
    else if (mode === "reply") {
      begun.current ??= seen;
      typing();
    }
    setText(value);
  };
  return { text, setText, onType, over, submit, sendReply };
}

type BoxProps = {
  box: ComposerState["box"];
  label: string;
  text: string;
  onType(text: string): void;
  canned: Canned;
  submit(): void;
};

/** Enter sends, Shift+Enter starts a new line, Escape leaves the field. */
function TextBox({ box, label, text, onType, canned, submit }: BoxProps) {
  const { t } = useTranslation("inbox");
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (canned.onKey(event)) return;
    if (event.key === "Escape") event.currentTarget.blur();
    if (event.key !== "Enter" || event.shiftKey) return;
    event.preventDefault();
    submit();
  };
  return (
    <Textarea
      ref={box}
      className={styles.box}
      autosize
      minRows={1}
      maxRows={9}
      dir="auto"
      aria-label={label}
      placeholder={label}
      title={t("send_hint")}
      value={text}
      onChange={(event) => onType(event.currentTarget.value)}
      onKeyDown={onKeyDown}
    />
  );
}
