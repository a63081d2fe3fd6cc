// API keys: made, shown once, revoked.
import { Anchor, Button, Select, TextInput } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { type Brought, read } from "../../api/query.ts";
import { Ago } from "../../kit/Ago.tsx";
import { useAct } from "../../kit/act.ts";
import { confirm } from "../../kit/confirm.tsx";
import { FormDialog } from "../../kit/FormDialog.tsx";
import { useFields } from "../../kit/fields.ts";
import { time } from "../../kit/format.ts";
import { Icon } from "../../kit/Icon.tsx";
import { Page, Sheet } from "../../kit/Page.tsx";
import { RoleSelect } from "../../kit/RoleSelect.tsx";
import { acts, Rows, spare } from "../../kit/Rows.tsx";
import { SecretDialog } from "../../kit/Secret.tsx";
import type { Role } from "../../kit/session.ts";
import { Empty, Shown } from "../../kit/states.tsx";

type Key = Brought<"/api/keys">["keys"][number];

export default function KeysPage() {
  const { t } = useTranslation(["keys", "kit"]);
  const keys = useQuery(read("/api/keys"));
  const [making, make] = useState(false);
  const add = (
    <Button leftSection={<Icon name="plus" size={16} />} onClick={() => make(true)}>
      {t("make")}
    </Button>
  );
  return (
    <Page title={t("title")} actions={add}>
      <p className="quiet">
        {t("hint")}{" "}
        <Anchor href="/api/docs" target="_blank" inherit>
          {t("docs")}
        </Anchor>
      </p>
      <Sheet flush>
        <Shown of={keys}>
          {({ keys: rows }) =>
            rows.length === 0 ? (
              <Empty icon="keys" title={t("empty")} text={t("empty_text")} />
            ) : (
              <Rows
                label={t("title")}
                head={[
                  t("name"),
                  t("kit:role"),
                  { spare: t("starts") },
                  t("used"),
                  { spare: t("expires") },
                  { spare: t("made") },
                  "",
                ]}
              >
                {rows.map((key) => (
                  <Row key={key.id} of={key} />
                ))}
              </Rows>
            )
          }
        </Shown>
      </Sheet>
      {making ? <Make onClose={() => make(false)} /> : null}
    </Page>
  );
}

function Row({ of: key }: { of: Key }) {
  const { t } = useTranslation(["keys", "kit"]);
  const { id, name } = key;
  const revoke = useAct(() => ok(api.DELETE("/api/keys/{id}", { params: { path: { id } } })), {
    touches: ["/api/keys"],
    done: t("revoked_done", { name }),
  });
  const ask = async () => {
    const question = { title: t("revoke_title", { name }), text: t("revoke_text"), yes: t("revoke"), danger: true };
    if (await confirm(question)) revoke.mutate();
  };
  return (
    <tr>
      <td>{key.revoked_at ? <s className="quiet">{name}</s> : <strong>{name}</strong>}</td>
      <td>{t(`kit:role_${key.role}`)}</td>
      <td className={`${spare} mono`}>{key.prefix}…</td>
      <td>
        {key.last_used_at ? <Ago at={key.last_used_at} /> : <span className="quiet">{t("never")}</span>}
        {key.last_used_address ? <div className="quiet mono">{key.last_used_address}</div> : null}
      </td>
      <td className={spare}>
        {key.expires_at ? time(key.expires_at, "date") : <span className="quiet">{t("no_end")}</span>}
      </td>
      <td className={spare}>
        {time(key.created_at, "date")}
        {key.maker ? <div className="quiet">{key.maker}</div> : null}
      </td>
      <td className={acts}>
        {key.state === "active" ? null : <span className="quiet">{t(`is_${key.state}`)}</span>}
        {key.revoked_at ? null : (
          <Button variant="default" size="compact-sm" onClick={() => void ask()} loading={revoke.isPending}>
            {t("revoke")}
          </Button>
        )}
      </td>
    </tr>
  );
}

/** How long a new key lasts, in days; 0: it has no end. */
const spans = ["0", "30", "90", "365"] as const;

function Make({ onClose }: { onClose(): void }) {
  const { t } = useTranslation("keys");
  const fields = useFields({ name: "", role: "agent" as Role, days: "0" });
  const { name, role, days } = fields.values;
  const body = () => ({
    name,
    role,
    expires_at: days === "0" ? null : new Date(Date.now() + Number(days) * 86_400_000).toISOString(),
  });
  const make = useAct(() => ok(api.POST("/api/keys", { body: body() })), { touches: ["/api/keys"], quiet: true });
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
