// One message in the thread with all that belongs to it: quote, reactions, edits, deletion, ticks, the reason of a failure.
import { Button } from "@mantine/core";
import type { TFunction } from "i18next";
import { memo, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { time } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import { lazyPart } from "../../kit/lazy-part.ts";
import { unmarked } from "../../kit/marks.ts";
import { Rich } from "../../kit/Rich.tsx";
import { useAddress } from "../../kit/search.ts";
import styles from "./bubble.module.css";
import { Content, RawLink } from "./Content.tsx";
import type { Message } from "./data.ts";
import { kindName, writerOf } from "./people.ts";
import { type MessageActions, type Pending, type Sending, wordsOf } from "./sending.ts";
import { Ticks } from "./Ticks.tsx";

type Props = {
  message: Message;
  joins: boolean;
  sought: boolean;
  onQuote: ((message: Message) => void) | null;
  actions: MessageActions;
  conversation: number;
};

const Forward = lazyPart("kinds", () => import("./kinds/Forward.tsx"));
const ReactRow = lazyPart("kinds", () => import("./kinds/React.tsx"));

function BubblePlain({ message, joins, sought, onQuote, actions, conversation }: Props) {
  const { t } = useTranslation("inbox");
  const [before, showBefore] = useState(false);
  if (message.drawn === "notice") return <Notice message={message} />;
  const own = message.direction === "out";
  const writer = own ? writerOf(message, t) : (message.sender?.name ?? "");
  return (
    <article
      data-message={message.id}
      className={`${styles.line1} ${own ? styles.own : ""} ${joins ? styles.joins : ""} ${sought ? styles.sought : ""}`}
    >
      <div className={`${styles.bubble} ${message.state === "failed" ? styles.bubbleFailed : ""}`}>
        {!joins && writer ? (
          <p className={styles.writer}>
            <bdi>{writer}</bdi>
          </p>
        ) : null}
        {message.forwarded ? (
          <p className={styles.hint}>{t(message.forwarded_often ? "forwarded_often" : "forwarded")}</p>
        ) : null}
        {message.reply_to ? <Quote of={message.reply_to} /> : null}
        {message.revoked_at ? <p className={styles.hint}>{t(own ? "revoked_ours" : "revoked")}</p> : null}
        <div className={message.revoked_at ? styles.revoked : undefined}>
          <Content message={message} />
        </div>
        {message.edited && before ? (
          <p className={styles.before}>
            {t("edited_before")} <bdi>{message.text ?? message.caption ?? t("edited_nothing")}</bdi>
          </p>
        ) : null}
        <footer className={styles.foot}>
          {message.edited ? (
            <button type="button" className={styles.edited} aria-expanded={before} onClick={() => showBefore(!before)}>
              {t("edited", { time: time(message.edited.at, "clock") })}
            </button>
          ) : null}
          <time dateTime={message.at} title={time(message.at, "exact")}>
            {time(message.at, "clock")}
          </time>
          {own ? <Ticks state={message.state} /> : null}
        </footer>
        {message.reactions.length > 0 ? <Reactions of={message.reactions} /> : null}
      </div>
      <div className={styles.actions}>
        {onQuote ? (
          <button type="button" className={styles.action} aria-label={t("quote")} onClick={() => onQuote(message)}>
            <Icon name="reply" size={15} />
          </button>
        ) : null}
        {onQuote && canReact(message) ? (
          <ReactButton message={message} conversation={conversation} react={actions.react} />
        ) : null}
        {onQuote && canForward(message) ? <ForwardButton message={message} conversation={conversation} /> : null}
        <RawLink id={message.id} />
      </div>
      {message.error ? <Failure message={message} actions={onQuote ? actions : null} /> : null}
    </article>
  );
}

/** Whether WhatsApp may know the message: one that is on its way has no id there yet, and one that was deleted takes no reactions. */
const canReact = ({ state, revoked_at, type }: Message): boolean =>
  revoked_at === null && type !== "reaction" && !["queued", "sending", "unanswered", "failed"].includes(state);

function ReactButton(props: { message: Message; conversation: number; react: MessageActions["react"] }) {
  const { t } = useTranslation("inbox");
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className={styles.action} aria-label={t("react")} onClick={() => setOpen(true)}>
        <Icon name="smile" size={15} />
      </button>
      <Suspense>{isOpen ? <ReactRow {...props} close={() => setOpen(false)} /> : null}</Suspense>
    </>
  );
}

/** Whether there is a copy to send: a text, a place, cards, or a file that is here. */
const canForward = ({ revoked_at, template, text, location, contacts, attachments }: Message): boolean =>
  revoked_at === null &&
  template === null &&
  Boolean(
    text || location || contacts?.length || attachments.some(({ state }) => state === "ready" || state === "link"),
  );

function ForwardButton(props: { message: Message; conversation: number }) {
  const { t } = useTranslation("inbox");
  const [isOpen, setOpen] = useState(false);
  return (
    <>
      <button type="button" className={styles.action} aria-label={t("forward")} onClick={() => setOpen(true)}>
        <Icon name="send" size={15} />
      </button>
      <Suspense>{isOpen ? <Forward {...props} close={() => setOpen(false)} /> : null}</Suspense>
    </>
  );
}

function Reactions({ of }: { of: Message["reactions"] }) {
  return (
    <ul className={styles.reactions}>
      {of.map((one) => (
        <li key={`${one.by} ${one.emoji} ${one.name}`} title={one.name ?? undefined}>
          {one.emoji}
        </li>
      ))}
    </ul>
  );
}

/** A system message from WhatsApp about the contact, on a line of its own. */
function Notice({ message }: { message: Message }) {
  const { t } = useTranslation("inbox");
  return (
    <p className={styles.notice} data-message={message.id}>
      {t("notice_whatsapp")} <bdi>{message.text ?? kindName(message.type, t)}</bdi>{" "}
      <time dateTime={message.at} title={time(message.at, "exact")}>
        {time(message.at, "clock")}
      </time>
    </p>
  );
}

export const Bubble = memo(
  BubblePlain,
  (a, b) =>
    a.message === b.message &&
    a.joins === b.joins &&
    a.sought === b.sought &&
    (a.onQuote === null) === (b.onQuote === null),
);

function Quote({ of }: { of: NonNullable<Message["reply_to"]> }) {
  const { t } = useTranslation("inbox");
  const text =
    (of.preview === null ? null : unmarked(of.preview)) ?? (of.type ? kindName(of.type, t) : t("reply_unknown"));
  const said = of.revoked ? t("reply_revoked") : of.edited ? `${text} (${t("reply_edited")})` : text;
  const [, change] = useAddress();
  const go = () => {
    const one = document.querySelector(`[data-message="${of.message_id}"]`);
    if (one) one.scrollIntoView({ block: "center", behavior: "smooth" });
    else change({ at: String(of.message_id) });
  };
  return (
    <button type="button" className={styles.quote} onClick={go} disabled={of.message_id === null}>
      <bdi>{said}</bdi>
    </button>
  );
}

function Failure({ message, actions }: { message: Message; actions: MessageActions | null }) {
  const { t } = useTranslation("inbox");
  const { title, details, remedy, can_send_again: again, cannot_send_again_because: why, can_cancel } = message.error!;
  const [refused, refuse] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const run = async (act: (message: Message) => Promise<void>) => {
    setBusy(true);
    refuse(null);
    // The error is shown here, where the user looks: a notification in the corner would cover the reply box.
    await act(message).catch((error: Error) => refuse(error.message));
    setBusy(false);
  };
  return (
    <div
      className={message.state === "failed" ? styles.failure : styles.waiting}
      role={message.state === "failed" ? "alert" : undefined}
    >
      {remedy ? (
        <p>
          <strong>{remedy}</strong>
        </p>
      ) : null}
      <p className={remedy ? "quiet" : undefined}>
        {title}
        {details && details !== title ? ` ${details}` : ""}
      </p>
      {message.state === "failed" && why ? <p className="quiet">{t("cannot_again", { why })}</p> : null}
      {refused ? <p role="alert">{refused}</p> : null}
      {actions && again && message.state === "failed" ? (
        <Button size="compact-xs" variant="default" loading={busy} onClick={() => void run(actions.retry)}>
          {t("send_again")}
        </Button>
      ) : null}
      {actions && can_cancel ? (
        <Button size="compact-xs" variant="default" loading={busy} onClick={() => void run(actions.cancel)}>
          {t("cancel_sending")}
        </Button>
      ) : null}
    </div>
  );
}

function pendingWords(message: Pending["message"], t: TFunction<"inbox">): string {
  const { template, parameters = {}, content, media } = message;
  if (media)
    return media.voice
      ? kindName("audio", t)
      : (media.caption ?? media.filename ?? kindName(media.type ?? "document", t));
  if (template !== undefined) return `${template} ${Object.values(parameters).join(", ")}`;
  return wordsOf(message) ?? kindName(content?.type ?? "text", t);
}

/** A message that was just sent, shown until the server has it. */
export function PendingBubble({ one, sending }: { one: Pending; sending: Sending }) {
  const { t } = useTranslation("inbox");
  const { message, failed } = one;
  return (
    <article className={`${styles.line1} ${styles.own}`}>
      <div className={`${styles.bubble} ${failed ? styles.bubbleFailed : styles.bubblePending}`}>
        <Rich text={pendingWords(message, t)} />
        <footer className={styles.foot}>
          <span>{t(failed ? "not_sent" : "sending")}</span>
          <Ticks state={failed ? "failed" : "queued"} />
        </footer>
      </div>
      {failed ? (
        <div className={styles.failure} role="alert">
          <p>{failed}</p>
          <Button size="compact-xs" variant="default" onClick={() => sending.sendAgain(one)}>
            {t("send_again")}
          </Button>{" "}
          <Button size="compact-xs" variant="subtle" onClick={() => sending.discard(one)}>
            {t("discard")}
          </Button>
        </div>
      ) : null}
    </article>
  );
}
