// Replaces secrets of a number, or its account: what is left empty stays. Also checks a number as it is.
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { read } from "../../api/query.ts";
import { useAction } from "../../kit/action.ts";
import { FormDialog } from "../../kit/FormDialog.tsx";
import { useFields } from "../../kit/fields.ts";
import { CheckSteps } from "./CheckSteps.tsx";
import { blank, IdFields, listOf, SecretFields, type Typed } from "./fields.tsx";
import type { OwnNumber } from "./number.ts";
import { canWait, useCheck } from "./number-check.ts";
import styles from "./numbers.module.css";

export default function EditNumber({ of, title, onClose }: { of: OwnNumber; title: string; onClose(): void }) {
  const { t } = useTranslation("numbers");
  const about = useQuery(read("/api/numbers/check")).data;
  const account_id = of.account_id ?? "";
  const fields = useFields<Typed>({ ...blank, provider: of.provider, external_id: of.external_id, account_id });
  const check = useCheck();
  const changes = changesIn(fields.values, account_id);
  const steps = about?.steps[of.provider] ?? [];
  const body = { id: of.id, changes };
  const hasChanges = Object.keys(changes).length > 0;
  const save = useAction(() => ok(api.PATCH("/api/numbers/{id}", { params: { path: { id: of.id } }, body: changes })), {
    touches: ["/api/numbers", "/api/news", "/api/incidents", "/api/health"],
    done: t("saved"),
    quiet: true,
  });
  const submit = async () => {
    const results = await check.make(steps, body);
    if (!hasChanges || !results.every(canWait)) return "stay";
    return save.mutateAsync();
  };
  const known = (name: string): string => {
    const secret = of.secrets?.find((one) => one.name === name);
    return secret === undefined ? t("secret_unreadable") : t("secret_known", { endings: shown(secret.endings) });
  };
  return (
    <FormDialog
      title={title}
      submit={t(hasChanges ? "edit_submit" : "check")}
      disabled={check.running !== null || steps.length === 0}
      onSubmit={submit}
      onClose={onClose}
      size="lg"
    >
      <p className={styles.note}>{t(of.is_readable ? "edit_hint" : "unreadable_hint")}</p>
      <div className={styles.fields} onInput={check.forget}>
        <IdFields fields={fields} fixed />
        <SecretFields fields={fields} known={known} />
      </div>
      <CheckSteps
        steps={steps}
        {...check}
        onSubscribe={of.provider === "meta" ? () => void check.subscribe(body) : undefined}
      />
    </FormDialog>
  );
}

/** The last characters of secrets. */
const shown = (endings: readonly string[]): string => endings.map((one) => `••••${one}`).join(", ");

/** What was entered anew. */
function changesIn(typed: Typed, account_id: string) {
  const [apps, tokens] = [listOf(typed.app_secrets), listOf(typed.auth_tokens)];
  return {
    ...(typed.account_id.trim() === account_id ? {} : { account_id: typed.account_id.trim() }),
    ...(typed.access_token.trim() === "" ? {} : { access_token: typed.access_token }),
    ...(apps.length === 0 ? {} : { app_secrets: apps }),
    ...(typed.verify_token.trim() === "" ? {} : { verify_token: typed.verify_token }),
    ...(tokens.length === 0 ? {} : { auth_tokens: tokens }),
  };
}
