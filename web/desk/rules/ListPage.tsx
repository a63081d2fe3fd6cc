// A page with a short list that is edited in dialogs: canned replies, labels.
import { ActionIcon, Button } from "@mantine/core";
import { type ComponentProps, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAct } from "../../kit/act.ts";
import { confirm } from "../../kit/confirm.tsx";
import { Icon } from "../../kit/Icon.tsx";
import { Page, Sheet } from "../../kit/Page.tsx";
import { type Role, useCan } from "../../kit/session.ts";
import { Empty, Shown } from "../../kit/states.tsx";
import styles from "./rules.module.css";
import { RepliesTabs } from "./tabs.tsx";

type PageGiven<Data> = {
  of: ComponentProps<typeof Shown<Data>>["of"];
  hint: string;
  /** Who may change the list, and what the button says that adds to it. */
  needs: Role;
  add: string;
  /** Shown when there is nothing. */
  none: ComponentProps<typeof Empty>;
  /** The lines. */
  children(data: Data): ReactNode[];
  /** What is filled in to add one. */
  dialog(close: () => void): ReactNode;
};

/** The page with its list. */
export function ListPage<Data>({ of, hint, needs, add, none, children, dialog }: PageGiven<Data>) {
  const { t } = useTranslation("rules");
  const can = useCan();
  const [adding, setAdding] = useState(false);
  const action = can(needs) ? (
    <Button leftSection={<Icon name="plus" size={16} />} onClick={() => setAdding(true)}>
      {add}
    </Button>
  ) : null;
  return (
    <Page title={t("title")} tabs={<RepliesTabs />} actions={action}>
      <p className={styles.hint}>{hint}</p>
      <Sheet flush>
        <Shown of={of}>
          {(data) => {
            const lines = children(data);
            return lines.length === 0 ? <Empty {...none} /> : <ul className={styles.list}>{lines}</ul>;
          }}
        </Shown>
      </Sheet>
      {adding ? dialog(() => setAdding(false)) : null}
    </Page>
  );
}

type LineGiven = {
  /** What it is called where it is edited or removed. */
  name: string;
  needs: Role;
  /** What happens when it is removed. */
  removeText: string;
  remove(): Promise<unknown>;
  touches: readonly string[];
  dialog(close: () => void): ReactNode;
  children: ReactNode;
};

/** One of the list, with the buttons to edit and remove it. */
export function Line({ name, needs, removeText, remove, touches, dialog, children }: LineGiven) {
  const { t } = useTranslation("rules");
  const can = useCan();
  const [editing, edit] = useState(false);
  const removal = useAct(remove, { touches, done: t("removed") });
  const ask = async () => {
    const question = { title: t("remove_title", { name }), text: removeText, yes: t("remove_submit") };
    if (await confirm({ ...question, danger: true })) removal.mutate();
  };
  return (
    <li className={styles.line}>
      <div className={styles.words}>{children}</div>
      {can(needs) ? (
        <div className={styles.acts}>
          <ActionIcon variant="subtle" color="gray" aria-label={t("edit", { name })} onClick={() => edit(true)}>
            <Icon name="edit" />
          </ActionIcon>
          <ActionIcon variant="subtle" color="gray" aria-label={t("remove", { name })} onClick={() => void ask()}>
            <Icon name="trash" />
          </ActionIcon>
        </div>
      ) : null}
      {editing ? dialog(() => edit(false)) : null}
    </li>
  );
}
