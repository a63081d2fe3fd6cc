// Users of the Desk, for admins.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import type { DB } from "../../../db/rows.ts";
import type { CommandContext } from "../../base/journal.ts";
import * as links from "../../core/access/links.ts";
import * as users from "../../core/access/users.ts";
import { enqueueMail } from "../../core/mail/queue.ts";
import { mails } from "../../core/texts/mails.en.ts";
import type { ApiContext } from "../http/context.ts";
import { bigId, byOf, isoTime } from "../http/fields.ts";
import { email, personName, personShape, role } from "./shapes.ts";

const tags = ["People"];
const params = z.object({ id: bigId });
const person = personShape.extend({
  state: z.enum(users.userStates).describe("invited: has not chosen a password yet."),
  created_at: z.iso.datetime(),
  disabled_at: z.iso.datetime().nullable(),
  last_seen_at: z.iso.datetime().nullable().describe("When one of their open sessions was last used."),
  link_expires_at: z.iso.datetime().nullable().describe("Until when their one-time link is good, if they have one."),
  second_factor: z.boolean().describe("Whether they sign in in two steps."),
  failed_sign_ins: z.number().int().describe("Failed sign-ins with their e-mail address within the last day."),
});
const link = z
  .object({
    url: z.string().describe("Give it to the person: it cannot be shown again, and works once."),
    purpose: z.enum(links.linkPurposes),
    expires_at: z.iso.datetime(),
    mailed_to: z.string().nullable().describe("Where it is mailed too; null where there is no mail server."),
  })
  .describe("A one-time link with which the person chooses a password.");

const personJson = (row: users.User): z.infer<typeof person> => ({
  ...row,
  created_at: row.created_at.toISOString(),
  disabled_at: isoTime(row.disabled_at),
  last_seen_at: isoTime(row.last_seen_at),
  link_expires_at: isoTime(row.link_expires_at),
});

/** `/api/people`. */
export async function userRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const { db, clock } = context;
  const config = { access: "admin" } as const;
  const changing = { ...config, confirm: true } as const;
  const { publicUrl, mail } = context;
  /** Makes a one-time link, and mails it where there is a mail server. */
  const makeLink = async (ctx: CommandContext<DB>, id: number, by: string): Promise<z.infer<typeof link>> => {
    const made = await links.make(ctx, id);
    const url = links.addressOf(publicUrl, made);
    const { name, email: to } = await users.get(ctx.tx, id);
    if (mail.mailer) {
      const facts = { name, by, url, expiresAt: made.expiresAt, publicUrl };
      const written = made.purpose === "invite" ? mails.invitation(facts) : mails.newPassword(facts);
      await enqueueMail(ctx.tx, mail.key, { to, ...written }, ctx.now);
    }
    const mailed_to = mail.mailer ? to : null;
    return { url, purpose: made.purpose, expires_at: made.expiresAt.toISOString(), mailed_to };
  };

  routes.get(
    "/api/people",
    {
      config,
      schema: {
        tags,
        summary: "Everybody by name, those who are disabled last",
        response: { 200: z.object({ people: z.array(person) }) },
      },
    },
    async () => ({ people: (await users.list(db)).map(personJson) }),
  );
  routes.post(
    "/api/people",
    {
      config: changing,
      schema: {
        tags,
        summary: "Invites somebody: adds them and makes the link by which they come in",
        body: z.strictObject({ name: personName, email, role }),
        response: { 201: z.object({ person, link }) },
      },
    },
    async (request, reply) => {
      const made = await db.transaction().execute(async (tx) => {
        const ctx = { tx, now: clock(), by: byOf(request) };
        const id = await users.create(ctx, request.body);
        const given = await makeLink(ctx, id, request.principal!.name);
        return { person: personJson(await users.get(tx, id)), link: given };
      });
      return reply.code(201).send(made);
    },
  );
  routes.patch(
    "/api/people/:id",
    {
      config: changing,
      schema: {
        tags,
        summary: "Changes what is given of a person",
        description:
          "A disabled person is signed out at once. Another e-mail address ends their one-time link. The last admin who can sign in stays one.",
        params,
        body: z.strictObject({
          name: personName.optional(),
          email: email.optional(),
          role: role.optional(),
          disabled: z.boolean().optional(),
        }),
        response: { 200: person },
      },
    },
    (request) =>
      db.transaction().execute(async (tx) => {
        await users.change({ tx, now: clock(), by: byOf(request) }, request.params.id, request.body);
        return personJson(await users.get(tx, request.params.id));
      }),
  );
  routes.post(
    "/api/people/:id/link",
    {
      config: changing,
      schema: {
        tags,
        summary: "Makes a person a new one-time link; an earlier one no longer works",
        params,
        response: { 201: z.object({ link }) },
      },
    },
    async (request, reply) => {
      const made = await db
        .transaction()
        .execute((tx) => makeLink({ tx, now: clock(), by: byOf(request) }, request.params.id, request.principal!.name));
      return reply.code(201).send({ link: made });
    },
  );
}
