// Drill-down by date: years, months, days and hours, each with its number of rows.
import type { Brought } from "../../api/query.ts";
import { count } from "../format.ts";
import { Icon } from "../Icon.tsx";
import { useAddress } from "../search.ts";
import styles from "./drill.module.css";
import { readWhen, type When, writeWhen } from "./when.ts";

type Bucket = Brought<"/api/table/bookings/days">["buckets"][number];

/** The year, month or day whose parts are wanted; empty for all years. */
export type Period = Pick<When, "year" | "month" | "day">;

type Parts = {
  data: { buckets: Bucket[]; is_capped?: boolean } | undefined;
  isFetching: boolean;
  isPlaceholderData: boolean;
};

type Props = {
  /** Loads the parts of a period under the table's filters; nothing while not enabled. */
  useParts(period: Period, enabled: boolean): Parts;
  words: Words;
};

type Words = {
  title: string;
  all: string;
  none: string;
  /** Text for when not all rows could be counted. */
  capped?: string;
  /** The name of an hour that occurs twice, for the second one. */
  again(hour: string): string;
  /** The count with its noun. */
  counted(count: number): string;
};

const language = (): string | undefined => document.documentElement.lang || undefined;

/** The name of a period within the next larger one. */
function nameOf({ year, month, day, hour }: When): string {
  if (hour !== undefined) return `${String(hour).padStart(2, "0")}:00`;
  if (year === undefined) return "";
  const date = new Date(year, (month ?? 1) - 1, day ?? 1);
  if (day !== undefined) return date.toLocaleDateString(language(), { weekday: "short", day: "numeric" });
  if (month !== undefined) return date.toLocaleDateString(language(), { month: "long" });
  return String(year);
}

/** The label of a period; for the second of two equal hours it says so. */
const labelOf = (when: When, words: Words): string => (when.again ? words.again(nameOf(when)) : nameOf(when));

/** A bucket as a period. An hour that occurs twice has two buckets with the same name, one after the other. */
const whenOf = ({ year, month, day, hour }: Bucket, before: Bucket | undefined): When => ({
  year,
  month: month ?? undefined,
  day: day ?? undefined,
  hour: hour ?? undefined,
  ...(hour !== null && before?.hour === hour ? { again: true } : {}),
});

/** Keeps the chosen period in the address, as `when`. */
export function Drill({ useParts, words }: Props) {
  const [address, change] = useAddress();
  const when = readWhen(address.when);
  const { year, month, day } = when;
  const own = useParts({ year, month, day }, true);
  const whole = (own.data?.buckets ?? []).filter((one) => one.count > 0);
  // If there is only one year, its months are shown at once.
  const only = year === undefined && whole.length === 1 ? whole[0]!.year : undefined;
  const months = useParts({ year: only }, only !== undefined);
  const parts = only === undefined ? own : months;
  const go = (to: When) => change({ when: writeWhen(to) }, { push: true });
  return (
    <nav className={styles.drill} aria-label={words.title}>
      <Path when={when} words={words} go={go} />
      <ul className={styles.buckets} aria-busy={parts.isFetching}>
        <Buckets of={parts} when={when} only={only} words={words} go={go} />
        {own.data && whole.length === 0 ? <li className="quiet">{words.none}</li> : null}
      </ul>
      {own.data?.is_capped ? (
        <span className={styles.hint} title={words.capped}>
          <Icon name="info" size={15} />
          <span className="unseen">{words.capped}</span>
        </span>
      ) : null}
    </nav>
  );
}

type StepProps = { when: When; words: Words; go(to: When): void };

/** The breadcrumbs from all years to the chosen period. */
function Path({ when, words, go }: StepProps) {
  const { year, month, day, hour } = when;
  const path: When[] = [
    {},
    ...(year === undefined ? [] : [{ year }]),
    ...(month === undefined ? [] : [{ year, month }]),
    ...(day === undefined ? [] : [{ year, month, day }]),
    ...(hour === undefined ? [] : [when]),
  ];
  return (
    <ol className={styles.path}>
      {path.map((step, at) => {
        const name = at === 0 ? words.all : labelOf(step, words);
        return (
          <li key={writeWhen(step) ?? "all"}>
            {at > 0 ? <Icon name="chevronRight" size={13} /> : null}
            {at === path.length - 1 ? (
              <span aria-current="true">{name}</span>
            ) : (
              <button type="button" onClick={() => go(step)}>
                {name}
              </button>
            )}
          </li>
        );
      })}
    </ol>
  );
}

/** The parts of the period, each with its count. `only`: the year, if the months shown are those of the only one. */
function Buckets({ of, when, only, words, go }: StepProps & { of: Parts; only: number | undefined }) {
  const { year, month, day, hour } = when;
  const buckets = (of.data?.buckets ?? [])
    .map((bucket, at, all) => ({ ...bucket, to: whenOf(bucket, all[at - 1]) }))
    .filter((one) => one.count > 0);
  // Until the chosen period is loaded, the previous one is shown.
  const isStale = of.isPlaceholderData;
  const highest = Math.max(1, ...buckets.map((one) => one.count));
  return buckets.map((bucket) => {
    const { to } = bucket;
    const label = only !== undefined && to.month !== undefined ? `${nameOf(to)} ${only}` : labelOf(to, words);
    const open = hour !== undefined && bucket.hour === hour && (to.again ?? false) === (when.again ?? false);
    return (
      <li key={bucket.from}>
        <button
          type="button"
          aria-pressed={bucket.hour === null ? undefined : open}
          aria-disabled={isStale}
          onClick={() => isStale || go(open ? { year, month, day } : to)}
        >
          <span>{label}</span>
          <span className={styles.howMany}>{count(bucket.count)}</span>
          <span className="unseen">{words.counted(bucket.count)}</span>
          <span className={styles.bar} style={{ width: `${(bucket.count / highest) * 100}%` }} aria-hidden="true" />
        </button>
      </li>
    );
  });
}
