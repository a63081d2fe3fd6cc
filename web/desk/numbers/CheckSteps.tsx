// The steps of a check as a list: what is done, what is under way, and what to do where one failed.
import { Button, Loader } from "@mantine/core";
import { useTranslation } from "react-i18next";
import { Icon } from "../../kit/Icon.tsx";
import type { Step, StepResult } from "./number-check.ts";
import styles from "./numbers.module.css";

type Props = {
  steps: readonly Step[];
  results: readonly StepResult[];
  running: Step | null;
  /** Subscribes to the account's webhooks; left out where that is not possible. */
  onSubscribe?: (() => void) | undefined;
};

export function CheckSteps({ steps, results, running, onSubscribe }: Props) {
  const { t } = useTranslation("numbers");
  return (
    <ol className={styles.steps} aria-label={t("steps")} aria-live="polite">
      {steps.map((step) => {
        const result = results.find((one) => one.step === step);
        const state = running === step ? "running" : (result?.state ?? "waiting");
        const canSubscribe = step === "subscription" && result?.state === "failed" && running === null;
        return (
          <li key={step} className={styles.step} data-state={state}>
            <span className={styles.sign}>
              <Sign state={state} />
            </span>
            <div>
              <span className={styles.stepName}>{t(`step_${step}`)}</span>
              {state === "waiting" ? null : <span className={styles.stepState}> · {t(`state_${state}`)}</span>}
              {result && running !== step ? <p>{result.detail}</p> : null}
              {result?.remedy && running !== step ? <p className={styles.remedy}>{result.remedy}</p> : null}
              {canSubscribe && onSubscribe ? (
                <Button size="compact-sm" variant="default" onClick={onSubscribe}>
                  {t("subscribe")}
                </Button>
              ) : null}
            </div>
          </li>
        );
      })}
    </ol>
  );
}

const icons = { ok: "check", warning: "warning", failed: "close", unknown: "offline" } as const;

function Sign({ state }: { state: StepResult["state"] | "running" | "waiting" }) {
  if (state === "running") return <Loader size={16} aria-hidden />;
  return state === "waiting" ? <span className={styles.dot} /> : <Icon name={icons[state]} size={16} />;
}
