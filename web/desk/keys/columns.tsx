// The columns of the table of API keys, and a row on a phone.
import { Badge, Button } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import type { Brought } from "../../api/query.ts";
import { Ago } from "../../kit/Ago.tsx";
import { useAction } from "../../kit/action.ts";
import { confirm } from "../../kit/confirm.tsx";
import { time } from "../../kit/format.ts";
import type { Column } from "../../kit/table/view.ts";
import type { Valued } from "../../kit/table/whole.ts";
import styles from "./keys.module.css";

export type Key = Brought<"/api/keys">["keys"][number];

const colours = { active: "green", expired: "brass", revoked: "gray", maker_disabled: "brass" } as const;

function Name({ of }: { of: Key }) {
  return of.revoked_at ? (
    <s className="quiet">
      <bdi>{of.name}</bdi>
    </s>
  ) : (
    <bdi className={styles.name}>{of.name}</bdi>
  );
}

function State({ of }: { of: Key }) {
  const { t } = useTranslation("keys");
  return <Badge color={colours[of.state]}>{t(`is_${of.state}`)}</Badge>;
}

const Prefix = ({ of }: { of: Key }) => <span className="mono">{of.prefix}…</span>;

function Expires({ of }: { of: Key }) {
  const { t } = useTranslation("keys");
  return of.expires_at ? time(of.expires_at, "date") : <span className="quiet">{t("no_end")}</span>;
}

function Used({ of }: { of: Key }) {
  const { t } = useTranslation("keys");
  return of.last_used_at ? <Ago at={of.last_used_at} /> : <span className="quiet">{t("never")}</span>;
}

function Revoke({ of }: { of: Key }) {
  const { t } = useTranslation("keys");
  const { id, name } = of;
  const revoke = useAction(() => ok(api.DELETE("/api/keys/{id}", { params: { path: { id } } })), {
    touches: ["/api/keys"],
    done: t("revoked_done", { name }),
  });
  if (of.revoked_at) return null;
  const ask = async () => {
    const question = { title: t("revoke_title", { name }), text: t("revoke_text"), yes: t("revoke"), danger: true };
    if (await confirm(question)) revoke.mutate();
  };
  return (
    <Button variant="default" size="compact-sm" onClick={() => void ask()} loading={revoke.isPending}>
      {t("revoke")}
    </Button>
  );
}

/** All columns. */
export function useColumns(): readonly (Column<Key> & Valued<Key>)[] {
  const { t } = useTranslation(["keys", "kit"]);
  return useMemo(() => {
    const head = { sortable: true, ellipsis: true } as const;
    return [
      { ...head, accessor: "name", title: t("name"), fixed: true, render: (row) => <Name of={row} /> },
      {
        ...head,
        accessor: "role",
        title: t("kit:role"),
        width: 100,
        value: ({ role }) => t(`kit:role_${role}`),
        render: ({ role }) => t(`kit:role_${role}`),
      },
      {
        accessor: "state",
        title: t("state"),
        sortable: true,
        width: 190,
        value: ({ state }) => t(`is_${state}`),
        render: (row) => <State of={row} />,
      },
      { ...head, accessor: "prefix", title: t("starts"), width: 150, render: (row) => <Prefix of={row} /> },
      { ...head, accessor: "last_used_at", title: t("used"), width: 140, render: (row) => <Used of={row} /> },
      {
        ...head,
        accessor: "last_used_address",
        title: t("used_from"),
        width: 150,
        render: ({ last_used_address: from }) => <span className="mono">{from}</span>,
      },
      { ...head, accessor: "expires_at", title: t("expires"), width: 120, render: (row) => <Expires of={row} /> },
      {
        ...head,
        accessor: "created_at",
        title: t("made"),
        width: 120,
        render: ({ created_at: at }) => time(at, "date"),
      },
      { ...head, accessor: "maker", title: t("maker"), width: 140, render: ({ maker }) => <bdi>{maker}</bdi> },
      {
        accessor: "actions",
        title: "",
        fixed: true,
        width: 100,
        align: "right",
        value: () => null,
        render: (row) => <Revoke of={row} />,
      },
    ];
  }, [t]);
}

/** A row on a phone: the key with its role and state, below when it was used, and the button at its end. */
export function Brief({ of }: { of: Key }) {
  const { t } = useTranslation(["keys", "kit"]);
  return (
    <div className={styles.brief}>
      <div>
        <Name of={of} />
        <span className={styles.small}>
          {t(`kit:role_${of.role}`)} · {t("used")}: <Used of={of} />
        </span>
        {of.state === "active" ? null : (
          <span>
            <State of={of} />
          </span>
        )}
      </div>
      <Revoke of={of} />
    </div>
  );
}
