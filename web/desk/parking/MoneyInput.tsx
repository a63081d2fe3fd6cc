// The field for a sum of money.
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
  /** What it may be, in the smallest unit. */
  min?: number;
  max?: number;
};

/** A sum in the currency's own unit; the value is what was typed (see centsOf in cost.ts). A form with a sum out of bounds is not sent. */
export function MoneyInput(given: Props) {
  const { label, description, currency, value, onChange, required, min = 0, max = largestSum } = given;
  const { t } = useTranslation("parking");
  const input = useRef<HTMLInputElement>(null);
  // A minus alone is the beginning of a sum that may be less than nothing, and otherwise none.
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

/** A sum as MoneyInput has it; nothing for null. */
export const moneyTyped = (cents: number | null, currency: string): string =>
  cents === null ? "" : String(typedOf(cents, currency));
