// Corrections of who is who: merging two contacts, splitting one, and undoing a merge.
import { Button } from "@mantine/core";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { read } from "../../api/query.ts";
import { useAction } from "../../kit/action.ts";
import { confirm } from "../../kit/confirm.tsx";
import { fetched } from "../../kit/fetched.ts";
import { phone } from "../../kit/format.ts";
import { type Contact, touches } from "./contact.ts";
import styles from "./panel.module.css";
import { forgetThreads } from "./thread-data.ts";

const MergeDialog = lazy(() => fetched(() => import("./MergeDialog.tsx")));
const SplitDialog = lazy(() => fetched(() => import("./SplitDialog.tsx")));

type Props = { contact: number; name: string; conversation: number; open(conversation: number): void };

export function Same({ contact, name, conversation, open }: Props) {
  const { t } = useTranslation("inbox");
  const queries = useQueryClient();
  const [shown, show] = useState<"merge" | "split" | null>(null);
  const params = { path: { id: contact } };
  const { data } = useQuery(read("/api/contacts/{id}", params));
  const split = useAction(
    (gone: number) => ok(api.POST("/api/contacts/{id}/split", { params, body: { merged_contact: gone } })),
    { touches, done: t("two_done"), onDone: () => void forgetThreads(queries) },
  );
  const apart = async (gone: number) => {
    if (await confirm({ title: t("two_title"), text: t("two_text"), yes: t("two") })) split.mutate(gone);
  };
  const known = data?.id === contact ? data : null;
  const keys = new Set(known?.identities.flatMap((key) => (key.kind === "username" ? [] : [key.value])));
  // This conversation may have been merged into another.
  const merged = ({ conversations: [newest, ...rest] }: Contact) => {
    if (newest !== undefined && ![newest, ...rest].includes(conversation)) open(newest);
  };
  return (
    <div className={styles.botLine}>
      <span className="quiet">{t("contact_number", { id: contact })}</span>
      <Button size="compact-xs" variant="default" onClick={() => show("merge")}>
        {t("same")}
      </Button>
      {keys.size > 1 ? (
        <Button size="compact-xs" variant="default" onClick={() => show("split")}>
          {t("keys")}
        </Button>
      ) : null}
      {known?.merges.map((one) => (
        <Button key={one.contact_id} size="compact-xs" variant="default" onClick={() => void apart(one.contact_id)}>
          {t("two_with", { name: mergedName(one) })}
        </Button>
      ))}
      <Suspense>
        {shown === "merge" ? (
          <MergeDialog contact={contact} name={name} merged={merged} close={() => show(null)} />
        ) : null}
        {shown === "split" && known ? <SplitDialog contact={known} name={name} close={() => show(null)} /> : null}
      </Suspense>
    </div>
  );
}

/** The name of a contact that was merged, with its phone number or else the end of its user id, since two may have the same name. */
const mergedName = ({ name, phone: number, keys }: Contact["merges"][number]): string =>
  [name, phone(number) || keys[0]?.slice(-6)].filter(Boolean).join(" · ");
