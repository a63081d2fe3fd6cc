// A line of a short list: a rule, a canned reply, a label.
import { ActionIcon } from "@mantine/core";
import { type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { useAction } from "../../kit/action.ts";
import { confirm } from "../../kit/confirm.tsx";
import { Icon } from "../../kit/Icon.tsx";
import { type Role, useCan } from "../../kit/session.ts";
import styles from "./rules.module.css";

type LineProps = {
  /** Its name in the labels of the edit and remove buttons. */
  name: string;
  needs: Role;
  /** The consequences of removing it. */
  removeText: string;
  remove(): Promise<unknown>;
  touches: readonly string[];
  dialog(close: () => void): ReactNode;
  /** Buttons before the edit and remove buttons. */
  actions?: ReactNode;
  /** It exists but is turned off. */
  isOff?: boolean;
  children: ReactNode;
};

/** One line, with the buttons to edit and remove it. */
export function Line({ name, needs, removeText, remove, touches, dialog, actions, isOff, children }: LineProps) {
  const { t } = useTranslation("rules");
  const can = useCan();
  const [editing, edit] = useState(false);
  const removal = useAction(remove, { touches, done: t("removed") });
  const ask = async () => {
    const question = { title: t("remove_title", { name }), text: removeText, yes: t("remove_submit") };
    if (await confirm({ ...question, danger: true })) removal.mutate();
  };
  return (
    <li className={isOff ? `${styles.line} ${styles.off}` : styles.line}>
      <div className={styles.words}>{children}</div>
      {can(needs) ? (
        <div className={styles.actions}>
          {actions}
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
