// Working hours of a number, and the fields that they share with the hours of its calls.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import * as zones from "../../base/zones.ts";
import { weekdays } from "../../contract/calls.ts";
import { HOURS_LIMITS, type HourSpan, type OpeningHours } from "../../contract/hours.ts";
import { setHours } from "../../core/inbox/opening-hours.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf } from "../http/fields.ts";
import { notBlank, smallId } from "../http/text-fields.ts";

export const clock = z
  .string()
  .regex(/^([01]\d|2[0-3]):[0-5]\d$/, "must be a time such as 09:30")
  .describe("A time such as 09:30, in the time zone.");
export const date = z.string().refine(zones.isDate, "must be a date such as 2026-12-25");
export const timeZone = z
  .string()
  .refine(zones.isTimeZone, 'must be an IANA time zone, such as "Europe/Berlin"')
  .describe("The zone of all times.");
const span = z.strictObject({ opens: clock, closes: clock });
export const weekSpan = z.strictObject({ day: z.enum(weekdays), opens: clock, closes: clock });

/** A fault of hours, and its place. */
export type HoursFault = { path: (string | number)[]; message: string };

/** What is said of a span that ends before it begins. */
export const BACKWARDS = "must be later than the beginning";

/** What is wrong with the spans of one day, of which there may be `most`. */
function spanFaults(spans: readonly (HourSpan & { path: (string | number)[] })[], most: number, of: string) {
  return spans.flatMap(({ opens, closes, path }, n): HoursFault[] => {
    const overlaps = spans.slice(0, n).some((one) => opens < one.closes && one.opens < closes);
    return [
      ...(opens < closes ? [] : [{ path: [...path, "closes"], message: BACKWARDS }]),
      ...(overlaps ? [{ path, message: `overlaps with another span of ${of}` }] : []),
      ...(n === most ? [{ path, message: `is one too many: at most ${most} a day` }] : []),
    ];
  });
}

/** What is wrong with the spans of a week. */
export const weekFaults = (week: OpeningHours["week"], most: number): HoursFault[] =>
  weekdays.flatMap((day) =>
    spanFaults(
      week.flatMap((one, n) => (one.day === day ? [{ ...one, path: ["week", n] }] : [])),
      most,
      day,
    ),
  );

/** The fault of a date that was there before. */
export const twiceFault = (holidays: readonly { date: string }[], on: string, n: number): HoursFault[] =>
  holidays.slice(0, n).some((one) => one.date === on)
    ? [{ path: ["holidays", n, "date"], message: `is there twice: ${on}` }]
    : [];

const faultsOf = ({ week, holidays }: Pick<OpeningHours, "week" | "holidays">): HoursFault[] => [
  ...weekFaults(week, HOURS_LIMITS.spansADay),
  ...holidays.flatMap(({ date: on, spans }, n) => [
    ...spanFaults(
      spans.map((one, at) => ({ ...one, path: ["holidays", n, "spans", at] })),
      HOURS_LIMITS.spansADay,
      on,
    ),
    ...twiceFault(holidays, on, n),
  ]),
];

/** Working hours in JSON. */
export const hoursShape = z
  .strictObject({
    time_zone: timeZone,
    week: z
      .array(weekSpan)
      .max(weekdays.length * HOURS_LIMITS.spansADay)
      .describe("Days without a span are closed. A span that closes at 23:59 lasts until midnight."),
    holidays: z
      .array(
        z.strictObject({
          date,
          name: notBlank().trim().max(80),
          spans: z.array(span).max(HOURS_LIMITS.spansADay).describe("Empty: closed all day."),
        }),
      )
      .max(HOURS_LIMITS.holidays)
      .describe("Dates with hours of their own."),
  })
  .superRefine((hours, context) => {
    for (const { path, message } of faultsOf(hours)) context.addIssue({ code: "custom", path, message });
  });

/** `PUT /api/numbers/:id/hours`. */
export async function openingHourRoutes(app: FastifyInstance, { db, clock: now }: ApiContext): Promise<void> {
  const hours = hoursShape.nullable().describe("null: open at all times.");
  app.withTypeProvider<ZodTypeProvider>().put(
    "/api/numbers/:id/hours",
    {
      config: { access: "admin" },
      schema: {
        tags: ["Numbers"],
        summary: "Sets the working hours and holidays of a number",
        description: "Rules can ask whether the number is open, and {{hours}} in an answer says when it is.",
        params: z.object({ id: smallId }),
        body: z.strictObject({ hours }),
        response: { 200: z.object({ hours }) },
      },
    },
    async (request) => {
      const { hours: given } = request.body;
      await setHours(db, request.params.id, given, { by: byOf(request), now: now() });
      return { hours: given };
    },
  );
}
