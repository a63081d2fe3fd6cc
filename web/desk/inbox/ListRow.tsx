// One conversation in the list: name, last message with its time, and whether somebody has to look.
import { Fragment, memo } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "../../kit/Ago.tsx";
import { brief, time } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import { foundIn, unmarked } from "../../kit/marks.ts";
import type { Row } from "./data.ts";
import styles from "./list.module.css";
import { hueOf, initials, kindName, nameOf } from "./people.ts";
import { Ticks } from "./Ticks.tsx";

type Props = {
  row: Row;
  isOpen: boolean /** The search text. */;
  q: string;
  open(): void /** Called on press, before `open`. */;
  prefetch(): void;
};

function ListRowPlain({ row, isOpen, q, open, prefetch }: Props) {
  const { t } = useTranslation("inbox");
  const name = nameOf(row, t);
  const { last_message: last } = row;
  const said = last ? (last.preview?.trim() ? unmarked(last.preview) : kindName(last.type, t, last.shown_as)) : "";
  return (
    <button
      type="button"
      className={`${styles.row} ${isOpen ? styles.rowOpen : ""} ${row.unread ? styles.rowUnread : ""}`}
      aria-current={isOpen ? "true" : undefined}
      onPointerDown={prefetch}
      onClick={open}
    >
      <Sign id={row.id} name={name} provider={row.channel.provider} />
      <span className={styles.rowName}>
        <bdi>{name}</bdi>
      </span>
      {row.last_message_at ? (
        <time className={styles.rowTime} dateTime={row.last_message_at} title={time(row.last_message_at)}>
          {brief(row.last_message_at)}
        </time>
      ) : null}
      <span className={styles.rowText}>
        {last?.direction === "out" && !row.hit ? <Ticks state={last.state} size={15} /> : null}
        <bdi className="cut">{row.hit ? <Found text={unmarked(row.hit.snippet)} q={q} /> : said}</bdi>
      </span>
      <span className={styles.rowMarks}>
        {row.assignee ? (
          <span className={styles.who} title={t("assigned_to", { name: row.assignee.name })}>
            {initials(row.assignee.name)}
          </span>
        ) : null}
        <Handling row={row} />
        {row.unread ? (
          <span className={styles.unreadDot}>
            <span className="unseen">{t("unread_mark")}</span>
          </span>
        ) : null}
      </span>
      {row.labels.length > 0 ? (
        <span className={styles.rowLabels}>
          {row.labels.map((label) => (
            <span key={label.id} className={styles.label}>
              <span className={styles.dot} style={{ background: label.colour }} />
              {label.name}
            </span>
          ))}
        </span>
      ) : null}
    </button>
  );
}

/** The state, where it is worth showing: waiting since when, or snoozed until when. */
function Handling({ row: { state, waiting, snoozed_until } }: { row: Row }) {
  const { t } = useTranslation("inbox");
  if (waiting)
    return (
      <span className={styles.waits} title={`${t(`reason_${waiting.reason}`)} · ${time(waiting.since)}`}>
        <Icon name="clock" size={13} />
        <Ago at={waiting.since} />
        <span className="unseen">{t(`reason_${waiting.reason}`)}</span>
      </span>
    );
  if (state === "snoozed" && snoozed_until)
    return <span className={styles.waits}>{t("until", { time: brief(snoozed_until) })}</span>;
  if (state === "bot")
    return (
      <span className={styles.waits} title={t("view_bot")}>
        <Icon name="bot" size={14} />
      </span>
    );
  return null;
}

/** A text with the matches of the search marked. */
function Found({ text, q }: { text: string; q: string }) {
  let place = 0;
  return foundIn(text, q).map(({ text: piece, found }) => {
    place += piece.length + 1;
    return found ? <mark key={place}>{piece}</mark> : <Fragment key={place}>{piece}</Fragment>;
  });
}

/** Rendered again only if what it shows has changed. */
export const ListRow = memo(ListRowPlain, (a, b) => a.row === b.row && a.isOpen === b.isOpen && a.q === b.q);

/** A contact's avatar with the icon of the channel's provider. */
export function Sign({ id, name, provider, size = 38 }: { id: number; name: string; provider: string; size?: number }) {
  return (
    <span
      className={styles.sign}
      style={{ "--hue": hueOf(id), width: size, height: size } as React.CSSProperties}
      aria-hidden="true"
    >
      {initials(name)}
      <span className={styles.line} title={provider === "meta" ? "Meta" : "Twilio"}>
        {provider === "meta" ? "M" : "T"}
      </span>
    </span>
  );
}
