// Canned replies: what the team sends often, each with a short name.
import { TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { type Brought, read } from "../../api/query.ts";
import { useAction } from "../../kit/action.ts";
import { FormDialog } from "../../kit/FormDialog.tsx";
import { useFields } from "../../kit/fields.ts";
import { Preview } from "../inbox/kinds/Preview.tsx";
import { AnswerForm } from "./AnswerForm.tsx";
import { useAnswer } from "./answer.ts";
import { Line } from "./Line.tsx";
import { ListPage } from "./ListPage.tsx";
import styles from "./rules.module.css";

type Canned = Brought<"/api/inbox/canned">["canned"][number];
const touches = ["/api/inbox/canned"];

export default function CannedPage() {
  const { t } = useTranslation("rules");
  return (
    <ListPage
      of={useQuery(read("/api/inbox/canned"))}
      hint={t("canned_hint")}
      needs="agent"
      add={t("add_canned")}
      none={{ icon: "reply", title: t("no_canned"), text: t("no_canned_text") }}
      dialog={(close) => <CannedDialog canned={null} onClose={close} />}
    >
      {({ canned }) =>
        canned.map((one) => (
          <Line
            key={one.id}
            name={`/${one.shortcut}`}
            needs="agent"
            removeText={t("remove_canned_text")}
            remove={() => ok(api.DELETE("/api/inbox/canned/{id}", { params: { path: { id: one.id } } }))}
            touches={touches}
            dialog={(close) => <CannedDialog canned={one} onClose={close} />}
          >
            <span className={styles.keyword}>/{one.shortcut}</span>
            {one.content || one.media || one.template ? (
              <div className={styles.preview}>
                <Preview of={one} />
              </div>
            ) : (
              <p className={`${styles.small} ${styles.reply}`}>{one.text}</p>
            )}
          </Line>
        ))
      }
    </ListPage>
  );
}

function CannedDialog({ canned, onClose }: { canned: Canned | null; onClose(): void }) {
  const { t } = useTranslation(["rules", "kit"]);
  const fields = useFields({ shortcut: canned?.shortcut ?? "" });
  const answer = useAnswer(canned);
  const save = useAction(
    async () => {
      const body = { ...fields.values, ...answer.given() };
      return canned
        ? ok(api.PATCH("/api/inbox/canned/{id}", { params: { path: { id: canned.id } }, body }))
        : ok(api.POST("/api/inbox/canned", { body }));
    },
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
      <AnswerForm answer={answer} label={t("text")} hint={t("text_hint", { name: "{{name}}" })} />
    </FormDialog>
  );
}
