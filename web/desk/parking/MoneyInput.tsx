// The field for an amount of money.
import { NumberInput } from "@mantine/core";
import { useEffect, useRef } from "react";
import { useTranslation } from "react-i18next";
import { money } from "../../kit/format.ts";
import { centsOf, digitsOf, largestSum, typedOf } from "./cost.ts";

type Props = {
  label: string;
  description?: string | null;
  currency: string;
  value: string;
  onChange(value: string): void;
  required?: boolean;
  /** The bounds, in the smallest unit. */
  min?: number;
  max?: number;
};

/**
 * An amount in the currency's main unit; the value is the typed text (see centsOf in cost.ts). A form with an amount out of bounds is not submitted.
 */
export function MoneyInput(given: Props) {
  const { label, description, currency, value, onChange, required, min = 0, max = largestSum } = given;
  const { t } = useTranslation("parking");
  const input = useRef<HTMLInputElement>(null);
  // A minus alone is the start of a valid amount only if negative amounts are allowed.
  const cents = centsOf(value, currency) ?? (value.trim() === "" || min < 0 ? min : -1);
  const fault =
    cents < min
      ? t("sum_least", { sum: money(min, currency) })
      : cents > max
        ? t("sum_most", { sum: money(max, currency) })
        : "";
  useEffect(() => input.current?.setCustomValidity(fault), [fault]);
  return (
    <NumberInput
      ref={input}
      label={label}
      error={fault || null}
      description={description ?? null}
      value={value}
      onChange={(typed) => onChange(String(typed))}
      decimalScale={digitsOf(currency)}
      step={digitsOf(currency) === 0 ? 100 : 1}
      required={required ?? false}
      suffix={` ${currency}`}
      hideControls
    />
  );
}

/** An amount as MoneyInput's text; empty for null. */
export const moneyTyped = (cents: number | null, currency: string): string =>
  cents === null ? "" : String(typedOf(cents, currency));
