// The columns of the audit log's table, and its row on phones.
import { Anchor } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { brief, time } from "../../kit/format.ts";
import type { Column } from "../../kit/table/view.ts";
import styles from "./audit.module.css";
import { actorOf, changesOf, type Entry, nameOf, pageOf, triedOf } from "./entry.ts";

/** What was done and to what, as text. Actions and kinds come from the server; one that this page does not know is shown as it is. */
export function useWords(): (entry: Entry) => { did: string; what: string } {
  const { t, i18n } = useTranslation("audit");
  const people = useQuery(read("/api/people")).data?.people;
  return (entry) => {
    const word = (key: string, otherwise: string) =>
      i18n.exists(`audit:${key}`) ? t(key as "title") : otherwise.replaceAll(/[._]/g, " ");
    const person = entry.subject === "person" ? people?.find(({ id }) => id === entry.subject_id)?.name : undefined;
    const which = nameOf(entry) ?? person ?? (entry.subject_id === 0 ? triedOf(entry) : entry.subject_id);
    return {
      did: word(`did_${entry.action.replaceAll(".", "_")}`, entry.action),
      what: [word(`kind_${entry.subject}`, entry.subject), which].filter((one) => one !== null).join(" "),
    };
  };
}

/** The actor, by their current name. */
export function Who({ of }: { of: Entry }) {
  const { t } = useTranslation("audit");
  const actor = actorOf(of.actor);
  return (
    <span>
      <bdi className={styles.who}>{actor.kind === "terminal" ? t("by_terminal") : actor.name}</bdi>
      {of.actor_name !== null && of.actor_name !== actor.name ? (
        <span className={styles.kind}>{t("now_called", { name: of.actor_name })}</span>
      ) : null}
      {actor.kind === "key" ? <span className={styles.kind}>{t("by_key")}</span> : null}
    </span>
  );
}

/** What was changed, with a link to its page. */
export function Subject({ of }: { of: Entry }) {
  const words = useWords();
  const place = pageOf(of);
  const { what } = words(of);
  if (!place) return <bdi>{what}</bdi>;
  return (
    <Anchor component={Link} to={place as "/"} inherit onClick={(event) => event.stopPropagation()}>
      <bdi>{what}</bdi>
    </Anchor>
  );
}

/** The changed fields in one line; a note comes first. */
function Change({ of }: { of: Entry }) {
  const { t } = useTranslation("audit");
  const fields = changesOf(of.before, of.after).map(({ field, before, after }) => {
    const name = field.replaceAll("_", " ");
    if (before === null) return `${name}: ${after}`;
    return `${name}: ${before} → ${after ?? t("none")}`;
  });
  return (
    <span className={styles.change}>
      {of.note ? <bdi>{of.note}</bdi> : null}
      {of.note && fields.length > 0 ? " · " : null}
      <bdi className="quiet">{fields.join(" · ")}</bdi>
    </span>
  );
}

function When({ of, short }: { of: Entry; short?: boolean }) {
  return (
    <Link
      to="."
      search={(before: Record<string, string | undefined>) => ({ ...before, entry: String(of.id) })}
      onClick={(event) => event.stopPropagation()}
      className={styles.time}
    >
      <time dateTime={of.at} title={time(of.at, "exact")}>
        {short ? brief(of.at) : time(of.at)}
      </time>
    </Link>
  );
}

/** All columns. The server has only one order, newest first. */
export function useColumns(): readonly Column<Entry>[] {
  const { t } = useTranslation("audit");
  const words = useWords();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the texts change only with the language.
  return useMemo(
    () => [
      { accessor: "at", title: t("time"), fixed: true, width: 180, render: (row) => <When of={row} /> },
      { accessor: "actor", title: t("actor"), width: 210, ellipsis: true, render: (row) => <Who of={row} /> },
      { accessor: "action", title: t("action"), width: 190, ellipsis: true, render: (row) => words(row).did },
      { accessor: "subject", title: t("subject"), width: 230, ellipsis: true, render: (row) => <Subject of={row} /> },
      { accessor: "change", title: t("change"), width: 430, ellipsis: true, render: (row) => <Change of={row} /> },
    ],
    [t],
  );
}

/** A row on phones: who and when; below, what they did and to what. */
export function Brief({ of }: { of: Entry }) {
  const words = useWords();
  return (
    <div className={styles.brief}>
      <Who of={of} />
      <span className="quiet number">
        <When of={of} short />
      </span>
      <span className={styles.did}>
        {words(of).did} <Subject of={of} />
      </span>
    </div>
  );
}
