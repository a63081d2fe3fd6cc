// The part of a number's card about calls: its policy, what the provider has and what does not fit, and the dialogs to change it and to make
// buttons for one's own site.
import { Button } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { read } from "../../api/query.ts";
import { useAction } from "../../kit/action.ts";
import { fetched } from "../../kit/fetched.ts";
import { useCan } from "../../kit/session.ts";
import { Shown } from "../../kit/states.tsx";
import { Fault } from "./Fault.tsx";
import type { NumberCalls, OwnNumber } from "./number.ts";
import styles from "./numbers.module.css";

const CallsForm = lazy(() => fetched(() => import("./CallsForm.tsx")));
const Snippet = lazy(() => fetched(() => import("./Snippet.tsx")));

export function Calls({ of, name }: { of: OwnNumber; name: string }) {
  const { t } = useTranslation("numbers");
  const can = useCan();
  const [open, show] = useState<"form" | "site" | null>(null);
  const calls = useQuery(read("/api/numbers/{id}/calls", { path: { id: of.id } }));
  const close = () => show(null);
  return (
    <section className={styles.calls} aria-label={t("calls_of", { number: name })}>
      <h3 className={styles.part}>{t("calls")}</h3>
      <Shown of={calls} compact>
        {(known) => <State of={known} number={of} />}
      </Shown>
      <div className={styles.actions}>
        {can("admin") && calls.data ? (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => show("form")}
            aria-label={`${t("calls_change")}: ${t("calls_of", { number: name })}`}
          >
            {t("calls_change")}
          </Button>
        ) : null}
        {of.number ? (
          <Button size="compact-sm" variant="default" onClick={() => show("site")}>
            {t("site")}
          </Button>
        ) : (
          <p className={styles.note}>{t("site_unknown")}</p>
        )}
      </div>
      <Suspense>
        {open === "form" && calls.data ? <CallsForm of={of} calls={calls.data} name={name} onClose={close} /> : null}
        {open === "site" && of.number ? <Snippet digits={of.number} onClose={close} /> : null}
      </Suspense>
    </section>
  );
}

function State({ of: { policy, settings, differs, findings }, number }: { of: NumberCalls; number: OwnNumber }) {
  const { t } = useTranslation("numbers");
  const can = useCan();
  const setAgain = useAction(
    () => ok(api.PATCH("/api/numbers/{id}/calls", { params: { path: { id: number.id } }, body: { policy } })),
    { touches: ["/api/numbers/{id}/calls"], done: t("calls_saved") },
  );
  if (number.provider === "twilio") return <p className={styles.note}>{[...findings, t("calls_twilio")].join(" ")}</p>;
  return (
    <>
      <p>
        {t(`policy_${policy}`)}. <span className="quiet">{t(`policy_${policy}_hint`)}</span>
      </p>
      {settings ? <AtMeta settings={settings} /> : null}
      {findings.map((finding, n) => (
        <Fault key={finding} text={finding}>
          {/* What differs comes first. */}
          {differs && n === 0 && can("admin") ? (
            <Button size="compact-sm" loading={setAgain.isPending} onClick={() => setAgain.mutate()}>
              {t("policy_again")}
            </Button>
          ) : null}
        </Fault>
      ))}
    </>
  );
}

function AtMeta({ settings }: { settings: NonNullable<NumberCalls["settings"]> }) {
  const { t } = useTranslation("numbers");
  const { enabled, button_shown, hours } = settings;
  const when = hours?.enabled ? t("meta_hours", { zone: hours.time_zone }) : t("meta_always");
  return (
    <p className={styles.note}>{enabled ? t(button_shown ? "meta_on" : "meta_hidden", { when }) : t("meta_off")}</p>
  );
}
