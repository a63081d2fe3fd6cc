// The columns of the table of people, and a row on a phone.
import { Avatar, Badge } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "../../kit/Ago.tsx";
import { time } from "../../kit/format.ts";
import { useMe } from "../../kit/session.ts";
import type { Column } from "../../kit/table/view.ts";
import type { Valued } from "../../kit/table/whole.ts";
import { PersonMenu } from "./menu.tsx";
import styles from "./people.module.css";
import type { Person } from "./person.ts";

const colours = { active: "green", invited: "brass", disabled: "gray" } as const;

/** Sorted by what they may: those who may most first. */
const ranks = { admin: 0, agent: 1, viewer: 2 } as const;

function Name({ of }: { of: Person }) {
  const { t } = useTranslation("people");
  const me = useMe();
  return (
    <span className={of.state === "disabled" ? `${styles.name} ${styles.disabled}` : styles.name}>
      <bdi>{of.name}</bdi> {me.person?.id === of.id ? <span className="quiet">({t("you")})</span> : null}
    </span>
  );
}

/** The name with its picture. */
function Pictured({ of }: { of: Person }) {
  return (
    <div className={styles.person}>
      <Avatar name={of.name} size={26} radius="xl" color="ink" />
      <Name of={of} />
    </div>
  );
}

/** Whether they can sign in, how, and what stands in the way. */
function State({ of }: { of: Person }) {
  const { t } = useTranslation("people");
  const { state, second_factor, failed_sign_ins: failed, link_expires_at: until } = of;
  return (
    <div className={styles.state}>
      <Badge color={colours[state]}>{t(state)}</Badge>
      {second_factor ? <Badge color="gray">{t("two_step")}</Badge> : null}
      {failed > 0 ? <span className={styles.small}>{t("failed", { count: failed })}</span> : null}
      {state === "invited" ? (
        <span className={styles.small}>{until ? t("link_until", { until: time(until) }) : t("link_gone")}</span>
      ) : null}
    </div>
  );
}

function Seen({ of }: { of: Person }) {
  const { t } = useTranslation("people");
  return of.last_seen_at ? <Ago at={of.last_seen_at} /> : <span className="quiet">{t("never")}</span>;
}

/** All columns. */
export function useColumns(): readonly (Column<Person> & Valued<Person>)[] {
  const { t } = useTranslation(["people", "kit"]);
  return useMemo(() => {
    const head = { sortable: true, ellipsis: true } as const;
    return [
      { accessor: "name", title: t("name"), sortable: true, fixed: true, render: (row) => <Pictured of={row} /> },
      { ...head, accessor: "email", title: t("email"), render: ({ email }) => <bdi>{email}</bdi> },
      {
        ...head,
        accessor: "role",
        title: t("kit:role"),
        width: 110,
        value: ({ role }) => `${ranks[role]} ${t(`kit:role_${role}`)}`,
        render: ({ role }) => t(`kit:role_${role}`),
      },
      {
        accessor: "state",
        title: t("state"),
        sortable: true,
        width: 330,
        value: (row) => `${t(row.state)} ${row.second_factor ? t("two_step") : ""}`,
        render: (row) => <State of={row} />,
      },
      {
        ...head,
        accessor: "last_seen_at",
        title: t("seen"),
        width: 150,
        render: (row) => <Seen of={row} />,
      },
      {
        accessor: "created_at",
        title: t("added"),
        sortable: true,
        hidden: true,
        width: 130,
        render: (row) => time(row.created_at, "date"),
      },
      {
        accessor: "actions",
        title: "",
        fixed: true,
        width: 56,
        align: "right",
        value: () => null,
        render: (row) => <PersonMenu person={row} />,
      },
    ];
  }, [t]);
}

/** A row on a phone: who with which role, below their address and whether they can sign in; the menu at its end. */
export function Brief({ of }: { of: Person }) {
  const { t } = useTranslation("kit");
  return (
    <div className={styles.brief}>
      <div>
        <strong>
          <Name of={of} />
        </strong>
        <span className={styles.small}>
          {t(`role_${of.role}`)} · <bdi>{of.email}</bdi>
        </span>
        <State of={of} />
      </div>
      <PersonMenu person={of} />
    </div>
  );
}
