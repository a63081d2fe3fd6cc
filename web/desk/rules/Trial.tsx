// Tries a rule, as it is typed, on the messages of the last days: which would be answered otherwise.
import { Button, Modal, NumberInput, Progress } from "@mantine/core";
import { useRef, useState } from "react";
import { useTranslation } from "react-i18next";
import { api, ok } from "../../api/client.ts";
import { useAction } from "../../kit/action.ts";
import { count, time } from "../../kit/format.ts";
import type { RuleBody } from "./rule-form.ts";
import styles from "./rules.module.css";

const send = (body: {
  changes: { id: number | null; rule: RuleBody }[];
  from: string;
  to: string;
  after: number | null;
  limit: number;
}) => ok(api.POST("/api/bot/rules/trial", { body }));
type Page = Awaited<ReturnType<typeof send>>;
type Found = { total: number; tried: number; different: number; shown: Page["differences"] };

/** How many messages are tried in one request, and how many differences are shown. */
const PAGE = 5_000;
const SHOWN = 100;

export default function Trial({ id, rule, onClose }: { id: number | null; rule: RuleBody; onClose(): void }) {
  const { t } = useTranslation(["rules", "kit"]);
  const [days, setDays] = useState(1);
  const [found, setFound] = useState<Found | null>(null);
  const closed = useRef(false);
  const run = useAction(async () => {
    const to = new Date();
    const from = new Date(to.getTime() - days * 86_400_000);
    const span = { changes: [{ id, rule }], from: from.toISOString(), to: to.toISOString(), limit: PAGE };
    let sum: Found = { total: 0, tried: 0, different: 0, shown: [] };
    for (let after: number | null = null, more = true; more && !closed.current; ) {
      const page: Page = await send({ ...span, after });
      sum = {
        total: page.total ?? sum.total,
        tried: sum.tried + page.tried,
        different: sum.different + page.different,
        shown: [...sum.shown, ...page.differences].slice(0, SHOWN),
      };
      setFound(sum);
      after = page.next;
      more = after !== null;
    }
  });
  const close = () => {
    closed.current = true;
    onClose();
  };
  return (
    <Modal opened onClose={close} title={t("trial")} size="lg" closeButtonProps={{ "aria-label": t("kit:close") }}>
      <p className={styles.hint}>{t("trial_hint")}</p>
      <div className={styles.tryForm}>
        <NumberInput
          label={t("trial_days")}
          min={1}
          max={31}
          value={days}
          onChange={(next) => setDays(Number(next) || 1)}
        />
        <Button loading={run.isPending} onClick={() => run.mutate()}>
          {t("try_submit")}
        </Button>
      </div>
      <div aria-live="polite">{found ? <Result of={found} running={run.isPending} /> : null}</div>
    </Modal>
  );
}

function Result({ of: { total, tried, different, shown }, running }: { of: Found; running: boolean }) {
  const { t } = useTranslation("rules");
  const numbers = { tried: count(tried), total: count(total), different: count(different) };
  return (
    <>
      {running ? <Progress value={total === 0 ? 100 : (tried / total) * 100} aria-label={t("trial")} /> : null}
      <p>{running ? t("trial_running", numbers) : t("trial_result", numbers)}</p>
      <ul className={styles.list}>
        {shown.map(({ message_id, name, at, text, before, after }) => (
          <li key={message_id} className={styles.difference}>
            <p className={styles.small}>
              {name} · {time(at)}
            </p>
            <p className={styles.said}>{text}</p>
            <Side title={t("trial_before")} of={before} />
            <Side title={t("trial_after")} of={after} />
          </li>
        ))}
      </ul>
    </>
  );
}

function Side({ title, of }: { title: string; of: Found["shown"][number]["before"] }) {
  const { t } = useTranslation("rules");
  const acts = [
    ...(of.hands_over ? [t("do_hand_over_people")] : []),
    ...of.other_actions.map((act) => t(`do_${act}` as "do_note")),
  ];
  const words = of.rules.length === 0 ? t("trial_nothing") : [of.text, acts.join(", ")].filter(Boolean).join(" · ");
  return (
    <p className={styles.answer}>
      <strong>{title}:</strong> {words}
    </p>
  );
}
