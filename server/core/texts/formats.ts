// How a catalogue writes sums, numbers, times and durations: by Intl in its locale, with the few words that it gives. Pure.
import { money } from "../../base/money.ts";
import { timesIn } from "./times.ts";

/** A text for each category of plurals that the language has; `other` for all that are left out. */
export type Plural = Partial<Record<Intl.LDMLPluralRule, string>> & { other: string };

/** Abbreviations of minutes and hours, a day in all its plurals, and the word between the two ends of a period. */
type Units = { minutes: string; hours: string; days: Plural; to: string };

/** The formats of a locale; `timeLocale` where dates and times are written as in another one. */
export function formatsIn(locale: string, units: Units, timeLocale = locale) {
  const rules = new Intl.PluralRules(locale);
  const plural = (n: number, forms: Plural): string => forms[rules.select(n)] ?? forms.other;

  const numbers = new Intl.NumberFormat(locale, { useGrouping: false });
  const number = (n: number): string => numbers.format(n);

  /** A duration in minutes, as people write it: `45 min`, `2 h 05 min`, `10 days 3 h`. */
  function duration(minutes: number): string {
    if (minutes < 60) return `${number(minutes)} ${units.minutes}`;
    const [days, hours, rest] = [Math.floor(minutes / 1_440), Math.floor((minutes % 1_440) / 60), minutes % 60];
    const parts = [
      ...(days === 0 ? [] : [`${number(days)} ${plural(days, units.days)}`]),
      ...(hours === 0 ? [] : [`${number(hours)} ${units.hours}`]),
      ...(rest === 0 ? [] : [`${number(rest).padStart(hours === 0 ? 1 : 2, number(0))} ${units.minutes}`]),
    ];
    return parts.join(" ");
  }

  const times = timesIn(timeLocale);
  return {
    plural,
    number,
    /** What catalogues hand on as they are. */
    formats: {
      money: (cents: number, currency: string): string => money(cents, currency, locale),
      clockTime: times.clockTime,
      day: times.day,
      moment: times.moment,
      period: (from: Date, to: Date, timeZone: string): string => times.period(from, to, timeZone, units.to),
      duration,
    },
  };
}

/** What a lot charges. */
type Tariff = { rate_cents_per_hour: number; free_minutes: number; daily_cap_cents: number | null };

/** Words of a tariff; each takes the sum or the duration as it is written. */
type TariffWords = {
  free: string;
  hourly: (sum: string) => string;
  firstFree: (time: string) => string;
  atMost: (sum: string) => string;
};

/** Writes tariffs: `$3.00 an hour, the first 10 min free, at most $20.00 a day`. */
export const tariffIn =
  (
    { money, duration }: Pick<ReturnType<typeof formatsIn>["formats"], "money" | "duration">,
    words: TariffWords,
    comma = ", ",
  ) =>
  ({ rate_cents_per_hour, free_minutes, daily_cap_cents }: Tariff, currency: string): string =>
    rate_cents_per_hour === 0
      ? words.free
      : [
          words.hourly(money(rate_cents_per_hour, currency)),
          ...(free_minutes > 0 ? [words.firstFree(duration(free_minutes))] : []),
          ...(daily_cap_cents === null ? [] : [words.atMost(money(daily_cap_cents, currency))]),
        ].join(comma);

/** Words of working hours as they stand in a sentence; each takes times, days and dates as they are written. */
type HoursWords = {
  always: string;
  closed: string;
  span: (from: string, to: string) => string;
  and: string;
  today: (spans: string) => string;
  /** When it opens next: at a time of today, of tomorrow, of a day of the week or of a date. */
  opens: Record<"today" | "tomorrow", (time: string) => string> &
    Record<"weekday" | "date", (day: string, time: string) => string>;
};

/** Writes working hours: `today 9:00–12:00 and 13:00–17:00`, `opens Monday 9:00`. */
export function hoursIn(locale: string, words: HoursWords) {
  const hour = (clock: string): string => (clock === "23:59" ? "24:00" : clock.replace(/^0/, ""));
  const weekday = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" });
  const date = new Intl.DateTimeFormat(locale, { day: "numeric", month: "short", timeZone: "UTC" });
  return {
    always: words.always,
    closed: words.closed,
    /** It is open: today's hours. */
    today: (spans: readonly { opens: string; closes: string }[]): string =>
      words.today(spans.map(({ opens, closes }) => words.span(hour(opens), hour(closes))).join(words.and)),
    /** It is closed: when it opens next. */
    opens(next: { date: string; inDays: number; opens: string }): string {
      const time = hour(next.opens);
      if (next.inDays === 0) return words.opens.today(time);
      if (next.inDays === 1) return words.opens.tomorrow(time);
      const day = new Date(`${next.date}T00:00:00Z`);
      return next.inDays > 6
        ? words.opens.date(date.format(day), time)
        : words.opens.weekday(weekday.format(day), time);
    },
  };
}
