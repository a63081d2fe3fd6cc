// One of the business's numbers: where its credentials are, whether it sends, and what an admin can do with it.
import { Button } from "@mantine/core";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { useAction } from "../../kit/action.ts";
import { confirm } from "../../kit/confirm.tsx";
import { fetched } from "../../kit/fetched.ts";
import { phone } from "../../kit/format.ts";
import { Sheet } from "../../kit/Page.tsx";
import { useCan } from "../../kit/session.ts";
import { BotSwitch } from "./BotSwitch.tsx";
import { Calls } from "./Calls.tsx";
import { Fault } from "./Fault.tsx";
import { LanguageSelect } from "./LanguageSelect.tsx";
import type { OwnNumber } from "./number.ts";
import styles from "./numbers.module.css";
import { Receipts } from "./Receipts.tsx";
import { Throughput } from "./Throughput.tsx";

const OpeningHours = lazy(() => fetched(() => import("./OpeningHours.tsx")));
const EditNumber = lazy(() => fetched(() => import("./EditNumber.tsx")));

export function NumberCard({ of, onAdd }: { of: OwnNumber; onAdd(): void }) {
  const { t } = useTranslation("numbers");
  const can = useCan();
  const isMeta = of.provider === "meta";
  const name = of.number ? phone(of.number) : t("unnamed", { id: of.external_id });
  const isUnknown = of.configured_by === null && !of.is_simulated;
  return (
    <Sheet title={name} actions={can("admin") && of.configured_by === "desk" ? <Actions of={of} name={name} /> : null}>
      <p className={styles.state}>
        {t(`provider_${of.provider}`)} · {t(configuration(of))}
        {of.is_held ? ` · ${t("held")}` : null}
      </p>
      {of.is_readable ? null : <Fault text={t("unreadable_text")} />}
      {isUnknown ? (
        <Fault text={t("unknown_text")}>
          {can("admin") ? (
            <Button size="compact-sm" onClick={onAdd}>
              {t("add_this")}
            </Button>
          ) : (
            <span>{t("unknown_ask")}</span>
          )}
        </Fault>
      ) : of.is_held ? (
        <p>{t("held_text")}</p>
      ) : null}
      <div className={styles.fields}>
        <BotSwitch of={of} name={name} />
        <LanguageSelect of={of} name={name} />
        {isUnknown ? null : (
          <>
            <Receipts of={of} />
            <Throughput of={of} />
          </>
        )}
      </div>
      <dl className={styles.ids}>
        <dt>{t(isMeta ? "phone_number_id" : "sender")}</dt>
        <dd>{of.external_id}</dd>
        <dt>{t(isMeta ? "waba" : "account_sid")}</dt>
        <dd>{of.account_id ?? "–"}</dd>
        {of.secrets?.map(({ name: secret, endings }) => [
          <dt key={secret}>{t(secret)}</dt>,
          <dd key={`${secret} value`}>{endings.map((one) => `••••${one}`).join(", ")}</dd>,
        ])}
      </dl>
      {isUnknown ? null : (
        <Suspense>
          <OpeningHours of={of} name={name} />
        </Suspense>
      )}
      {isUnknown ? null : <Calls of={of} name={name} />}
    </Sheet>
  );
}

/** The text that says where a number's credentials are. */
function configuration({ is_simulated, configured_by }: OwnNumber) {
  if (configured_by === "desk") return "configured_desk";
  return is_simulated ? "simulated" : (`configured_${configured_by ?? "none"}` as const);
}

function Actions({ of, name }: { of: OwnNumber; name: string }) {
  const { t } = useTranslation(["numbers", "kit"]);
  const [editing, edit] = useState(false);
  const remove = useAction(() => ok(api.DELETE("/api/numbers/{id}", { params: { path: { id: of.id } } })), {
    touches: ["/api/numbers", "/api/health"],
    done: t("removed", { number: name }),
  });
  const ask = async () => {
    const question = { title: t("remove_title", { number: name }), text: t("remove_text"), yes: t("remove") };
    if (await confirm({ ...question, danger: true })) remove.mutate();
  };
  return (
    <div className={styles.actions}>
      <Button
        size="compact-sm"
        variant="default"
        onClick={() => edit(true)}
        aria-label={t("edit_title", { number: name })}
      >
        {t("edit")}
      </Button>
      <Button
        size="compact-sm"
        variant="default"
        loading={remove.isPending}
        onClick={() => void ask()}
        aria-label={t("remove_title", { number: name })}
      >
        {t("remove")}
      </Button>
      <Suspense>
        {editing ? <EditNumber of={of} title={t("edit_title", { number: name })} onClose={() => edit(false)} /> : null}
      </Suspense>
    </div>
  );
}
