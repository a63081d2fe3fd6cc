// One line of the audit log; opened, it shows the fields that changed.
import { Anchor } from "@mantine/core";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { time } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import styles from "./audit.module.css";
import { actorOf, changesOf, type Entry, nameOf, placeOf, triedOf } from "./entry.ts";

export function EntryLine({ entry }: { entry: Entry }) {
  const { t, i18n } = useTranslation("audit");
  const [open, setOpen] = useState(false);
  const changes = changesOf(entry.before, entry.after);
  const actor = actorOf(entry.actor);
  // Actions and kinds come from the server; one that this page does not know is shown as it is.
  const word = (key: string, otherwise: string) =>
    i18n.exists(`audit:${key}`) ? t(key as "title") : otherwise.replaceAll(/[._]/g, " ");
  const did = word(`did_${entry.action.replaceAll(".", "_")}`, entry.action);
  const which = nameOf(entry) ?? (entry.subject_id === 0 ? triedOf(entry) : entry.subject_id);
  const what = [word(`kind_${entry.subject}`, entry.subject), which].filter((one) => one !== null).join(" ");
  const place = placeOf(entry);
  return (
    <li className={styles.entry}>
      <div className={styles.line}>
        <time className={styles.clock} dateTime={entry.at} title={time(entry.at, "exact")}>
          {time(entry.at, "clock")}
        </time>
        <div className={styles.said}>
          <strong>{actor.kind === "terminal" ? t("by_terminal") : actor.name}</strong>
          {entry.actor_name !== null && entry.actor_name !== actor.name ? (
            <span className={styles.kind}>{t("now_called", { name: entry.actor_name })}</span>
          ) : null}
          {actor.kind === "key" ? <span className={styles.kind}>{t("by_key")}</span> : null} {did}{" "}
          {place ? (
            <Anchor component={Link} to={place as "/"} inherit>
              {what}
            </Anchor>
          ) : (
            what
          )}
          {entry.note ? <div className={styles.note}>{entry.note}</div> : null}
        </div>
        {changes.length > 0 ? (
          <button
            type="button"
            className={styles.more}
            aria-expanded={open}
            aria-label={`${t("details")}: ${did} ${what}`}
            onClick={() => setOpen(!open)}
          >
            <Icon name={open ? "chevronUp" : "chevronDown"} size={16} />
          </button>
        ) : null}
      </div>
      {open ? (
        <div className={styles.changes}>
          <table>
            <thead>
              <tr>
                <th scope="col">{t("field")}</th>
                <th scope="col">{t("before")}</th>
                <th scope="col">{t("after")}</th>
              </tr>
            </thead>
            <tbody>
              {changes.map(({ field, before, after }) => (
                <tr key={field}>
                  <th scope="row">{field.replaceAll("_", " ")}</th>
                  <td>{before ?? <span className="quiet">{t("none")}</span>}</td>
                  <td>{after ?? <span className="quiet">{t("none")}</span>}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      ) : null}
    </li>
  );
}
