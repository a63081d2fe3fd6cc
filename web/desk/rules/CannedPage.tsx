// Canned replies: texts that the team writes often, each under a shortcut.
import { ActionIcon, Button, Textarea, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { type Brought, read } from "../../api/query.ts";
import { useAct } from "../../kit/act.ts";
import { confirm } from "../../kit/confirm.tsx";
import { FormDialog } from "../../kit/FormDialog.tsx";
import { useFields } from "../../kit/fields.ts";
import { Icon } from "../../kit/Icon.tsx";
import { Page, Sheet } from "../../kit/Page.tsx";
import { useCan } from "../../kit/session.ts";
import { Empty, Shown } from "../../kit/states.tsx";
import styles from "./rules.module.css";
import { RepliesTabs } from "./tabs.tsx";

type Canned = Brought<"/api/inbox/canned">["canned"][number];
const touches = ["/api/inbox/canned"];

export default function CannedPage() {
  const { t } = useTranslation("rules");
  const can = useCan();
  const canned = useQuery(read("/api/inbox/canned"));
  const [adding, add] = useState(false);
  const action = can("agent") ? (
    <Button leftSection={<Icon name="plus" size={16} />} onClick={() => add(true)}>
      {t("add_canned")}
    </Button>
  ) : null;
  return (
    <Page title={t("title")} tabs={<RepliesTabs />} actions={action}>
      <p className={styles.hint}>{t("canned_hint")}</p>
      <Sheet flush>
        <Shown of={canned}>
          {({ canned: rows }) =>
            rows.length === 0 ? (
              <Empty icon="reply" title={t("no_canned")} text={t("no_canned_text")} />
            ) : (
              <ul className={styles.list}>
                {rows.map((one) => (
                  <Line key={one.id} canned={one} />
                ))}
              </ul>
            )
          }
        </Shown>
      </Sheet>
      {adding ? <CannedDialog canned={null} onClose={() => add(false)} /> : null}
    </Page>
  );
}

function Line({ canned }: { canned: Canned }) {
  const { t } = useTranslation("rules");
  const can = useCan();
  const [editing, edit] = useState(false);
  const name = `/${canned.shortcut}`;
  const remove = useAct(() => ok(api.DELETE("/api/inbox/canned/{id}", { params: { path: { id: canned.id } } })), {
    touches,
    done: t("removed"),
  });
  const ask = async () => {
    const question = { title: t("remove_title", { name }), text: t("remove_canned_text"), yes: t("remove_submit") };
    if (await confirm({ ...question, danger: true })) remove.mutate();
  };
  return (
    <li className={styles.line}>
      <div className={styles.words}>
        <span className={styles.keyword}>{name}</span>
        <p className={`${styles.small} ${styles.reply}`}>{canned.text}</p>
      </div>
      {can("agent") ? (
        <div className={styles.acts}>
          <ActionIcon variant="subtle" color="gray" aria-label={t("edit", { name })} onClick={() => edit(true)}>
            <Icon name="edit" />
          </ActionIcon>
          <ActionIcon variant="subtle" color="gray" aria-label={t("remove", { name })} onClick={() => void ask()}>
            <Icon name="trash" />
          </ActionIcon>
        </div>
      ) : null}
      {editing ? <CannedDialog canned={canned} onClose={() => edit(false)} /> : null}
    </li>
  );
}

function CannedDialog({ canned, onClose }: { canned: Canned | null; onClose(): void }) {
  const { t } = useTranslation(["rules", "kit"]);
  const fields = useFields({ shortcut: canned?.shortcut ?? "", text: canned?.text ?? "" });
  const save = useAct(
    () =>
      canned
        ? ok(api.PATCH("/api/inbox/canned/{id}", { params: { path: { id: canned.id } }, body: fields.values }))
        : ok(api.POST("/api/inbox/canned", { body: fields.values })),
    { touches, done: t("saved"), quiet: true },
  );
  const title = canned ? t("edit", { name: `/${canned.shortcut}` }) : t("new_canned_title");
  return (
    <FormDialog title={title} submit={t("kit:save")} onSubmit={() => save.mutateAsync()} onClose={onClose} size="lg">
      <TextInput
        label={t("shortcut")}
        description={t("shortcut_hint")}
        leftSection="/"
        required
        data-autofocus
        {...fields.text("shortcut")}
      />
      <Textarea
        label={t("text")}
        description={t("text_hint", { name: "{{name}}" })}
        required
        autosize
        minRows={4}
        maxRows={14}
        maxLength={4096}
        {...fields.text("text")}
      />
    </FormDialog>
  );
}
