// Times as people read them: in a time zone, in the format of a locale, and never ambiguous. Pure; only Intl decides what a zone's clock shows.

const formats = new Map<string, Intl.DateTimeFormat>();

/** A format, cached: creating one takes longer than using it. */
function formatOf(locale: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  const key = `${locale} ${JSON.stringify(options)}`;
  const known = formats.get(key) ?? new Intl.DateTimeFormat(locale, options);
  formats.set(key, known);
  return known;
}

/** The offset of a zone from UTC at a moment, in minutes. */
function offsetAt(at: Date, timeZone: string): number {
  const parts = formatOf("en-GB", {
    timeZone,
    hourCycle: "h23",
    year: "numeric",
    month: "numeric",
    day: "numeric",
    hour: "numeric",
    minute: "numeric",
    second: "numeric",
  }).formatToParts(at);
  const of = (type: string) => Number(parts.find((part) => part.type === type)!.value);
  const wall = Date.UTC(of("year"), of("month") - 1, of("day"), of("hour"), of("minute"), of("second"));
  return Math.round((wall - Math.floor(at.getTime() / 1_000) * 1_000) / 60_000);
}

/** No zone's clock is set back by more than this at once, in ms. */
const MAX_OFFSET_CHANGE_MS = 3 * 3_600_000;

/** Whether the zone's clock shows this time twice, because it is set back. */
export function isRepeated(at: Date, timeZone: string): boolean {
  const here = offsetAt(at, timeZone);
  return [MAX_OFFSET_CHANGE_MS, -MAX_OFFSET_CHANGE_MS].some((ms) => {
    const there = offsetAt(new Date(at.getTime() + ms), timeZone);
    if (Math.sign(here - there) !== Math.sign(ms)) return false;
    // The other moment at which the clock shows the same time.
    const other = new Date(at.getTime() + (here - there) * 60_000);
    return offsetAt(other, timeZone) === there;
  });
}

const dayOf = (at: Date, timeZone: string): string => formatOf("en-CA", { timeZone, dateStyle: "short" }).format(at);

/** Formats times in a locale. */
export function timesIn(locale: string) {
  /** A time of day; with the zone's offset where the time alone would be ambiguous. */
  const timeOfDay = (at: Date, timeZone: string, withOffset: boolean): string => {
    const format = { timeZone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" } as const;
    return formatOf(locale, withOffset ? { ...format, timeZoneName: "shortOffset" } : format).format(at);
  };

  const date = (at: Date, timeZone: string): string =>
    formatOf(locale, { timeZone, day: "numeric", month: "short", year: "numeric" }).format(at);

  return {
    /** A time of day in a zone, with the day if it is not today: `14:05`, `Fri 14:05`, `31 Oct 14:05`, `31 Oct 2025 14:05`. */
    clockTime(at: Date, now: Date, timeZone: string): string {
      const time = timeOfDay(at, timeZone, isRepeated(at, timeZone));
      const [day, today] = [dayOf(at, timeZone), dayOf(now, timeZone)];
      if (day === today) return time;
      const far = Math.abs(at.getTime() - now.getTime()) > 6 * 86_400_000;
      const year = day.slice(0, 4) === today.slice(0, 4) ? {} : ({ year: "numeric" } as const);
      const format = far ? ({ day: "numeric", month: "short", ...year } as const) : ({ weekday: "short" } as const);
      return `${formatOf(locale, { timeZone, ...format }).format(at)} ${time}`;
    },

    /** A day of the week with its date: `Thu 1 Jan`. */
    day: (at: Date, timeZone: string): string =>
      formatOf(locale, { timeZone, weekday: "short", day: "numeric", month: "short" }).format(at),

    /** A moment with its full date: `1 Jan 2026, 12:00`. */
    moment: (at: Date, timeZone: string): string =>
      `${date(at, timeZone)}, ${timeOfDay(at, timeZone, isRepeated(at, timeZone))}`,

    /** A period: always with the date, with both dates if they differ, and with offsets if the clock was changed in between. */
    period(from: Date, to: Date, timeZone: string, until: string): string {
      const set = offsetAt(from, timeZone) !== offsetAt(to, timeZone);
      const time = (at: Date) => timeOfDay(at, timeZone, set || isRepeated(at, timeZone));
      const sameDay = dayOf(from, timeZone) === dayOf(to, timeZone);
      return `${date(from, timeZone)}, ${time(from)} ${until} ${sameDay ? "" : `${date(to, timeZone)}, `}${time(to)}`;
    },
  };
}
