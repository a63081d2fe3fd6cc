// The dialog that creates an API key and shows it once.
import { Select, TextInput } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { useAction } from "../../kit/action.ts";
import { FormDialog } from "../../kit/FormDialog.tsx";
import { useFields } from "../../kit/fields.ts";
import { RoleSelect } from "../../kit/RoleSelect.tsx";
import { SecretDialog } from "../../kit/Secret.tsx";
import type { Role } from "../../kit/session.ts";

/** How long a new key is valid, in days; 0: no expiry. */
const spans = ["0", "30", "90", "365"] as const;

export function NewKey({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("keys");
  const fields = useFields({ name: "", role: "agent" as Role, days: "0" });
  const { name, role, days } = fields.values;
  const body = () => ({
    name,
    role,
    expires_at: days === "0" ? null : new Date(Date.now() + Number(days) * 86_400_000).toISOString(),
  });
  const make = useAction(() => ok(api.POST("/api/keys", { body: body() })), { touches: ["/api/keys"], quiet: true });
  if (make.data)
    return (
      <SecretDialog
        title={t("made_title", { name: make.data.name })}
        text={t("made_text")}
        label={t("key")}
        value={make.data.key}
        onClose={onClose}
      />
    );
  const submit = async () => {
    await make.mutateAsync();
    return "stay";
  };
  return (
    <FormDialog title={t("make_title")} submit={t("make_submit")} onSubmit={submit} onClose={onClose}>
      <TextInput
        label={t("name")}
        description={t("name_hint")}
        required
        maxLength={100}
        data-autofocus
        {...fields.text("name")}
      />
      <Select
        label={t("expires")}
        description={t("expires_hint")}
        data={spans.map((span) => ({ value: span, label: t(`span_${span}`) }))}
        value={days}
        onChange={(span) => fields.set({ days: span ?? "0" })}
        allowDeselect={false}
      />
      <RoleSelect value={role} onChange={(next) => fields.set({ role: next })} />
    </FormDialog>
  );
}
