// "Split by number…": selects the numbers and user ids of a contact that belong to somebody else.
import { Checkbox, Stack, TextInput } from "@mantine/core";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { useAction } from "../../kit/action.ts";
import { FormDialog } from "../../kit/FormDialog.tsx";
import { phone, time } from "../../kit/format.ts";
import { type Contact, touches } from "./contact.ts";
import { forgetThreads } from "./thread-data.ts";

type Key = Contact["identities"][number];

export default function SplitDialog({ contact, name, close }: { contact: Contact; name: string; close(): void }) {
  const { t } = useTranslation(["inbox", "identity"]);
  const queries = useQueryClient();
  const [ticked, tick] = useState<string[]>([]);
  const [note, setNote] = useState("");
  // A key that was the contact's in several periods is listed once, by its first one.
  const keys = contact.identities.filter(
    (key, at, all) => key.kind !== "username" && all.findIndex(({ value }) => value === key.value) === at,
  );
  const isAll = keys.every(({ value }) => ticked.includes(value));
  const split = useAction(
    () =>
      ok(api.POST("/api/contacts/{id}/split", { params: { path: { id: contact.id } }, body: { keys: ticked, note } })),
    { touches, done: t("identity:keys_done"), quiet: true, onDone: () => void forgetThreads(queries) },
  );
  return (
    <FormDialog
      title={t("identity:keys_title")}
      submit={t("identity:keys_do")}
      disabled={ticked.length === 0 || isAll}
      onSubmit={() => split.mutateAsync()}
      onClose={close}
    >
      <p className="quiet">{t("identity:keys_text")}</p>
      <Checkbox.Group
        aria-label={t("identity:keys_of")}
        value={ticked}
        onChange={tick}
        error={isAll ? t("identity:keys_all", { name }) : undefined}
      >
        <Stack gap={10}>
          {keys.map((key) => (
            <Checkbox key={key.value} value={key.value} label={<Value of={key} />} description={<Times of={key} />} />
          ))}
        </Stack>
      </Checkbox.Group>
      <TextInput
        label={t("why")}
        maxLength={1_000}
        value={note}
        onChange={(event) => setNote(event.currentTarget.value)}
      />
    </FormDialog>
  );
}

const Value = ({ of }: { of: Key }) =>
  of.kind === "wa_id" ? <span className="number">{phone(of.value)}</span> : <span className="mono">{of.value}</span>;

function Times({ of }: { of: Key }) {
  const { t } = useTranslation(["inbox", "identity"]);
  const at = time(of.first_seen_at, "date");
  const seen =
    of.until === null ? t("identity:key_seen", { at }) : t("identity:key_until", { at, until: time(of.until, "date") });
  return `${t(`key_${of.kind as "wa_id"}`)}, ${seen}`;
}
