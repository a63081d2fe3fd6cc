// The columns of the table of messages, and the labels of a message's fields.
import { Link } from "@tanstack/react-router";
import { useTranslation } from "react-i18next";
import { brief, phone, time } from "../../kit/format.ts";
import { unmarked } from "../../kit/marks.ts";
import type { Column } from "../../kit/table/view.ts";
import styles from "./messages.module.css";
import type { Row, Status } from "./query.ts";

const tones: Partial<Record<Status, string>> = {
  failed: "bad",
  unanswered: "warn",
  queued: "warn",
  sending: "warn",
  received: "new",
  delivered: "good",
  read: "good",
  played: "good",
  replied: "good",
};

/** The status of a message as a coloured badge. */
export function State({ of }: { of: Status }) {
  const { t } = useTranslation("messages");
  return <span className={`${styles.state} ${styles[tones[of] ?? "plain"]}`}>{t(`status_${of}`)}</span>;
}

/** The contact's name or number. */
export const whoOf = (row: Row): string =>
  row.contact_name || row.from_name || phone(row.contact_number || row.from_number);

/** The label of a message by its type and by what it is shown as; an unknown type is shown as the provider names it. */
export function useTypeName(): (type: string, shownAs?: string | null) => string {
  const { t } = useTranslation("messages");
  return (type, shownAs) => t(`type_${shownAs ?? type}` as "type_text", { defaultValue: type });
}

/** The label of an outbound message's origin: bot:parking, desk:Ada, api:till, phone. */
export function useOriginName(): (origin: string | null) => string {
  const { t } = useTranslation("messages");
  return (origin) => {
    if (!origin) return "";
    if (origin === "phone" || origin === "app") return t(`origin_${origin}`);
    const [kind, ...rest] = origin.split(":");
    const name = rest.join(":");
    return kind === "bot" || kind === "desk" || kind === "api" ? t(`origin_${kind}`, { name }) : origin;
  };
}

function Direction({ of }: { of: Row["direction"] }) {
  const { t } = useTranslation("messages");
  return (
    <span className={styles.direction} data-direction={of}>
      <span aria-hidden="true">{of === "in" ? "←" : "→"}</span> {t(`direction_${of}`)}
    </span>
  );
}

/** The message's text, or its type. */
function Preview({ of: { preview, message_type, shown_as } }: { of: Row }) {
  return preview ? (
    <bdi dir="auto">{unmarked(preview)}</bdi>
  ) : (
    <span className="quiet">
      <TypeName of={message_type} shownAs={shown_as} />
    </span>
  );
}

const TypeName = ({ of, shownAs }: { of: string; shownAs: string | null }) => useTypeName()(of, shownAs);

const Origin = ({ of }: { of: string | null }) => useOriginName()(of);

function Provider({ of }: { of: Row["channel"]["provider"] }) {
  const { t } = useTranslation("messages");
  return t(`provider_${of}_short`);
}

/** All columns, named as the server sorts by them where it can, with the keys of their titles. */
const columns = [
  {
    accessor: "timestamp",
    title: "col_timestamp",
    sortable: true,
    fixed: true,
    width: 180,
    render: ({ id, timestamp }) => (
      <Link
        to="."
        search={(before: Record<string, string | undefined>) => ({ ...before, message: String(id) })}
        onClick={(event) => event.stopPropagation()}
        className={styles.time}
      >
        <time dateTime={timestamp}>{time(timestamp)}</time>
      </Link>
    ),
  },
  {
    accessor: "direction",
    title: "col_direction",
    sortable: true,
    width: 92,
    render: (row) => <Direction of={row.direction} />,
  },
  {
    accessor: "from_name",
    title: "col_from_name",
    sortable: true,
    width: 142,
    ellipsis: true,
    render: (row) => <bdi>{row.contact_name || row.from_name}</bdi>,
  },
  {
    accessor: "from_number",
    title: "col_from_number",
    sortable: true,
    width: 150,
    ellipsis: true,
    render: (row) => phone(row.contact_number || row.from_number),
  },
  {
    accessor: "preview",
    title: "col_preview",
    sortable: true,
    // The width that the other columns leave, where all fit.
    width: "max(260px, 100vw - 1200px)",
    ellipsis: true,
    render: (row) => <Preview of={row} />,
  },
  {
    accessor: "message_type",
    title: "col_message_type",
    sortable: true,
    width: 112,
    render: (row) => <TypeName of={row.message_type} shownAs={row.shown_as} />,
  },
  {
    accessor: "status",
    title: "col_status",
    sortable: true,
    width: 108,
    render: (row) => <State of={row.status} />,
  },
  {
    accessor: "channel",
    title: "col_channel",
    sortable: true,
    width: 96,
    ellipsis: true,
    render: ({ channel }) => <Provider of={channel.provider} />,
  },
  {
    accessor: "origin",
    title: "col_origin",
    width: 132,
    ellipsis: true,
    render: (row) => <Origin of={row.origin} />,
  },
  { accessor: "error_title", title: "col_error", hidden: true, width: 220, ellipsis: true },
  {
    accessor: "attachments",
    title: "col_attachments",
    hidden: true,
    width: 70,
    align: "right",
    render: ({ attachments }) => attachments || null,
  },
  { accessor: "message_id", title: "col_message_id", hidden: true, width: 240, ellipsis: true },
  { accessor: "id", title: "col_id", hidden: true, width: 90, align: "right" },
] as const satisfies readonly Column<Row>[];

export function useColumns(): readonly Column<Row>[] {
  const { t } = useTranslation("messages");
  return columns.map((column) => ({ ...column, title: t(column.title) }));
}

/** A row on phones: who and when; below, the text and the status. */
export function Brief({ of }: { of: Row }) {
  const { t } = useTranslation("messages");
  return (
    <div className={styles.brief}>
      <bdi className={styles.briefWho}>{whoOf(of)}</bdi>
      <Link
        to="."
        search={(before: Record<string, string | undefined>) => ({ ...before, message: String(of.id) })}
        onClick={(event) => event.stopPropagation()}
        className={`${styles.time} number quiet`}
      >
        <time dateTime={of.timestamp} title={time(of.timestamp)}>
          {brief(of.timestamp)}
        </time>
      </Link>
      <span className={styles.briefText}>
        <span aria-hidden="true">{of.direction === "in" ? "←" : "→"}</span>{" "}
        <span className="unseen">{t(`direction_${of.direction}_long`)}: </span>
        <Preview of={of} />
      </span>
      <State of={of.status} />
    </div>
  );
}
