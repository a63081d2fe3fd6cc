// The user's own two-step sign-in: set it up, make new recovery codes, turn it off.
import { Button } from "@mantine/core";
import { useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { useAction } from "../../kit/action.ts";
import { confirm } from "../../kit/confirm.tsx";
import { Sheet } from "../../kit/Page.tsx";
import { useMe } from "../../kit/session.ts";
import { EnrolDialog, RecoveryCodesDialog } from "./Enrol.tsx";
import styles from "./settings.module.css";

export function TwoStep() {
  const { t } = useTranslation("settings");
  const state = useMe().second_factor;
  const [enrolling, enrol] = useState(false);
  const [codes, setCodes] = useState<string[] | null>(null);
  const touches = ["/api/me", "/api/people"];
  const renew = useAction(() => ok(api.POST("/api/me/second-factor/recovery-codes")), {
    touches,
    onDone: ({ recovery_codes }) => setCodes(recovery_codes),
  });
  const off = useAction(() => ok(api.DELETE("/api/me/second-factor")), { touches, done: t("two_step_off_done") });
  const askOff = async () => {
    const question = { title: t("two_step_off_title"), text: t("two_step_off_text"), yes: t("two_step_off") };
    if (await confirm({ ...question, danger: true })) off.mutate();
  };
  if (!state) return null;
  return (
    <Sheet title={t("two_step")}>
      <div className={styles.form}>
        {state.on ? (
          <>
            <p className={styles.text}>{t("two_step_is_on")}</p>
            <p className={styles.text} data-warn={state.recovery_codes < 3}>
              {t("recovery_left", { count: state.recovery_codes })}
            </p>
            <div className={styles.buttons}>
              <Button variant="default" loading={renew.isPending} onClick={() => renew.mutate()}>
                {t("recovery_renew")}
              </Button>
              {state.required ? null : (
                <Button variant="default" color="red" loading={off.isPending} onClick={() => void askOff()}>
                  {t("two_step_off")}
                </Button>
              )}
            </div>
            {state.required ? <p className="quiet">{t("two_step_required")}</p> : null}
          </>
        ) : (
          <>
            <p className={styles.text}>{t("two_step_is_off")}</p>
            <Button onClick={() => enrol(true)}>{t("two_step_set_up")}</Button>
          </>
        )}
      </div>
      {enrolling ? <EnrolDialog onClose={() => enrol(false)} /> : null}
      {codes ? <RecoveryCodesDialog codes={codes} onClose={() => setCodes(null)} /> : null}
    </Sheet>
  );
}
