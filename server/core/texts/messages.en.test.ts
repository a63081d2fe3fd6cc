// Amounts and tariffs as drivers read them: tables of cases.
import { expect, test } from "vitest";
import { en } from "./messages.en.ts";

const { money, tariff } = en;

test.each([
  [300, "USD", "$3.00"],
  [123_456, "EUR", "€1,234.56"],
  [-50, "USD", "-$0.50"],
  [300, "JPY", "¥300"],
])("%i in %s is %s", (cents, currency, text) => {
  expect(money(cents, currency)).toBe(text);
});

test("a tariff is told with what is special about it", () => {
  const given = { rate_cents_per_hour: 300, free_minutes: 10, daily_cap_cents: 2_000 };
  expect(tariff(given, "USD")).toBe("$3.00 an hour, the first 10 min free, at most $20.00 a day");
  expect(tariff({ ...given, rate_cents_per_hour: 0 }, "USD")).toBe("free of charge");
});
