// The reply box: words, canned replies by "/", notes for colleagues, and what to do when the 24-hour window is closed.
import { ActionIcon, Button, Textarea, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { type RefObject, useEffect, useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { span } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import { unmarked } from "../../kit/marks.ts";
import { toast } from "../../kit/toasts.tsx";
import { CannedList, useCanned } from "./canned.tsx";
import styles from "./composer.module.css";
import { type Detail, type Message, threadActs } from "./data.ts";
import { addressOf, kindName } from "./people.ts";
import type { Sending } from "./sending.ts";

type Given = {
  id: number;
  one: Detail | undefined;
  box: RefObject<HTMLTextAreaElement | null>;
  mode: "reply" | "note";
  setMode(mode: "reply" | "note"): void;
  quoted: Message | null;
  unquote(): void;
  sending: Sending;
  /** The newest message that is shown. */
  seen: number | null;
  /** Told with every letter. */
  typing(): void;
  can: boolean;
};

/** The longest text that both providers take in one message, in characters. */
const longest = { meta: 4_096, twilio: 1_600 };

const draftKey = (id: number, mode: string) => `bellhop.draft.${mode}.${id}`;

/** A draft that survives a change of the conversation and a reload. */
function useDraft(id: number, mode: string): [string, (text: string) => void] {
  const [text, set] = useState(() => localStorage.getItem(draftKey(id, mode)) ?? "");
  useEffect(() => set(localStorage.getItem(draftKey(id, mode)) ?? ""), [id, mode]);
  return [
    text,
    (next) => {
      set(next);
      if (next === "") localStorage.removeItem(draftKey(id, mode));
      else localStorage.setItem(draftKey(id, mode), next);
    },
  ];
}

export function Composer(given: Given) {
  const { t } = useTranslation("inbox");
  const { id, one, box, mode, setMode, quoted, unquote, sending, seen, typing, can } = given;
  const queries = useQueryClient();
  const [text, setText] = useDraft(id, mode);
  const isSaving = useRef(false);
  /** The newest message when one began to write. */
  const begun = useRef<number | null>(null);
  const left = useWindow(one);
  const fill = (words: string) => words.replaceAll("{{name}}", () => (one ? addressOf(one) : ""));
  const canned = useCanned(mode === "reply" ? text : "", (chosen) => {
    setText(fill(chosen));
    box.current?.focus();
  });
  if (!can) return <p className={styles.viewer}>{t("viewer_only")}</p>;
  const closed = mode === "reply" && left !== null && left <= 0;
  const over = mode === "reply" && one ? [...text].length - longest[one.channel.provider] : 0;
  const submit = async () => {
    const words = text.trim();
    if (words === "" || over > 0) return;
    if (mode === "reply") {
      // What came while one was writing counts as unseen.
      const since = begun.current ?? seen;
      begun.current = null;
      sending.send({
        text: words,
        ...(quoted ? { reply_to: quoted.id } : {}),
        ...(since === null ? {} : { seen_message_id: since }),
      });
      setText("");
      unquote();
      return;
    }
    if (isSaving.current) return;
    isSaving.current = true;
    try {
      const path = { params: { path: { id } }, body: { text: words } };
      threadActs(id, queries).put(await ok(api.POST("/api/inbox/conversations/{id}/notes", path)));
      setText("");
    } catch (error) {
      toast.failed(error);
    } finally {
      isSaving.current = false;
    }
  };
  return (
    <div className={`${styles.composer} ${mode === "note" ? styles.noting : ""}`}>
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
        {mode === "reply" && left !== null && left > 0 ? (
          <span
            className={`${styles.window} ${left < 2 * 3600 ? styles.windowShort : ""}`}
            title={one?.window.certain === false ? t("window_maybe_why") : undefined}
          >
            <Icon name="clock" size={13} />{" "}
            {t(one?.window.certain === false ? "window_maybe" : "window_left", { time: span(left) })}
          </span>
        ) : null}
      </fieldset>
      {closed && one ? (
        <TemplateForm never={one.window.closes_at === null} send={sending.send} />
      ) : (
        <>
          {quoted && mode === "reply" ? <Quoted of={quoted} drop={unquote} /> : null}
          <CannedList canned={canned} fill={fill} />
          <div className={styles.writing}>
            <Textarea
              ref={box}
              className={styles.box}
              autosize
              minRows={1}
              maxRows={9}
              dir="auto"
              aria-label={t(mode === "reply" ? "reply_placeholder" : "note_placeholder")}
              placeholder={t(mode === "reply" ? "reply_placeholder" : "note_placeholder")}
              title={t("send_hint")}
              value={text}
              onChange={(event) => {
                const { value } = event.currentTarget;
                if (value === "") begun.current = null;
                else if (mode === "reply") {
                  begun.current ??= seen;
                  typing();
                }
                setText(value);
              }}
              onKeyDown={(event) => {
                if (canned.onKey(event)) return;
                if (event.key === "Escape") {
                  event.currentTarget.blur();
                  return;
                }
                if (event.key !== "Enter" || event.shiftKey) return;
                event.preventDefault();
                void submit();
              }}
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
      )}
    </div>
  );
}

/** Seconds until the 24-hour window closes, counted down; 0 when it is closed, null while it is not known. */
function useWindow(one: Detail | undefined): number | null {
  const [, tick] = useState(0);
  const closes = one?.window.closes_at ?? null;
  useEffect(() => {
    if (closes === null) return;
    const timer = setInterval(() => tick((n) => n + 1), 15_000);
    return () => clearInterval(timer);
  }, [closes]);
  if (!one) return null;
  return closes === null ? 0 : Math.max(0, (Date.parse(closes) - Date.now()) / 1_000);
}

function Quoted({ of, drop }: { of: Message; drop(): void }) {
  const { t } = useTranslation(["inbox", "kit"]);
  return (
    <div className={styles.quoted}>
      <div>
        <strong>
          {of.direction === "out" ? t("quoting_own") : t("quoting", { name: of.sender?.name ?? t("somebody") })}
        </strong>
        <p className="cut" dir="auto">
          {unmarked(of.text ?? of.caption ?? "") || kindName(of.type, t)}
        </p>
      </div>
      <ActionIcon size="sm" variant="subtle" aria-label={t("kit:cancel")} onClick={drop}>
        <Icon name="close" size={15} />
      </ActionIcon>
    </div>
  );
}

/** Outside of the window only an approved template goes through. */
function TemplateForm({ never, send }: { never: boolean; send: Sending["send"] }) {
  const { t } = useTranslation("inbox");
  const [template, setTemplate] = useState("");
  const [language, setLanguage] = useState("en_US");
  const [values, setValues] = useState("");
  return (
    <form
      className={styles.template}
      onSubmit={(event) => {
        event.preventDefault();
        const parameters = values.split("\n").filter((line) => line.trim() !== "");
        send({ template: template.trim(), language: language.trim() || "en_US", parameters });
        setTemplate("");
        setValues("");
      }}
    >
      <p>
        <strong>{t("window_closed_title")}</strong> {t(never ? "window_never" : "window_closed_text")}
      </p>
      <div className={styles.templateFields}>
        <TextInput
          label={t("template_name")}
          required
          value={template}
          onChange={(event) => setTemplate(event.currentTarget.value)}
        />
        <TextInput
          label={t("template_language")}
          value={language}
          onChange={(event) => setLanguage(event.currentTarget.value)}
        />
        <Textarea
          label={t("template_values")}
          autosize
          minRows={1}
          maxRows={4}
          value={values}
          onChange={(event) => setValues(event.currentTarget.value)}
        />
        <Button type="submit" disabled={template.trim() === ""}>
          {t("template_send")}
        </Button>
      </div>
    </form>
  );
}
