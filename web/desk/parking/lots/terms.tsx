// The terms of a lot as they are typed, and a tariff's price for example stays.
import { useTranslation } from "react-i18next";
import { money, span } from "../../../kit/format.ts";
import { centsOf, costOf, type Tariff } from "../cost.ts";
import type { Lot } from "../data.ts";
import { moneyTyped } from "../MoneyInput.tsx";
import styles from "../parking.module.css";

const stays = [30, 60, 180, 480, 1_440, 2_880];

/** The price of example stays. */
export function Example({ tariff, currency }: { tariff: Tariff; currency: string }) {
  const { t } = useTranslation("parking");
  return (
    <dl className={styles.example} aria-label={t("example")}>
      {stays.map((minutes) => (
        <div key={minutes}>
          <dt>{span(minutes * 60)}</dt>
          <dd>{money(costOf(tariff, minutes), currency)}</dd>
        </div>
      ))}
    </dl>
  );
}

/** The terms that are whole numbers, with the smallest and largest value. */
export const wholes = {
  free_minutes: [0, 1_440],
  hold_minutes: [1, 10_080],
  reminder_minutes: [0, 10_080],
  extension_minutes: [0, 10_080],
  offer_minutes: [1, 1_440],
  debounce_seconds: [0, 3_600],
  low_balance_minutes: [0, 1_440],
  max_stay_minutes: [0, 525_600],
} as const;
export type Whole = keyof typeof wholes;

/** The terms that are amounts of money, with the smallest and largest value in the smallest unit. */
export const sums = {
  rate: [0, 10_000_000],
  cap: [1, 2_147_483_647],
  minimum: [0, 2_147_483_647],
  agent_limit: [0, 2_147_483_647],
} as const;

/** A lot's terms as form values; without a lot, the defaults. */
export function typedTerms(lot: Lot | null) {
  const currency = lot?.currency ?? "EUR";
  const numbers = Object.fromEntries(
    (Object.keys(wholes) as Whole[]).map((name) => [name, String(lot?.[name] ?? usual[name])]),
  ) as Record<Whole, string>;
  return {
    name: lot?.name ?? "",
    currency,
    time_zone: lot?.time_zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone,
    rate: moneyTyped(lot?.rate_cents_per_hour ?? null, currency),
    cap: moneyTyped(lot?.daily_cap_cents ?? null, currency),
    minimum: moneyTyped(lot?.minimum_balance_cents ?? 100, currency),
    agent_limit: moneyTyped(lot?.agent_limit_cents ?? 10_000, currency),
    codes: "",
    ...numbers,
  };
}

/** The defaults of a new lot. */
const usual: Record<Whole, number> = {
  free_minutes: 0,
  hold_minutes: 720,
  reminder_minutes: 30,
  extension_minutes: 60,
  offer_minutes: 10,
  debounce_seconds: 30,
  low_balance_minutes: 30,
  max_stay_minutes: 1_440,
};

export type Typed = ReturnType<typeof typedTerms>;

/** The terms as the API takes them. */
export function termsOf(typed: Typed) {
  const { name, currency, time_zone } = typed;
  const numbers = Object.fromEntries(
    (Object.keys(wholes) as Whole[]).map((one) => [one, Number(typed[one]) || 0]),
  ) as Record<Whole, number>;
  return {
    name,
    currency,
    time_zone,
    rate_cents_per_hour: centsOf(typed.rate, currency) ?? 0,
    daily_cap_cents: centsOf(typed.cap, currency),
    minimum_balance_cents: centsOf(typed.minimum, currency) ?? 0,
    agent_limit_cents: centsOf(typed.agent_limit, currency) ?? 0,
    ...numbers,
  };
}

/** The most spots in one range. */
export const longestRange = 500;

const wordsOf = (typed: string): string[] => typed.split(/[\s,;]+/).filter((one) => one !== "");

/** Parses a word that is a range: the prefix of its codes, and the first and last number as they were typed. */
function rangeOf(word: string): { start: string; first: string; from: number; to: number } | null {
  const [, start, first, last] = /^([^\d]*)(\d+)-\1?(\d+)$/.exec(word) ?? [];
  return first === undefined ? null : { start: start!, first, from: Number(first), to: Number(last) };
}

/** The first invalid range and the reason; null if all are valid. */
export function rangeFault(typed: string): { range: string; fault: "reversed" | "long" } | null {
  for (const word of wordsOf(typed)) {
    const range = rangeOf(word);
    if (range && range.to < range.from) return { range: word, fault: "reversed" };
    if (range && range.to - range.from >= longestRange) return { range: word, fault: "long" };
  }
  return null;
}

/** The typed codes, separated by commas, spaces or line breaks. `A1-A12` stands for all twelve; an invalid range yields none. */
export function codesOf(typed: string): string[] {
  return wordsOf(typed).flatMap((word) => {
    const range = rangeOf(word);
    if (!range) return [word];
    if (rangeFault(word)) return [];
    const { start, first, from, to } = range;
    return Array.from({ length: to - from + 1 }, (_, n) => `${start}${String(from + n).padStart(first.length, "0")}`);
  });
}
