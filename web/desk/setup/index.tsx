// Setting Bellhop up: each step as it is now, done or with what to do.
import { Button, Progress } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { useTranslation } from "react-i18next";
import { type Brought, read } from "../../api/query.ts";
import { Icon, type IconName } from "../../kit/Icon.tsx";
import { Page } from "../../kit/Page.tsx";
import { Shown } from "../../kit/states.tsx";
import styles from "./setup.module.css";

type Step = Brought<"/api/setup">["steps"][number];

const icons: Record<Step["state"], IconName> = {
  done: "check",
  open: "chevronRight",
  failed: "warning",
  unknown: "clock",
};

export default function SetupPage() {
  const { t } = useTranslation("setup");
  const setup = useQuery({ ...read("/api/setup"), staleTime: 0 });
  return (
    <Page
      title={t("title")}
      note={t("note")}
      actions={
        <Button variant="default" size="xs" loading={setup.isFetching} onClick={() => void setup.refetch()}>
          {t("look_again")}
        </Button>
      }
    >
      <Shown of={setup}>{({ steps }) => <Steps of={steps} />}</Shown>
    </Page>
  );
}

function Steps({ of }: { of: Step[] }) {
  const { t } = useTranslation("setup");
  const done = of.filter(({ state }) => state === "done").length;
  const says = t("progress", { done, all: of.length });
  return (
    <>
      <p className={styles.progress}>{says}</p>
      <Progress value={(done / of.length) * 100} aria-label={says} />
      <ol className={styles.list}>
        {of.map((step) => (
          <li key={step.name} className={styles.step} data-state={step.state}>
            <Icon name={icons[step.state]} size={20} />
            <div>
              <h2>
                {t(`step_${step.name}`)} <span>{t(`state_${step.state}`)}</span>
              </h2>
              <p>{step.says}</p>
              {step.remedy === null ? null : <p className={styles.remedy}>{step.remedy}</p>}
            </div>
          </li>
        ))}
      </ol>
    </>
  );
}
