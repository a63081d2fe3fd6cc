// An admin's actions on a user.
import { ActionIcon, Menu } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { useAction } from "../../kit/action.ts";
import { confirm } from "../../kit/confirm.tsx";
import { Icon } from "../../kit/Icon.tsx";
import { Edit, type Link, PersonLink, PersonSessions } from "./dialogs.tsx";
import type { Person } from "./person.ts";

/** The menu at the end of a user's row, with the dialogs that it opens. */
export function PersonMenu({ person }: { person: Person }) {
  const { t } = useTranslation("people");
  const [shows, show] = useState<"edit" | "sessions" | null>(null);
  const { link, dropLink, makeLink, resetTwoStep, disable, enable } = usePersonActions(person);
  const { name } = person;
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <ActionIcon variant="subtle" color="gray" aria-label={t("acts_of", { name })}>
            <Icon name="more" strokeWidth={3} />
          </ActionIcon>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon name="edit" />} onClick={() => show("edit")}>
            {t("edit")}
          </Menu.Item>
          <Menu.Item leftSection={<Icon name="screen" />} onClick={() => show("sessions")}>
            {t("sessions")}
          </Menu.Item>
          {person.second_factor ? (
            <Menu.Item leftSection={<Icon name="keys" />} onClick={() => void resetTwoStep()}>
              {t("reset_two_step")}
            </Menu.Item>
          ) : null}
          {person.state === "disabled" ? (
            <Menu.Item leftSection={<Icon name="check" />} onClick={enable}>
              {t("enable")}
            </Menu.Item>
          ) : (
            <>
              <Menu.Item leftSection={<Icon name="link" />} onClick={() => void makeLink()}>
                {t("new_link")}
              </Menu.Item>
              <Menu.Item leftSection={<Icon name="close" />} color="var(--bad)" onClick={() => void disable()}>
                {t("disable")}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {shows === "edit" ? <Edit person={person} onClose={() => show(null)} /> : null}
      {shows === "sessions" ? <PersonSessions person={person} onClose={() => show(null)} /> : null}
      {link ? <PersonLink name={name} link={link} onClose={dropLink} /> : null}
    </>
  );
}

/** The menu's actions without a dialog; irreversible ones ask for confirmation. `link`: the one-time link that was just created. */
function usePersonActions({ id, name }: Person) {
  const { t } = useTranslation("people");
  const [link, setLink] = useState<Link | null>(null);
  const params = { path: { id } };
  const make = useAction(() => ok(api.POST("/api/people/{id}/link", { params })), {
    touches: ["/api/people"],
    onDone: (made) => setLink(made.link),
  });
  const reset = useAction(() => ok(api.DELETE("/api/people/{id}/second-factor", { params })), {
    touches: ["/api/people", "/api/me"],
    done: t("reset_two_step_done", { name }),
  });
  const bar = useAction((disabled: boolean) => ok(api.PATCH("/api/people/{id}", { params, body: { disabled } })), {
    touches: ["/api/people"],
    done: (_, disabled) => t(disabled ? "disabled_done" : "enabled_done", { name }),
  });
  return {
    link,
    dropLink: () => setLink(null),
    async makeLink() {
      const question = { title: t("link_confirm", { name }), text: t("link_confirm_text"), yes: t("link_make") };
      if (await confirm(question)) make.mutate();
    },
    async resetTwoStep() {
      const question = { title: t("reset_two_step_title", { name }), text: t("reset_two_step_text") };
      if (await confirm({ ...question, yes: t("reset_two_step"), danger: true })) reset.mutate();
    },
    async disable() {
      const question = { title: t("disable_title", { name }), text: t("disable_text"), yes: t("disable") };
      if (await confirm({ ...question, danger: true })) bar.mutate(true);
    },
    enable: () => bar.mutate(false),
  };
}
