// The head of an open conversation: the contact's name and the actions.
import { ActionIcon, Button, Tooltip } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { wantCall } from "../../kit/calling.ts";
import { phone } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import type { ConversationActions } from "./conversation-actions.ts";
import type { Detail } from "./data.ts";
import { Snooze } from "./Handling.tsx";
import { Sign } from "./ListRow.tsx";
import { nameOf } from "./people.ts";
import styles from "./thread.module.css";

type Props = {
  one: Detail | undefined;
  id: number;
  close(): void;
  /** Whether the panel is open beside the thread. */
  isPanelOpen: boolean;
  togglePanel(): void;
  /** Null for users who may not change anything. */
  actions: ConversationActions | null;
};

export function ConversationHead({ one, id, close, isPanelOpen, togglePanel, actions }: Props) {
  const { t } = useTranslation("inbox");
  const name = one ? nameOf(one, t) : "";
  return (
    <header className={styles.head}>
      <ActionIcon className={styles.onlySmall} variant="subtle" size="lg" aria-label={t("back")} onClick={close}>
        <Icon name="back" />
      </ActionIcon>
      {one ? <Sign id={id} name={name} provider={one.channel.provider} size={34} /> : null}
      <div className={styles.headName}>
        <h2>
          <bdi>{name}</bdi>
        </h2>
        <p className="quiet">
          {[one?.contact?.name ? phone(one.contact.phone) : "", one?.assignee?.name ?? ""].filter(Boolean).join(" · ")}
        </p>
      </div>
      {actions && one ? (
        <>
          {one.channel.provider === "meta" && one.contact ? <CallButton id={id} name={name} /> : null}
          <Tooltip label={t("mark_unread")}>
            <ActionIcon variant="subtle" size="lg" aria-label={t("mark_unread")} onClick={actions.unread}>
              <Icon name="inbox" />
            </ActionIcon>
          </Tooltip>
          {one.state === "done" ? null : <Snooze snooze={actions.snooze} />}
          <Button
            size="xs"
            className={styles.done}
            variant={one.state === "done" ? "default" : "filled"}
            leftSection={<Icon name={one.state === "done" ? "refresh" : "check"} size={15} />}
            onClick={actions.done}
          >
            <span>{t(one.state === "done" ? "reopen" : "done")}</span>
          </Button>
        </>
      ) : null}
      {one ? (
        <Tooltip label={t(isPanelOpen ? "hide_details" : "details")}>
          <ActionIcon
            variant="subtle"
            className={isPanelOpen ? styles.pressed : undefined}
            size="lg"
            aria-label={t(isPanelOpen ? "hide_details" : "details")}
            aria-pressed={isPanelOpen}
            onClick={togglePanel}
          >
            <Icon name="person" />
          </ActionIcon>
        </Tooltip>
      ) : null}
    </header>
  );
}

function CallButton({ id, name }: { id: number; name: string }) {
  const { t } = useTranslation("inbox");
  return (
    <Tooltip label={t("call")}>
      <ActionIcon
        variant="subtle"
        size="lg"
        aria-label={t("call")}
        onClick={() => wantCall({ conversationId: id, name })}
      >
        <Icon name="phone" />
      </ActionIcon>
    </Tooltip>
  );
}
