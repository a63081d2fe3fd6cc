// For admins: for how long each kind of data is kept, and what was deleted last.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { read } from "../../api/query.ts";
import { fetched } from "../../kit/fetched.ts";
import { count, time } from "../../kit/format.ts";
import { Sheet } from "../../kit/Page.tsx";
import { Rows, spare } from "../../kit/Rows.tsx";
import rows from "../../kit/rows.module.css";
import { Shown } from "../../kit/states.tsx";
import type { Kind } from "./retention-kind.ts";
import styles from "./settings.module.css";

const RetentionDialog = lazy(() => fetched(() => import("./RetentionDialog.tsx")));

export function Retention() {
  const { t } = useTranslation("settings");
  const settings = useQuery(read("/api/settings/retention"));
  const [editing, edit] = useState<Kind | null>(null);
  return (
    <Sheet title={t("kept")} flush>
      <p className={styles.intro}>{t("kept_intro")}</p>
      <Shown of={settings}>
        {({ kinds }) => (
          <Rows label={t("kept")} head={[t("kept_what"), t("kept_for"), { spare: t("kept_last") }, ""]}>
            {kinds.map((kind) => (
              <tr key={kind.kind}>
                <td>
                  <b className={styles.kind}>{kind.title}</b>
                  <span className={`${styles.what} ${styles.about}`}>{kind.description}</span>
                </td>
                <td>
                  <Duration days={kind.days} />
                  {kind.numbers.length > 0 ? (
                    <span className={styles.what}>{t("kept_numbers", { count: kind.numbers.length })}</span>
                  ) : null}
                  <span className={rows.brief}>
                    <LastRun of={kind} />
                  </span>
                </td>
                <td className={spare}>
                  <LastRun of={kind} />
                </td>
                <td className={rows.actions}>
                  <Button
                    size="compact-sm"
                    variant="default"
                    aria-label={t("kept_change_of", { kind: kind.title })}
                    onClick={() => edit(kind)}
                  >
                    {t("kept_change")}
                  </Button>
                </td>
              </tr>
            ))}
          </Rows>
        )}
      </Shown>
      {editing ? (
        <Suspense>
          <RetentionDialog of={editing} close={() => edit(null)} />
        </Suspense>
      ) : null}
    </Sheet>
  );
}

function Duration({ days }: { days: number | null }) {
  const { t } = useTranslation("settings");
  return <>{days === null ? t("kept_for_ever") : t("kept_days", { count: days })}</>;
}

function LastRun({ of: { last_run: run } }: { of: Kind }) {
  const { t } = useTranslation("settings");
  if (run === null) return null;
  if (run.failure !== null)
    return <span className={styles.fault}>{t("kept_failed", { at: time(run.at), failure: run.failure })}</span>;
  return (
    <>{t("kept_deleted", { at: time(run.at), count: run.deleted, n: count(run.deleted), total: count(run.total) })}</>
  );
}
