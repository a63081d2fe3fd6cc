// Labels: which there are to sort conversations by.
import { ActionIcon, Button, ColorInput, TextInput } from "@mantine/core";
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

type Label = Brought<"/api/inbox/labels">["labels"][number];
const touches = ["/api/inbox"];

/** Colours that can be told apart on both grounds. */
const colours = [
  ...["#c2410c", "#b97f18", "#4d7c0f", "#1f7a4d", "#21727f", "#2563a8"],
  ...["#5b5fc7", "#8b45a6", "#b83280", "#b3261e", "#7a7166", "#f2b84b"],
];

export default function LabelsPage() {
  const { t } = useTranslation("rules");
  const can = useCan();
  const labels = useQuery(read("/api/inbox/labels"));
  const [adding, add] = useState(false);
  const action = can("admin") ? (
    <Button leftSection={<Icon name="plus" size={16} />} onClick={() => add(true)}>
      {t("add_label")}
    </Button>
  ) : null;
  return (
    <Page title={t("title")} tabs={<RepliesTabs />} actions={action}>
      <p className={styles.hint}>{t("labels_hint")}</p>
      <Sheet flush>
        <Shown of={labels}>
          {({ labels: rows }) =>
            rows.length === 0 ? (
              <Empty icon="tag" title={t("no_labels")} text={t("no_labels_text")} />
            ) : (
              <ul className={styles.list}>
                {rows.map((label) => (
                  <Line key={label.id} label={label} />
                ))}
              </ul>
            )
          }
        </Shown>
      </Sheet>
      {adding ? <LabelDialog label={null} taken={labels.data?.labels.length ?? 0} onClose={() => add(false)} /> : null}
    </Page>
  );
}

function Line({ label }: { label: Label }) {
  const { t } = useTranslation("rules");
  const can = useCan();
  const [editing, edit] = useState(false);
  const { name } = label;
  const remove = useAct(() => ok(api.DELETE("/api/inbox/labels/{id}", { params: { path: { id: label.id } } })), {
    touches,
    done: t("removed"),
  });
  const ask = async () => {
    const question = { title: t("remove_title", { name }), text: t("remove_label_text"), yes: t("remove_submit") };
    if (await confirm({ ...question, danger: true })) remove.mutate();
  };
  return (
    <li className={styles.line}>
      <div className={styles.words}>
        <span className={styles.label} style={{ "--label": label.colour } as React.CSSProperties}>
          {name}
        </span>
      </div>
      {can("admin") ? (
        <div className={styles.acts}>
          <ActionIcon variant="subtle" color="gray" aria-label={t("edit", { name })} onClick={() => edit(true)}>
            <Icon name="edit" />
          </ActionIcon>
          <ActionIcon variant="subtle" color="gray" aria-label={t("remove", { name })} onClick={() => void ask()}>
            <Icon name="trash" />
          </ActionIcon>
        </div>
      ) : null}
      {editing ? <LabelDialog label={label} taken={0} onClose={() => edit(false)} /> : null}
    </li>
  );
}

/** `taken`: how many there are, so that a new one begins with another colour. */
function LabelDialog({ label, taken, onClose }: { label: Label | null; taken: number; onClose(): void }) {
  const { t } = useTranslation(["rules", "kit"]);
  const fields = useFields({ name: label?.name ?? "", colour: label?.colour ?? colours[taken % colours.length]! });
  const save = useAct(
    () =>
      label
        ? ok(api.PATCH("/api/inbox/labels/{id}", { params: { path: { id: label.id } }, body: fields.values }))
        : ok(api.POST("/api/inbox/labels", { body: fields.values })),
    { touches, done: t("saved"), quiet: true },
  );
  const title = label ? t("edit", { name: label.name }) : t("new_label_title");
  return (
    <FormDialog title={title} submit={t("kit:save")} onSubmit={() => save.mutateAsync()} onClose={onClose}>
      <TextInput label={t("name")} required maxLength={50} data-autofocus {...fields.text("name")} />
      <ColorInput label={t("colour")} swatches={colours} withEyeDropper={false} required {...fields.pick("colour")} />
    </FormDialog>
  );
}
