// One conversation in the list: who, what was said last and when, and whether somebody has to look.
import { memo } from "react";
import { useTranslation } from "react-i18next";
import { brief, time } from "../../kit/format.ts";
import type { Row } from "./data.ts";
import styles from "./list.module.css";
import { hueOf, initials, kindName, nameOf } from "./people.ts";
import { Ticks } from "./Ticks.tsx";

type Given = { row: Row; isOpen: boolean; open(): void /** It is about to be opened. */; expect(): void };

function ListRowPlain({ row, isOpen, open, expect }: Given) {
  const { t } = useTranslation("inbox");
  const name = nameOf(row, t);
  const { last_message: last } = row;
  const said = last ? (last.preview?.trim() ? last.preview : kindName(last.type, t)) : "";
  return (
    <button
      type="button"
      className={`${styles.row} ${isOpen ? styles.rowOpen : ""} ${row.unread_count > 0 ? styles.rowUnread : ""}`}
      aria-current={isOpen ? "true" : undefined}
      onPointerDown={expect}
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
        <bdi className="cut">{row.hit?.snippet ?? said}</bdi>
      </span>
      <span className={styles.rowMarks}>
        {row.assignee ? (
          <span className={styles.who} title={t("assigned_to", { name: row.assignee.name })}>
            {initials(row.assignee.name)}
          </span>
        ) : null}
        {row.unread_count > 0 ? (
          <span className={styles.count}>
            {row.unread_count > 99 ? "99+" : row.unread_count}
            <span className="unseen">{t("unread", { count: row.unread_count })}</span>
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

/** Drawn again only when what it shows has changed. */
export const ListRow = memo(ListRowPlain, (a, b) => a.row === b.row && a.isOpen === b.isOpen);

/** The round sign of a person, with the line on which they write. */
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
