// A forgotten password: mails a one-time link to whoever has the e-mail address, and tells nobody whether anybody has it.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import { tidyAddress } from "../../core/access/address.ts";
import * as limits from "../../core/access/limits.ts";
import * as links from "../../core/access/links.ts";
import * as rateLimit from "../../core/access/rate-limit.ts";
import { tidyEmail } from "../../core/access/users.ts";
import { enqueueMail } from "../../core/mail/queue.ts";
import { mails } from "../../core/texts/mails.en.ts";
import type { ApiContext } from "../http/context.ts";
import { email } from "./shapes.ts";

/** `/api/auth/links/request`. */
export function forgottenRoute(app: FastifyInstance, { db, clock, mail, publicUrl }: ApiContext): void {
  const sendLink = (asked: { email: string; address: string }, now: Date) =>
    db.transaction().execute(async (tx) => {
      const made = await links.makeRequested(tx, asked, now);
      if (made === null) return;
      const { link, person } = made;
      const facts = { name: person.name, url: links.addressOf(publicUrl, link), expiresAt: link.expiresAt, publicUrl };
      await enqueueMail(tx, mail.key, { to: person.email, ...mails.forgottenPassword(facts) }, now);
    });

  app.withTypeProvider<ZodTypeProvider>().post(
    "/api/auth/links/request",
    {
      config: { access: "public" },
      schema: {
        tags: ["People"],
        summary: "Mails a one-time link for a new password",
        description:
          "The answer is the same whether anybody has the e-mail address or not. The link is good for an hour.",
        body: z.strictObject({ email }),
        response: { 204: z.null() },
        security: [],
      },
    },
    async (request, reply) => {
      if (!mail.mailer)
        throw new Fault(
          "BAD_REQUEST",
          "This Bellhop sends no mail. Ask an admin to make you a link for a new password.",
        );
      const asked = { email: request.body.email, address: tidyAddress(request.ip) };
      const now = clock();
      await rateLimit.count(db, limits.byRequest(asked.address, tidyEmail(asked.email)), now);
      // Answered first: how long the rest takes would tell whether anybody has the address.
      reply.code(204).send(null);
      await sendLink(asked, now).catch((err) => request.log.error({ err }, "a link for a new password was not mailed"));
      return reply;
    },
  );
}
