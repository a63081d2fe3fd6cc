// What happens with the calls of a number: its policy, its reply, and the settings at its provider.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { CALL_HOURS_LIMITS, type CallHours, callPolicies, weekdays } from "../../contract/calls.ts";
import { callsOf, changeCalls, type NumberCalls } from "../../core/calls/settings.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf, isoTime } from "../http/fields.ts";
import { notBlank, smallId } from "../http/text-fields.ts";
import { BACKWARDS, clock, date, type HoursFault, timeZone, twiceFault, weekFaults, weekSpan } from "./hours.ts";

const policy = z
  .enum(callPolicies)
  .describe(
    "What happens when a customer calls. ring_desk: colleagues hear it and can take it. ring_out: it rings until it ends. reject: it is refused, and the reply is sent. hide: customers see no button; who calls by a link is refused.",
  );
const callbackPermission = z.boolean().describe("A customer's call lets the business call back.");
const hoursShape = z
  .strictObject({
    enabled: z.boolean().describe("false: customers can call at any time."),
    time_zone: timeZone,
    week: z
      .array(weekSpan)
      .min(1, "must have at least one span")
      .max(weekdays.length * CALL_HOURS_LIMITS.spansADay),
    holidays: z
      .array(z.strictObject({ date, from: clock, to: clock }))
      .max(CALL_HOURS_LIMITS.holidays)
      .describe("When the business is closed on a date."),
  })
  .superRefine((hours, context) => {
    for (const { path, message } of faultsOf(hours)) context.addIssue({ code: "custom", path, message });
  });

type Hours = z.infer<typeof hoursShape>;

/** What the provider would refuse of hours, with the place of each fault. (Meta: calling, call settings.) */
const faultsOf = ({ week, holidays }: Pick<Hours, "week" | "holidays">): HoursFault[] => [
  ...weekFaults(week, CALL_HOURS_LIMITS.spansADay),
  ...holidays.flatMap(({ date: on, from, to }, n) => [
    ...(from < to ? [] : [{ path: ["holidays", n, "to"], message: BACKWARDS }]),
    ...twiceFault(holidays, on, n),
  ]),
];

const settingsShape = z.object({
  enabled: z.boolean().describe("Whether calling is switched on."),
  button_shown: z.boolean().describe("Whether customers see the button to call, if it is."),
  countries: z.array(z.string()).describe("Only customers of these countries see it; empty: all."),
  hours: z
    .object({
      enabled: z.boolean(),
      time_zone: z.string(),
      week: z.array(z.object({ day: z.enum(weekdays), opens: z.string(), closes: z.string() })),
      holidays: z.array(z.object({ date: z.string(), from: z.string(), to: z.string() })),
    })
    .nullable()
    .describe("When customers can call; null: never set, so that they can at any time."),
  callback_permission: callbackPermission,
  uses_sip: z.boolean().describe("Calls go to a SIP server, and not to Bellhop."),
  restrictions: z.array(
    z.object({ kind: z.string(), reason: z.string().nullable(), until: z.iso.datetime().nullable() }),
  ),
});

const callsShape = z.object({
  policy,
  reply: z.string().nullable(),
  bot_reply: z.string().describe("What is said without a reply of its own."),
  settings: settingsShape
    .nullable()
    .describe("As the provider says now; null: it has none, or cannot be asked. Then findings says why."),
  differs: z.boolean().describe("The settings are others than the policy needs; setting the policy again mends it."),
  findings: z.array(z.string()).describe("What does not fit or does not work, and what to do."),
});

const change = z
  .strictObject({
    policy,
    reply: notBlank()
      .trim()
      .max(1_024)
      .nullable()
      .describe(
        "The text that answers refused calls, with a button to be called back; missed ones too when it is set. null: the bot's own text.",
      ),
    hours: hoursShape.describe("Replaces all hours and holidays."),
    callback_permission: callbackPermission,
  })
  .partial()
  .refine((given) => Object.keys(given).length > 0, "must change something");

/** `/api/numbers/:id/calls`. */
export async function numberCallRoutes(
  app: FastifyInstance,
  { db, clock: now, calls: providers }: ApiContext,
): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const params = z.object({ id: smallId });
  const parts = { db, providers };
  routes.get(
    "/api/numbers/:id/calls",
    {
      config: { access: "viewer" },
      schema: {
        tags: ["Numbers"],
        summary: "What happens with the calls of a number, and what its provider says of them now",
        params,
        response: { 200: callsShape },
      },
    },
    async (request) => toJson(await callsOf(parts, request.params.id)),
  );
  routes.patch(
    "/api/numbers/:id/calls",
    {
      config: { access: "admin" },
      schema: {
        tags: ["Numbers"],
        summary: "Changes what happens with the calls of a number",
        description:
          "The provider's settings are changed first; when it refuses, nothing is. Phones may show the change up to seven days later.",
        params,
        body: change,
        response: { 200: callsShape },
      },
    },
    async (request) => {
      const { hours, callback_permission, ...own } = request.body;
      const given = {
        ...own,
        ...(hours === undefined ? {} : { hours: hoursOf(hours) }),
        ...(callback_permission === undefined ? {} : { callbackPermission: callback_permission }),
      };
      return toJson(await changeCalls(parts, request.params.id, given, { by: byOf(request), now: now() }));
    },
  );
}

const hoursOf = ({ time_zone: timeZone, ...rest }: Hours): CallHours => ({ timeZone, ...rest });

function toJson({ settings, botReply, ...own }: NumberCalls): z.infer<typeof callsShape> {
  const calls = { ...own, bot_reply: botReply };
  if (settings === null) return { ...calls, settings };
  const { enabled, buttonShown, countries, hours, callbackPermission, usesSip, restrictions } = settings;
  return {
    ...calls,
    settings: {
      ...{ enabled, countries, button_shown: buttonShown, uses_sip: usesSip, callback_permission: callbackPermission },
      hours: hours && { enabled: hours.enabled, time_zone: hours.timeZone, week: hours.week, holidays: hours.holidays },
      restrictions: restrictions.map((one) => ({ ...one, until: isoTime(one.until) })),
    },
  };
}
