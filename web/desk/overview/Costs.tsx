// What messages cost: the sum of the days, by number with its budget, and by category; and the table of rates.
import { Button, Progress } from "@mantine/core";
import { useQuery } from "@tanstack/react-query";
import { lazy, Suspense, useState } from "react";
import { useTranslation } from "react-i18next";
import { type Brought, read } from "../../api/query.ts";
import { deliveries, microMoney, sumsShown } from "../../kit/cost.ts";
import { fetched } from "../../kit/fetched.ts";
import { count, percent, phone } from "../../kit/format.ts";
import { Sheet } from "../../kit/Page.tsx";
import { Rows, spare } from "../../kit/Rows.tsx";
import { useCan } from "../../kit/session.ts";
import { Shown } from "../../kit/states.tsx";
import styles from "./overview.module.css";
import { Tile } from "./Today.tsx";

const RatesDialog = lazy(() => fetched(() => import("./RatesDialog.tsx")));
const BudgetDialog = lazy(() => fetched(() => import("./BudgetDialog.tsx")));

type CostsOf = Brought<"/api/costs">;
type Sums = CostsOf["days"][number]["sums"];
type Budget = Brought<"/api/costs/budgets">["budgets"][number];

export default function Costs({ days }: { days: number }) {
  const { t } = useTranslation("overview");
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const costs = useQuery(read("/api/costs", { query: { days, time_zone: zone } }));
  const [isRatesOpen, openRates] = useState(false);
  return (
    <>
      <Shown of={costs}>
        {(data) => (
          <>
            <Total of={data} />
            <div className={styles.two}>
              <Numbers of={data.channels} />
              <Categories of={data.categories} />
            </div>
          </>
        )}
      </Shown>
      <p className={styles.small}>
        {t("cost_note")}{" "}
        <Button size="compact-xs" variant="default" onClick={() => openRates(true)}>
          {t("rates")}
        </Button>
      </p>
      <Suspense>{isRatesOpen ? <RatesDialog close={() => openRates(false)} /> : null}</Suspense>
    </>
  );
}

function Total({ of }: { of: CostsOf }) {
  const { t } = useTranslation("overview");
  const sums = of.days.flatMap((day) => day.sums);
  const { messages, free, unknown } = deliveries(sums);
  const today = sumsShown(added(of.days.at(-1)?.sums ?? []));
  return (
    <div className={styles.tiles}>
      <Tile name={t("cost_total")} value={sumsShown(added(sums)) ?? t("cost_none")} />
      <Tile name={t("cost_today")} value={today ?? t("cost_none")} />
      <Tile name={t("cost_deliveries")} value={count(messages)}>
        {t("cost_free", { total: count(free) })}
      </Tile>
      <Tile name={t("cost_unknown")} value={count(unknown)}>
        {t("cost_unknown_why")}
      </Tile>
    </div>
  );
}

/** Sums added up by their currency. */
function added(sums: Sums): Sums {
  const byCurrency = new Map<string | null, Sums[number]>();
  for (const sum of sums) {
    const known = byCurrency.get(sum.currency);
    byCurrency.set(sum.currency, known ? { ...known, micros: known.micros + sum.micros } : sum);
  }
  return [...byCurrency.values()];
}

function Numbers({ of }: { of: CostsOf["channels"] }) {
  const { t } = useTranslation("overview");
  const can = useCan();
  const budgets = useQuery(read("/api/costs/budgets")).data?.budgets ?? [];
  const [editing, edit] = useState<CostsOf["channels"][number]["channel"] | null>(null);
  const budgetOf = (id: number) => budgets.find((budget) => budget.channel_id === id);
  return (
    <Sheet title={t("cost_numbers")} flush>
      {of.length === 0 ? (
        <p className={styles.none}>{t("cost_nothing")}</p>
      ) : (
        <Rows label={t("cost_numbers")} head={[t("channel"), t("cost"), { spare: t("cost_deliveries") }, t("budget")]}>
          {of.map(({ channel, sums }) => (
            <tr key={channel.id}>
              <td>
                {t(channel.provider === "meta" ? "provider_meta" : "provider_twilio")}{" "}
                <span className="number">{phone(channel.number)}</span>
              </td>
              <td className="number">{sumsShown(sums) ?? t("cost_none")}</td>
              <td className={`${spare} number`}>{count(deliveries(sums).messages)}</td>
              <td>
                <BudgetShown of={budgetOf(channel.id)} />
                {can("admin") ? (
                  <Button size="compact-xs" variant="default" onClick={() => edit(channel)}>
                    {t("budget_set")}
                  </Button>
                ) : null}
              </td>
            </tr>
          ))}
        </Rows>
      )}
      <Suspense>
        {editing ? <BudgetDialog channel={editing} budget={budgetOf(editing.id)} close={() => edit(null)} /> : null}
      </Suspense>
    </Sheet>
  );
}

function BudgetShown({ of }: { of: Budget | undefined }) {
  const { t } = useTranslation("overview");
  if (!of) return <span className="quiet">{t("budget_none")}</span>;
  const share = of.spent_micros / of.monthly_micros;
  const label = t("budget_of", {
    share: percent(share),
    spent: microMoney(of.spent_micros, of.currency),
    budget: microMoney(of.monthly_micros, of.currency),
  });
  return (
    <>
      <Progress
        value={Math.min(100, share * 100)}
        color={share >= 1 ? "red" : share >= 0.8 ? "brass" : "ink"}
        aria-label={label}
      />
      <span className={styles.small}>{label}</span>
    </>
  );
}

function Categories({ of }: { of: CostsOf["categories"] }) {
  const { t } = useTranslation("overview");
  return (
    <Sheet title={t("cost_categories")} flush>
      {of.length === 0 ? (
        <p className={styles.none}>{t("cost_nothing")}</p>
      ) : (
        <Rows label={t("cost_categories")} head={[t("category"), t("cost"), t("cost_deliveries")]}>
          {of.map(({ category, sums }) => (
            <tr key={category ?? ""}>
              <td>{t(`category_${category ?? "none"}`)}</td>
              <td className="number">{sumsShown(sums) ?? t("cost_none")}</td>
              <td className="number">{count(deliveries(sums).messages)}</td>
            </tr>
          ))}
        </Rows>
      )}
    </Sheet>
  );
}
