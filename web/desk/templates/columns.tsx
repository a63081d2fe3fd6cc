// The columns of the table of templates, and its row on phones.
import { Badge } from "@mantine/core";
import { useMemo } from "react";
import { useTranslation } from "react-i18next";
import { Ago } from "../../kit/Ago.tsx";
import type { Column } from "../../kit/table/view.ts";
import type { Valued } from "../../kit/table/whole.ts";
import type { Template } from "./template.ts";
import styles from "./templates.module.css";

const colours: Partial<Record<Template["status"], string>> = {
  approved: "green",
  rejected: "red",
  disabled: "red",
  limit_exceeded: "red",
  paused: "brass",
  pending: "brass",
  in_appeal: "brass",
  pending_deletion: "brass",
  received: "brass",
};

const dots: Partial<Record<Template["quality"], string>> = {
  green: "var(--lamp-green)",
  yellow: "var(--lamp-amber)",
  red: "var(--lamp-red)",
};

/** The status of a provider in words. */
export function Status({ of: { status } }: { of: Pick<Template, "status"> }) {
  const { t } = useTranslation("templates");
  return <Badge color={colours[status] ?? "gray"}>{t(`status_${status}`)}</Badge>;
}

/** How customers take it, as Meta rates it; Twilio tells none. */
export function Quality({ of: { quality } }: { of: Pick<Template, "quality"> }) {
  const { t } = useTranslation("templates");
  if (quality === "unknown") return null;
  const dot = dots[quality];
  return (
    <span className={dot ? styles.quality : "quiet"} style={{ "--dot": dot } as React.CSSProperties}>
      {t(`quality_${quality}`)}
    </span>
  );
}

export function useColumns(): readonly (Column<Template> & Valued<Template>)[] {
  const { t } = useTranslation("templates");
  return useMemo(() => {
    const head = { sortable: true, ellipsis: true } as const;
    return [
      { ...head, accessor: "name", title: t("col_name"), fixed: true, render: ({ name }) => <bdi>{name}</bdi> },
      {
        accessor: "status",
        title: t("col_status"),
        sortable: true,
        width: 130,
        value: ({ status }) => t(`status_${status}`),
        render: (row) => <Status of={row} />,
      },
      { ...head, accessor: "quality", title: t("col_quality"), width: 120, render: (row) => <Quality of={row} /> },
      {
        ...head,
        accessor: "category",
        title: t("col_category"),
        width: 120,
        value: (row) => categoryOf(row, t),
        render: (row) => categoryOf(row, t),
      },
      { ...head, accessor: "language", title: t("col_language"), width: 100 },
      {
        ...head,
        accessor: "account_id",
        title: t("col_account"),
        width: 190,
        render: ({ provider, account_id }) => `${t(`provider_${provider}`)} ${account_id}`,
      },
      { ...head, accessor: "text", title: t("col_text"), hidden: true, value: ({ body }) => body.text, render: textOf },
      {
        accessor: "synced_at",
        title: t("col_synced"),
        sortable: true,
        width: 120,
        render: ({ synced_at }) => <Ago at={synced_at} />,
      },
    ];
  }, [t]);
}

const textOf = ({ body }: Template) => <bdi>{body.text}</bdi>;

type T = ReturnType<typeof useTranslation<"templates">>["t"];

export const categoryOf = ({ category }: Pick<Template, "category">, t: T): string =>
  category ? t(`category_${category}`) : "";

/** A row on phones. */
export function Brief({ of }: { of: Template }) {
  const { t } = useTranslation("templates");
  return (
    <div className={styles.brief}>
      <span className={styles.briefHead}>
        <strong>
          <bdi>{of.name}</bdi>
        </strong>
        <Status of={of} />
      </span>
      <span className="quiet">{[of.language, categoryOf(of, t)].filter(Boolean).join(" · ")}</span>
      <span className="quiet cut">
        <bdi>{of.body.text}</bdi>
      </span>
    </div>
  );
}
