// "Same person as…": searches for the other contact, shows what will be merged, and asks for confirmation.
import { Radio, Stack, TextInput } from "@mantine/core";
import { useDebouncedValue } from "@mantine/hooks";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { type Brought, read } from "../../api/query.ts";
import { useAction } from "../../kit/action.ts";
import { FormDialog } from "../../kit/FormDialog.tsx";
import { phone, time } from "../../kit/format.ts";
import { Failed } from "../../kit/states.tsx";
import { type Contact, touches } from "./contact.ts";

type Found = Brought<"/api/contacts">["contacts"][number];

/** The most results shown; with more, the user types more of the name. */
const MAX_SHOWN = 8;

type Props = { contact: number; name: string; merged(left: Contact): void; close(): void };

export default function MergeDialog({ contact, name, merged, close }: Props) {
  const { t } = useTranslation(["inbox", "identity"]);
  const [typed, type] = useState("");
  const [chosen, choose] = useState<Found | null>(null);
  const [note, setNote] = useState("");
  const merge = useAction(
    (other: number) =>
      ok(api.POST("/api/contacts/{id}/merge", { params: { path: { id: contact } }, body: { contact: other, note } })),
    { touches, done: t("identity:same_done"), quiet: true, onDone: merged },
  );
  return (
    <FormDialog
      title={t("same")}
      submit={t("identity:same_do")}
      disabled={chosen === null}
      onSubmit={() => merge.mutateAsync(chosen!.id)}
      onClose={close}
    >
      <TextInput
        label={t("identity:same_find")}
        description={t("identity:same_text", { name })}
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
      <Others contact={contact} typed={typed} chosen={chosen} choose={choose} />
      {chosen === null ? null : (
        <>
          <p role="status">{t("identity:same_becomes", { name, other: calledWith(chosen) })}</p>
          <TextInput
            label={t("why")}
            maxLength={1_000}
            value={note}
            onChange={(event) => setNote(event.currentTarget.value)}
          />
        </>
      )}
    </FormDialog>
  );
}

type OthersProps = { contact: number; typed: string; chosen: Found | null; choose(other: Found | null): void };

/** The contacts that match the search, one of which can be chosen. */
function Others({ contact, typed, chosen, choose }: OthersProps) {
  const { t } = useTranslation(["inbox", "identity"]);
  const [q] = useDebouncedValue(typed.trim(), 200);
  // One more than shown, since the contact itself may be among them.
  const found = useQuery({ ...read("/api/contacts", { query: { q, limit: MAX_SHOWN + 1 } }), enabled: q !== "" });
  const others = q === "" ? [] : (found.data?.contacts ?? []).filter(({ id }) => id !== contact);
  const count = (found.data?.count ?? 0) - ((found.data?.contacts.length ?? 0) - others.length);
  return (
    <>
      {found.isError && q !== "" ? <Failed error={found.error} retry={() => void found.refetch()} /> : null}
      <div aria-live="polite">
        {others.length > 0 ? (
          <Radio.Group
            aria-label={t("identity:same_found")}
            value={chosen === null ? null : String(chosen.id)}
            onChange={(id) => choose(others.find((one) => String(one.id) === id) ?? null)}
          >
            <Stack gap={10}>
              {others.slice(0, MAX_SHOWN).map((one) => (
                <Radio
                  key={one.id}
                  value={String(one.id)}
                  label={<bdi>{titleOf(one)}</bdi>}
                  description={<Facts of={one} />}
                />
              ))}
            </Stack>
          </Radio.Group>
        ) : q !== "" && found.data && !found.isPlaceholderData ? (
          <p className="quiet">{t("identity:same_none")}</p>
        ) : null}
        {others.length > 0 && count > MAX_SHOWN ? (
          <p className="quiet">{t("identity:same_more", { shown: MAX_SHOWN, count })}</p>
        ) : null}
      </div>
    </>
  );
}

const titleOf = (one: Found): string => one.name || phone(one.phone) || `@${one.username ?? one.id}`;

/** A name with the phone number, for use in a sentence. */
const calledWith = (one: Found): string => (one.name && one.phone ? `${one.name} (${phone(one.phone)})` : titleOf(one));

/** Details that distinguish contacts of the same name. */
function Facts({ of }: { of: Found }) {
  const { t } = useTranslation(["inbox", "identity"]);
  const facts = [
    of.name ? phone(of.phone) : "",
    of.user_id_end ? `…${of.user_id_end}` : "",
    of.username ? `@${of.username}` : "",
    t("identity:same_since", { at: time(of.created_at, "date") }),
  ];
  return <span className="number">{facts.filter(Boolean).join(" · ")}</span>;
}
