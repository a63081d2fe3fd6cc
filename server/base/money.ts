// Formatting of amounts. Pure.

/** Formats an amount given in the currency's smallest unit: `$3.00`, `¥300`, `KWD 0.750`. */
export function money(cents: number, currency: string, locale = "en"): string {
  const format = new Intl.NumberFormat(locale, { style: "currency", currency, currencyDisplay: "narrowSymbol" });
  const digits = format.resolvedOptions().maximumFractionDigits ?? 2;
  return format.format(cents / 10 ** digits);
}
