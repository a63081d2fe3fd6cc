// Forwards a message: a copy of its content goes to another conversation.
import { Radio, Stack, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../../api/client.ts";
import { read } from "../../../api/query.ts";
import { useAction } from "../../../kit/action.ts";
import { FormDialog } from "../../../kit/FormDialog.tsx";
import { phone, time } from "../../../kit/format.ts";
import { newKey } from "../../../kit/new-key.ts";
import { Failed } from "../../../kit/states.tsx";
import { listPath, type Message, type Row } from "../data.ts";

/** The most conversations shown; with more, the user types more of the name. */
const MAX_SHOWN = 8;

type Props = { message: Message; conversation: number; close(): void };

export default function Forward({ message, conversation, close }: Props) {
  const { t } = useTranslation("kinds");
  const [typed, type] = useState("");
  const [chosen, choose] = useState<Row | null>(null);
  const [key] = useState(newKey);
  const forward = useAction(
    (id: number) =>
      ok(
        api.POST("/api/inbox/conversations/{id}/forward", {
          params: { path: { id }, header: { "idempotency-key": `${key} ${id}` } },
          body: { message_id: message.id },
        }),
      ),
    { touches: ["/api/inbox"], done: t("forwarded"), quiet: true },
  );
  const isClosed = chosen !== null && !reaches(chosen);
  return (
    <FormDialog
      title={t("forward")}
      submit={t("forward_submit")}
      disabled={chosen === null || isClosed}
      onSubmit={() => forward.mutateAsync(chosen!.id)}
      onClose={close}
    >
      <TextInput
        label={t("forward_find")}
        description={t("forward_hint")}
        type="search"
        autoComplete="off"
        maxLength={500}
        value={typed}
        onChange={(event) => {
          type(event.currentTarget.value);
          choose(null);
        }}
        // Enter in the search field must not submit the dialog.
        onKeyDown={(event) => {
          if (event.key === "Enter") event.preventDefault();
        }}
        data-autofocus
      />
      <Found typed={typed} except={conversation} chosen={chosen} choose={choose} />
      {isClosed ? <p role="status">{t("forward_closed")}</p> : null}
    </FormDialog>
  );
}

type FoundProps = { typed: string; except: number; chosen: Row | null; choose(row: Row | null): void };

/** The conversations that match, or the latest ones; one of them can be chosen. */
function Found({ typed, except, chosen, choose }: FoundProps) {
  const { t } = useTranslation("kinds");
  const [q] = useDebouncedValue(typed.trim(), 200);
  const query = { state: "all" as const, limit: MAX_SHOWN + 1, ...(q === "" ? {} : { q }) };
  const found = useQuery(read(listPath, { query }));
  const rows = (found.data?.conversations ?? []).filter(({ id }) => id !== except).slice(0, MAX_SHOWN);
  if (found.isError) return <Failed error={found.error} retry={() => void found.refetch()} />;
  return (
    <div aria-live="polite">
      {rows.length > 0 ? (
        <Radio.Group
          aria-label={t("forward_found")}
          value={chosen === null ? null : String(chosen.id)}
          onChange={(id) => choose(rows.find((row) => String(row.id) === id) ?? null)}
        >
          <Stack gap={10}>
            {rows.map((row) => (
              <Radio
                key={row.id}
                value={String(row.id)}
                label={<bdi>{nameOf(row)}</bdi>}
                description={<Facts of={row} />}
              />
            ))}
          </Stack>
        </Radio.Group>
      ) : found.data ? (
        <p className="quiet">{t("forward_none")}</p>
      ) : null}
    </div>
  );
}

/** Whether a copy reaches them now: groups have no window. */
const reaches = ({ window, group_id }: Row): boolean => window.open || group_id !== null;

const nameOf = ({ contact, group_id }: Row): string =>
  contact?.name || phone(contact?.phone ?? null) || (contact?.username ? `@${contact.username}` : (group_id ?? ""));

/** Their number, ours, and how long text reaches them. */
function Facts({ of }: { of: Row }) {
  const { t } = useTranslation("kinds");
  const { contact, channel, window } = of;
  const until =
    window.closes_at === null ? t("forward_open") : t("forward_until", { at: time(window.closes_at, "short") });
  const facts = [
    contact?.name ? phone(contact.phone) : "",
    t("forward_from", { number: phone(channel.number) || channel.provider }),
    reaches(of) ? (of.group_id === null ? until : "") : t("forward_window_closed"),
  ];
  return <span className="number">{facts.filter(Boolean).join(" · ")}</span>;
}
