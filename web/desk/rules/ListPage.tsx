// A page with a short list that is edited in dialogs: canned replies, labels.
import { Button } from "@mantine/core";
import { type ComponentProps, type ReactNode, useState } from "react";
import { useTranslation } from "react-i18next";
import { Icon } from "../../kit/Icon.tsx";
import { Page, Sheet } from "../../kit/Page.tsx";
import { type Role, useCan } from "../../kit/session.ts";
import { Empty, Shown } from "../../kit/states.tsx";
import styles from "./rules.module.css";
import { RepliesTabs } from "./tabs.tsx";

type PageProps<Data> = {
  of: ComponentProps<typeof Shown<Data>>["of"];
  hint: string;
  /** The role that may change the list, and the label of the add button. */
  needs: Role;
  add: string;
  /** Shown when the list is empty. */
  none: ComponentProps<typeof Empty>;
  /** The lines of the list. */
  children(data: Data): ReactNode[];
  /** The dialog that adds a line. */
  dialog(close: () => void): ReactNode;
};

/** The page with its list. */
export function ListPage<Data>({ of, hint, needs, add, none, children, dialog }: PageProps<Data>) {
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
