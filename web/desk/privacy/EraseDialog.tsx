// Erases a person: shows what there is of them and what stands in the way, and asks for their number.
import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { type Brought, read } from "../../api/query.ts";
import { useAction } from "../../kit/action.ts";
import { FormDialog } from "../../kit/FormDialog.tsx";
import { count } from "../../kit/format.ts";
import { Failed } from "../../kit/states.tsx";
import { touches } from "../inbox/contact.ts";
import styles from "./privacy.module.css";

type Outlook = Brought<"/api/contacts/{id}/erasure">;

/** Tables that are shown by name, and whether their rows stay. */
const named = {
  ...{ conversations: false, messages: false, attachments: false, conversation_notes: false, calls: false },
  ...{ bookings: true, ledger_entries: true },
} as const;

type Props = { contact: number; erased(): void; close(): void };

export default function EraseDialog({ contact, erased, close }: Props) {
  const { t } = useTranslation("privacy");
  const [typed, type] = useState("");
  const params = { path: { id: contact } };
  const outlook = useQuery({ ...read("/api/contacts/{id}/erasure", params), gcTime: 0, staleTime: 0 });
  const erase = useAction(() => ok(api.POST("/api/contacts/{id}/erase", { params, body: { number: typed } })), {
    touches,
    done: t("erase_done"),
    quiet: true,
    onDone: erased,
  });
  const { data } = outlook;
  const blocked = !data || data.obstacles.length > 0 || typed.trim() === "";
  return (
    <FormDialog
      title={t("erase_title")}
      submit={t("erase_do")}
      danger
      disabled={blocked}
      onSubmit={() => erase.mutateAsync()}
      onClose={close}
    >
      <p>
        {t("erase_text")} {t("erase_backups")}
      </p>
      {outlook.isError ? <Failed error={outlook.error} retry={() => void outlook.refetch()} /> : null}
      {data ? <Ahead of={data} /> : null}
      {data && data.obstacles.length === 0 ? (
        <TextInput
          data-autofocus
          label={t("type", { key: data.key })}
          autoComplete="off"
          maxLength={200}
          value={typed}
          onChange={(event) => type(event.currentTarget.value)}
        />
      ) : null}
    </FormDialog>
  );
}

function Ahead({ of: { rows, obstacles } }: { of: Outlook }) {
  const { t } = useTranslation("privacy");
  const shown = Object.entries(named).flatMap(([table, stays]) => {
    const n = rows[table];
    return n === undefined ? [] : [{ table: table as keyof typeof named, n, stays }];
  });
  const other = Object.entries(rows).reduce((sum, [table, n]) => (table in named ? sum : sum + n), 0);
  return (
    <>
      {obstacles.length > 0 ? (
        <div className={styles.obstacles} role="status">
          {t("obstacles")}
          <ul>
            {obstacles.map((obstacle) => (
              <li key={obstacle}>{obstacle}</li>
            ))}
          </ul>
        </div>
      ) : null}
      <dl className={styles.counts} aria-label={t("tables")}>
        {shown.map(({ table, n, stays }) => (
          <Count key={table} name={stays ? `${t(table)} (${t("stays")})` : t(table)} n={n} />
        ))}
        {other > 0 ? <Count name={t("other")} n={other} /> : null}
      </dl>
    </>
  );
}

const Count = ({ name, n }: { name: string; n: number }) => (
  <>
    <dt>{name}</dt>
    <dd className="number">{count(n)}</dd>
  </>
);
