// Mail and alarms: whether they are configured and work, which kinds of alarms are told, and a test of each way.
import { randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import { type StaffMessageResult, staffMessageWays } from "../../contract/mail.ts";
import { alarmSources, changeKinds, listKinds } from "../../core/alarms/kinds.ts";
import { adminsOf } from "../../core/alarms/tell.ts";
import { stateOf } from "../../core/mail/queue.ts";
import { mails } from "../../core/texts/mails.en.ts";
import { email } from "../access/shapes.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf } from "../http/fields.ts";

const tags = ["Alarms"];
const kinds = z.array(
  z.object({
    kind: z.string(),
    source: z
      .enum(alarmSources)
      .describe("incident: something that Bellhop found. news: something that a provider says."),
    title: z.string(),
    on: z.boolean().describe("Whether alarms of this kind are sent."),
  }),
);
const settings = z.object({
  mail: z
    .object({ server: z.string(), from: z.string() })
    .nullable()
    .describe("Null: SMTP_URL is not set, so nothing is mailed."),
  webhook: z.object({ host: z.string() }).nullable().describe("Null: ALARM_WEBHOOK_URL is not set."),
  recipients: z.array(z.string()).describe("Who gets alarms by mail: ADMIN_EMAIL, or all admins."),
  waiting: z.number().int().describe("Mails and alarms that are still to be sent."),
  retrying: z.number().int().describe("Those of them that a server has not taken yet."),
  trouble: z
    .object({
      way: z.enum(staffMessageWays),
      recipient: z.string().nullable(),
      answer: z.string(),
      at: z.iso.datetime(),
      given_up: z.boolean(),
    })
    .nullable()
    .describe("The last message that is tried again, or was given up within a day, with the server's answer."),
  kinds,
});
const tested = z.object({
  ok: z.boolean(),
  answer: z.string().describe("What the server answered, or why it could not be asked."),
});

/** `/api/settings/alarms`. */
export async function alarmRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { db, clock, publicUrl } = context;
  const { mailer, webhook, alarmEmail } = context.mail;
  const config = { access: "admin" } as const;
  const skillKinds = context.plugins.flatMap(({ incidentKinds = [] }) => incidentKinds);
  const result = ({ outcome, answer }: StaffMessageResult) => ({ ok: outcome === "taken", answer });

  routes.get(
    "/api/settings/alarms",
    {
      config,
      schema: {
        tags,
        summary: "Mail and alarms: what is configured, what waits, and which kinds of alarms are sent",
        response: { 200: settings },
      },
    },
    async () => {
      const { trouble, ...state } = await stateOf(db, clock());
      return {
        mail: mailer && { server: mailer.server, from: mailer.from },
        webhook: webhook && { host: webhook.host },
        recipients: alarmEmail === null ? await adminsOf(db) : [alarmEmail],
        ...state,
        trouble: trouble && { ...trouble, at: trouble.at.toISOString() },
        kinds: await listKinds(db, skillKinds),
      };
    },
  );
  routes.patch(
    "/api/settings/alarms",
    {
      config,
      schema: {
        tags,
        summary: "Chooses which kinds of alarms are sent; kinds that are not named stay as they are",
        body: z.strictObject({ kinds: z.record(z.string().max(100), z.boolean()) }),
        response: { 200: z.object({ kinds }) },
      },
    },
    async (request) => {
      await db
        .transaction()
        .execute((tx) => changeKinds({ tx, now: clock(), by: byOf(request) }, skillKinds, request.body.kinds));
      return { kinds: await listKinds(db, skillKinds) };
    },
  );
  routes.post(
    "/api/settings/alarms/test-mail",
    {
      config,
      schema: {
        tags,
        summary: "Sends a test mail at once, and tells what the mail server answers",
        body: z.strictObject({ to: email }),
        response: { 200: tested },
      },
    },
    async (request) => {
      if (!mailer)
        throw new Fault("BAD_REQUEST", "There is no mail server: set SMTP_URL and MAIL_FROM, and start Bellhop again.");
      const mail = mails.test(request.principal!.name, publicUrl);
      return result(await mailer.send({ to: request.body.to, key: randomUUID(), ...mail }));
    },
  );
  routes.post(
    "/api/settings/alarms/test-webhook",
    {
      config,
      schema: {
        tags,
        summary: "Sends a test alarm to the webhook at once, and tells what it answers",
        response: { 200: tested },
      },
    },
    async (request) => {
      if (!webhook)
        throw new Fault(
          "BAD_REQUEST",
          "There is no webhook for alarms: set ALARM_WEBHOOK_URL and ALARM_WEBHOOK_SECRET, and start Bellhop again.",
        );
      const at = clock();
      const data = { by: request.principal!.name, url: `${publicUrl}/desk/settings` };
      const body = JSON.stringify({ type: "alarm.test", timestamp: at.toISOString(), data });
      return result(await webhook.send({ key: randomUUID(), body, at }));
    },
  );
}
