// The dialogs of the page of users: invite, edit, one-time link, sessions.
import { Modal, TextInput } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { useAction } from "../../kit/action.ts";
import { FormDialog } from "../../kit/FormDialog.tsx";
import { useFields } from "../../kit/fields.ts";
import { time } from "../../kit/format.ts";
import { RoleSelect } from "../../kit/RoleSelect.tsx";
import { SecretDialog } from "../../kit/Secret.tsx";
import { Sessions } from "../../kit/Sessions.tsx";
import type { Role } from "../../kit/session.ts";
import type { Person } from "./person.ts";

/** A one-time link that was just made. */
export type Link = { url: string; expires_at: string; mailed_to: string | null };

/** Adds a user, then shows the link to pass on. */
export function Invite({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("people");
  const [link, setLink] = useState<Link | null>(null);
  const fields = useFields({ name: "", email: "", role: "agent" as Role });
  const { values } = fields;
  const invite = useAction(() => ok(api.POST("/api/people", { body: values })), {
    touches: ["/api/people"],
    quiet: true,
    onDone: (made) => setLink(made.link),
  });
  if (link) return <PersonLink name={values.name} link={link} onClose={onClose} />;
  const submit = async () => {
    await invite.mutateAsync();
    return "stay";
  };
  return (
    <FormDialog title={t("invite_title")} submit={t("invite_submit")} onSubmit={submit} onClose={onClose}>
      <p className="quiet">{t("invite_hint")}</p>
      <TextInput label={t("name")} required maxLength={100} data-autofocus {...fields.text("name")} />
      <TextInput label={t("email")} type="email" required maxLength={320} {...fields.text("email")} />
      <RoleSelect value={values.role} onChange={(role) => fields.set({ role })} />
    </FormDialog>
  );
}

/** Changes name, e-mail address and role. */
export function Edit({ person, onClose }: { person: Person; onClose(): void }) {
  const { t } = useTranslation(["people", "kit"]);
  const fields = useFields({ name: person.name, email: person.email, role: person.role });
  const { values } = fields;
  const save = useAction(
    () => ok(api.PATCH("/api/people/{id}", { params: { path: { id: person.id } }, body: values })),
    {
      touches: ["/api/people", "/api/me", "/api/inbox"],
      done: t("saved"),
      quiet: true,
    },
  );
  const title = t("edit_title", { name: person.name });
  return (
    <FormDialog title={title} submit={t("kit:save")} onSubmit={() => save.mutateAsync()} onClose={onClose}>
      <TextInput label={t("name")} required maxLength={100} data-autofocus {...fields.text("name")} />
      <TextInput
        label={t("email")}
        description={t("email_hint")}
        type="email"
        required
        maxLength={320}
        {...fields.text("email")}
      />
      <RoleSelect value={values.role} onChange={(role) => fields.set({ role })} />
    </FormDialog>
  );
}

/** The link to pass on. */
export function PersonLink({ name, link, onClose }: { name: string; link: Link; onClose(): void }) {
  const { t } = useTranslation("people");
  return (
    <SecretDialog
      title={t("link_title", { name })}
      text={
        link.mailed_to === null
          ? t("link_text", { until: time(link.expires_at) })
          : t("link_mailed", { to: link.mailed_to, until: time(link.expires_at) })
      }
      label={t("link")}
      value={link.url}
      onClose={onClose}
    />
  );
}

/** The sessions of a user. */
export function PersonSessions({ person, onClose }: { person: Person; onClose(): void }) {
  const { t } = useTranslation(["people", "kit"]);
  const title = t("sessions_title", { name: person.name });
  return (
    <Modal opened onClose={onClose} title={title} size="lg" closeButtonProps={{ "aria-label": t("kit:close") }}>
      <Sessions personId={person.id} />
    </Modal>
  );
}
