// Adds a number: what to enter, the check step by step, and then what is left to do at the provider.
import { Button, Modal, SegmentedControl } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { read } from "../../api/query.ts";
import { useAction } from "../../kit/action.ts";
import { FormDialog } from "../../kit/FormDialog.tsx";
import { useFields } from "../../kit/fields.ts";
import { phone } from "../../kit/format.ts";
import { Copied } from "../../kit/Secret.tsx";
import { CheckSteps } from "./CheckSteps.tsx";
import { blank, IdFields, numberOf, SecretFields, type Typed } from "./fields.tsx";
import type { OwnNumber } from "./number.ts";
import { canWait, useCheck } from "./number-check.ts";
import styles from "./numbers.module.css";

/** `start`: what is known already of a number that messages came for. */
export default function AddNumber({ start, onClose }: { start: Partial<Typed>; onClose(): void }) {
  const { t } = useTranslation("numbers");
  const about = useQuery(read("/api/numbers/check")).data;
  const fields = useFields<Typed>({ ...blank, ...start });
  const check = useCheck();
  const [added, setAdded] = useState<OwnNumber | null>(null);
  const number = numberOf(fields.values);
  const steps = about?.steps[number.provider] ?? [];
  const add = useAction(() => ok(api.POST("/api/numbers", { body: number })), {
    touches: ["/api/numbers", "/api/news", "/api/incidents", "/api/health", "/api/templates"],
    quiet: true,
    onDone: (made) => setAdded(made.number),
  });
  if (added && about) return <Next of={added} url={about.webhook_urls[added.provider]} onClose={onClose} />;
  const wasChecked = steps.length > 0 && check.results.length === steps.length && check.results.every(canWait);
  const submit = async () => {
    if (!wasChecked) {
      const results = await check.make(steps, { number });
      const isFine = results.every(({ state }) => state === "ok" || state === "warning");
      // What failed is shown at its step; what can wait is shown before the number is added all the same.
      if (!isFine) return "stay";
    }
    await add.mutateAsync();
    return "stay";
  };
  return (
    <FormDialog
      title={t("add_title")}
      submit={t(wasChecked ? "add_anyway" : "add_submit")}
      disabled={check.running !== null || steps.length === 0}
      onSubmit={submit}
      onClose={onClose}
      size="lg"
    >
      {about?.is_simulated ? <p className={styles.note}>{t("add_simulated")}</p> : null}
      <SegmentedControl
        aria-label={t("provider")}
        value={number.provider}
        onChange={(next) => {
          check.forget();
          fields.set({ provider: next as Typed["provider"] });
        }}
        data={[
          { value: "meta", label: t("provider_meta") },
          { value: "twilio", label: t("provider_twilio") },
        ]}
      />
      <div className={styles.fields} onInput={check.forget}>
        <IdFields fields={fields} />
        <SecretFields fields={fields} />
      </div>
      <CheckSteps
        steps={steps}
        {...check}
        onSubscribe={number.provider === "meta" ? () => void check.subscribe({ number }) : undefined}
      />
    </FormDialog>
  );
}

/** What is left to do at the provider. */
function Next({ of, url, onClose }: { of: OwnNumber; url: string; onClose(): void }) {
  const { t } = useTranslation(["numbers", "kit"]);
  return (
    <Modal
      opened
      onClose={onClose}
      title={t("added", { number: of.number ? phone(of.number) : of.external_id })}
      size="lg"
      closeButtonProps={{ "aria-label": t("kit:close") }}
    >
      <p className={styles.note}>{t(`next_${of.provider}`)}</p>
      <Copied label={t("webhook_url")} value={url} />
      {of.provider === "meta" ? <p className={styles.note}>{t("next_fields")}</p> : null}
      <div className={styles.foot}>
        <Button onClick={onClose} data-autofocus>
          {t("done")}
        </Button>
      </div>
    </Modal>
  );
}
