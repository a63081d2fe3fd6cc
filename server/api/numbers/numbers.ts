// The business's own numbers: listing, adding, changing and removing them.
import type { FastifyInstance, FastifyRequest } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import type { NumberCandidate } from "../../contract/numbers.ts";
import { languages } from "../../contract/skill.ts";
import { includes } from "../../core/access/roles.ts";
import { nameOf } from "../../core/inbox/channels.ts";
import { listNumbers, type OwnNumber, setLanguage, switchBot } from "../../core/inbox/numbers.ts";
import { beginRealService } from "../../core/inbox/simulated.ts";
import { findFault } from "../../core/numbers/check.ts";
import * as credentials from "../../core/numbers/credentials.ts";
import { tryNow } from "../../core/outbox/holds.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf } from "../http/fields.ts";
import { smallId } from "../http/text-fields.ts";
import { changedNumber, endingsOf, newNumber, numberShape, secretsIn, toCandidate } from "./shapes.ts";

const tags = ["Numbers"];
const params = z.object({ id: smallId });
const changing = { access: "admin", confirm: true } as const;
const unchecked = z
  .enum(["true", "false"])
  .optional()
  .describe("Saves it although its provider could not be asked. Faults are refused all the same.");

/** `/api/numbers`. */
export async function numberRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  listRoute(app, context);
  addRoute(app, context);
  changeRoutes(app, context);
  botRoute(app, context);
  languageRoute(app, context);
}

/** All numbers as a caller may see them. */
async function numbersFor(request: FastifyRequest, { db, post, numbers }: ApiContext) {
  const stored = new Map(
    (await credentials.load(db, numbers.keys, numbers.simulated)).map((one) => [one.channelId, one]),
  );
  const own = new Set(post.own.map(nameOf));
  const isAdmin = includes(request.principal!.role, "admin");
  const json = (one: OwnNumber): z.infer<typeof numberShape> => {
    const ofDesk = stored.get(one.id);
    const inEnvironment = numbers.environment.some((ref) => nameOf(ref) === nameOf(one));
    return {
      id: one.id,
      provider: one.provider,
      external_id: one.externalId,
      number: one.displayNumber,
      account_id: one.accountId,
      configured_by: inEnvironment ? "environment" : ofDesk || own.has(nameOf(one)) ? "desk" : null,
      is_simulated: one.isSimulated,
      is_held: one.isHeld,
      bot_enabled: one.botEnabled,
      language: one.language,
      receipts: one.receipts,
      messages_per_second: one.messagesPerSecond,
      hours: one.hours,
      default_messages_per_second: numbers.messagesPerSecond(one),
      is_readable: inEnvironment || ofDesk?.secrets !== null,
      secrets: isAdmin && ofDesk && !inEnvironment ? endingsOf(ofDesk) : null,
    };
  };
  return (await listNumbers(db)).map(json);
}

function listRoute(app: FastifyInstance, context: ApiContext): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/api/numbers",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "The business's own numbers, oldest first",
        response: { 200: z.object({ numbers: z.array(numberShape) }) },
      },
    },
    async (request) => ({ numbers: await numbersFor(request, context) }),
  );
}

/** Refuses what the provider refuses. Throws BAD_NUMBER, and NOT_READY when the provider cannot be asked. */
async function refuseFaults({ numbers }: ApiContext, candidate: NumberCandidate, anyway: boolean) {
  const { fault, displayNumber } = await findFault(numbers.checkers[candidate.provider], candidate);
  if (fault === null || (fault.state === "unknown" && anyway)) return displayNumber;
  const detail = [fault.detail, fault.remedy].filter(Boolean).join(" ");
  throw new Fault(fault.state === "unknown" ? "PROVIDER_SILENT" : "BAD_NUMBER", detail);
}

function addRoute(app: FastifyInstance, context: ApiContext): void {
  const { db, clock, numbers } = context;
  app.withTypeProvider<ZodTypeProvider>().post(
    "/api/numbers",
    {
      config: changing,
      schema: {
        tags,
        summary: "Adds a number with its credentials",
        description:
          "The provider is asked first, as by POST /api/numbers/check; what it refuses is not saved. The secrets are encrypted and never come back out. Messages that waited for the number are sent.",
        querystring: z.strictObject({ unchecked }),
        body: newNumber,
        response: { 201: z.object({ number: numberShape }) },
      },
    },
    async (request, reply) => {
      const candidate = toCandidate(request.body);
      const { provider, externalId, accountId, secrets } = candidate;
      if (numbers.environment.some((one) => one.provider === provider && one.externalId === externalId))
        throw new Fault(
          "NUMBER_EXISTS",
          `The number ${externalId} is in the environment, which wins. Change it there.`,
        );
      const displayNumber = await refuseFaults(context, candidate, request.query.unchecked === "true");
      if (!numbers.simulated) await beginRealService(db, clock());
      const ref = { provider, externalId, accountId, displayNumber };
      const id = await db.transaction().execute(async (tx) => {
        const ctx = { tx, now: clock(), by: byOf(request) };
        const made = await credentials.add(ctx, numbers.keys, { ref, secrets }, numbers.simulated);
        await tryNow(ctx, made);
        return made;
      });
      await numbers.reload();
      context.onQueued();
      const number = (await numbersFor(request, context)).find((one) => one.id === id)!;
      return reply.code(201).send({ number });
    },
  );
}

function changeRoutes(app: FastifyInstance, context: ApiContext): void {
  const { db, clock, numbers } = context;
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.patch(
    "/api/numbers/:id",
    {
      config: changing,
      schema: {
        tags,
        summary: "Replaces secrets of a number, or its account",
        description: "What is left out stays. The provider is asked first; what it refuses is not saved.",
        params,
        querystring: z.strictObject({ unchecked }),
        body: changedNumber,
        response: { 200: z.object({ number: numberShape }) },
      },
    },
    async (request) => {
      const { id } = request.params;
      const { account_id: accountId } = request.body;
      const change = { secrets: secretsIn(request.body), ...(accountId === undefined ? {} : { accountId }) };
      const candidate = await credentials.changed(db, numbers.keys, id, change);
      const displayNumber = await refuseFaults(context, candidate, request.query.unchecked === "true");
      await db.transaction().execute(async (tx) => {
        const ctx = { tx, now: clock(), by: byOf(request) };
        await credentials.change(ctx, numbers.keys, id, { ...change, displayNumber });
        await tryNow(ctx, id);
      });
      await numbers.reload();
      context.onQueued();
      return { number: (await numbersFor(request, context)).find((one) => one.id === id)! };
    },
  );
  routes.delete(
    "/api/numbers/:id",
    {
      config: changing,
      schema: {
        tags,
        summary: "Removes a number that was added here",
        description:
          "Its conversations stay. Nothing is sent from it any more, what waits in its queue waits on, and its webhooks are refused where no other number has the same secret.",
        params,
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      await db
        .transaction()
        .execute((tx) => credentials.remove({ tx, now: clock(), by: byOf(request) }, request.params.id));
      await numbers.reload();
      return reply.code(204).send(null);
    },
  );
}

function botRoute(app: FastifyInstance, { db, clock }: ApiContext): void {
  app.withTypeProvider<ZodTypeProvider>().put(
    "/api/numbers/:id/bot",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "Switches the bot on or off for a number",
        description: "While it is off, every message on the number waits for people.",
        params,
        body: z.strictObject({ enabled: z.boolean() }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await db
        .transaction()
        .execute((tx) => switchBot({ tx, now: clock(), by: byOf(request) }, id, request.body.enabled));
      return reply.code(204).send(null);
    },
  );
}

function languageRoute(app: FastifyInstance, { db, clock }: ApiContext): void {
  app.withTypeProvider<ZodTypeProvider>().put(
    "/api/numbers/:id/language",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "Sets the language of the bot on a number",
        description: "It talks in it to people whose own language is not known.",
        params,
        body: z.strictObject({ language: z.enum(languages) }),
        response: { 204: z.null() },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      await db
        .transaction()
        .execute((tx) => setLanguage({ tx, now: clock(), by: byOf(request) }, id, request.body.language));
      return reply.code(204).send(null);
    },
  );
}
