// Labels, by which conversations are sorted.
import { ColorInput, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { type Brought, read } from "../../api/query.ts";
import { useAction } from "../../kit/action.ts";
import { FormDialog } from "../../kit/FormDialog.tsx";
import { useFields } from "../../kit/fields.ts";
import { Line } from "./Line.tsx";
import { ListPage } from "./ListPage.tsx";
import styles from "./rules.module.css";

type Label = Brought<"/api/inbox/labels">["labels"][number];
const touches = ["/api/inbox"];

/** Colours that can be told apart in light and dark mode. */
const colours = [
  ...["#c2410c", "#b97f18", "#4d7c0f", "#1f7a4d", "#21727f", "#2563a8"],
  ...["#5b5fc7", "#8b45a6", "#b83280", "#b3261e", "#7a7166", "#f2b84b"],
];

export default function LabelsPage() {
  const { t } = useTranslation("rules");
  const labels = useQuery(read("/api/inbox/labels"));
  return (
    <ListPage
      of={labels}
      hint={t("labels_hint")}
      needs="admin"
      add={t("add_label")}
      none={{ icon: "tag", title: t("no_labels"), text: t("no_labels_text") }}
      dialog={(close) => <LabelDialog label={null} taken={labels.data?.labels.length ?? 0} onClose={close} />}
    >
      {(data) =>
        data.labels.map((label) => (
          <Line
            key={label.id}
            name={label.name}
            needs="admin"
            removeText={t("remove_label_text")}
            remove={() => ok(api.DELETE("/api/inbox/labels/{id}", { params: { path: { id: label.id } } }))}
            touches={touches}
            dialog={(close) => <LabelDialog label={label} taken={0} onClose={close} />}
          >
            <span className={styles.label} style={{ "--label": label.colour } as React.CSSProperties}>
              {label.name}
            </span>
          </Line>
        ))
      }
    </ListPage>
  );
}

/** `taken`: how many labels exist, so that a new one starts with another colour. */
function LabelDialog({ label, taken, onClose }: { label: Label | null; taken: number; onClose(): void }) {
  const { t } = useTranslation(["rules", "kit"]);
  const fields = useFields({ name: label?.name ?? "", colour: label?.colour ?? colours[taken % colours.length]! });
  const save = useAction(
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
