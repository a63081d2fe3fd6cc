// Drivers' accounts: their balances, ledger entries, and adjustments with a reason.
import { randomUUID } from "node:crypto";
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import type { Transaction } from "kysely";
import { z } from "zod";
import type { DB } from "../../../db/rows.ts";
import * as accounts from "../../core/accounts/accounts.ts";
import * as entered from "../../core/accounts/entered.ts";
import * as ledger from "../../core/accounts/ledger.ts";
import type { CommandContext } from "../../core/parking/command-context.ts";
import * as staffActions from "../../core/parking/staff-actions.ts";
import * as search from "../../core/tables/search.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf, calledText, cents, currency, keyOf, mismatch, reason, repeatable } from "../http/fields.ts";
import { nextCursor, pageQuery, positionOf } from "../http/paging.ts";
import { snapshot } from "../http/snapshot.ts";
import { smallId, textField } from "../http/text-fields.ts";
import * as drivers from "./drivers.ts";
import { driverMessage, driverMessageOf } from "./message.ts";

const account = z.object({
  id: z.number().int(),
  username: z.string().describe("whatsapp_ and the digits of the number with which the driver came."),
  phone: z.string().nullable().describe("In digits; null for people without a number."),
  name: z.string().nullable().describe(calledText),
  balance_cents: z.number().int().describe("Negative: the driver owes."),
  currency: z.string(),
  balances: z
    .array(z.object({ currency: z.string(), balance_cents: z.number().int() }))
    .describe("In every currency that the driver has used."),
  created_at: z.iso.datetime(),
});

async function toAccounts(tx: Transaction<DB>, rows: readonly accounts.Account[]): Promise<z.infer<typeof account>[]> {
  const balances = await ledger.balancesOf(
    tx,
    rows.map(({ id }) => id),
  );
  const cards = await drivers.cardsOf(tx, rows);
  return rows.map((row) => {
    const own = balances.get(row.id) ?? [];
    return {
      id: row.id,
      username: row.username,
      phone: drivers.phoneOf(cards, row),
      name: cards.get(row.contact_id!)?.name ?? null,
      balance_cents: own.find((one) => one.currency === row.currency)?.balance_cents ?? 0,
      currency: row.currency,
      balances: own,
      created_at: row.created_at.toISOString(),
    };
  });
}

/** A driver after an adjustment, and whether the driver is notified of it. */
const adjusted = account.extend({ driver_message: driverMessage });

const entry = z.object({
  id: z.number().int(),
  at: z.iso.datetime(),
  amount_cents: z.number().int().describe("Positive: credited to the driver."),
  kind: z.enum(ledger.entryKinds),
  memo: z.string(),
  booking_id: z.number().int().nullable(),
});

/** The accounts that a search text matches, newest first. Instead of a merged account, the one that it was merged into. */
async function searched(tx: Transaction<DB>, typed: string): Promise<accounts.Account[] | null> {
  const found = await search.drivers(tx, typed);
  if (found === null) return null;
  const contactIds = new Set((await accounts.contactsOf(tx, found.accountIds)).values());
  return [...(await accounts.ofContacts(tx, [...contactIds])).values()].sort((a, b) => b.id - a.id);
}

const params = z.object({ id: smallId });
const tags = ["Accounts"];

/** The largest possible id of an account; a cursor may contain a larger one. */
const MAX_ID = 2_147_483_647;

const listQuery = z.object({
  phone: z.string().optional().describe("Of one driver: the number in any spelling, or a user id."),
  q: textField().max(500).optional().describe("The driver's number or part of it, name or user name."),
  ...pageQuery,
});

/** A page of drivers. */
async function list(tx: Transaction<DB>, query: z.infer<typeof listQuery>) {
  const place = positionOf(query.cursor);
  const driver = query.phone ? await drivers.find(tx, query.phone) : null;
  if (query.phone && !driver) return { accounts: [], count: 0, next_cursor: null };
  const before = place === null ? null : Math.min(place.id, MAX_ID);
  const found = query.q === undefined ? null : await searched(tx, query.q);
  const all = driver ? found?.filter(({ id }) => id === driver.id) : found;
  const { total, rows } = all
    ? { total: all.length, rows: all.filter(({ id }) => before === null || id < before).slice(0, query.limit) }
    : await accounts.list(tx, { contactId: driver?.contact_id ?? null, limit: query.limit, before });
  return {
    accounts: await toAccounts(tx, rows),
    count: total,
    next_cursor: nextCursor(rows, query.limit, (row) => ({ at: null, id: row.id })),
  };
}

const statementQuery = z.object({
  currency: currency.optional().describe("The account's own when left out."),
  ...pageQuery,
});

/** A page of the entries of a driver's balance in one currency. */
async function statement(tx: Transaction<DB>, accountId: number, query: z.infer<typeof statementQuery>) {
  const { id, currency: own } = await accounts.get(tx, accountId);
  const asked = query.currency ?? own;
  const { total, lines } = await ledger.statement(tx, id, asked, {
    limit: query.limit,
    before: positionOf(query.cursor)?.id ?? null,
  });
  return {
    entries: lines.map((line) => ({ ...line, at: line.at.toISOString() })),
    currency: asked,
    balance_cents: await ledger.balanceOf(tx, id, asked),
    count: total,
    next_cursor: nextCursor(lines, query.limit, (line) => ({ at: null, id: line.id })),
  };
}

const adjustment = z.strictObject({
  amount_cents: cents.describe("Positive: credited to the driver."),
  reason,
  kind: z
    .enum(["adjustment", "top_up"])
    .default("adjustment")
    .describe("top_up: the driver paid. adjustment: the house gives or takes."),
  currency: currency.optional().describe("The account's own when left out."),
});

/** Adjusts a balance once per idempotency key; `fresh`: the key is new. Throws IDEMPOTENCY_MISMATCH if it was used for another adjustment. */
async function adjust(ctx: CommandContext, accountId: number, body: z.infer<typeof adjustment>, key: string) {
  const { amount_cents, kind, reason: why } = body;
  const own = await accounts.get(ctx.tx, accountId);
  const change = { kind, cents: amount_cents, currency: body.currency ?? own.currency, reason: why, key };
  if (await staffActions.credit(ctx, own.id, change)) return { id: own.id, fresh: true };
  const before = await entered.under(ctx.tx, key);
  const same =
    before?.kind === kind &&
    before.amount_cents === amount_cents &&
    before.currency === change.currency &&
    before.memo === why &&
    (await accounts.get(ctx.tx, before.account_id)).id === own.id;
  if (!same) throw mismatch("another change of a balance");
  return { id: own.id, fresh: false };
}

/** `/api/accounts`. */
export async function accountRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const describe = (id: number) =>
    snapshot(context.db, async (tx) => (await toAccounts(tx, [await accounts.get(tx, id)]))[0]!);
  routes.get(
    "/api/accounts",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "Drivers with their balances, newest first",
        querystring: listQuery,
        response: {
          200: z.object({
            accounts: z.array(account),
            count: z.number().int().describe("How many match the filter in all."),
            next_cursor: z.string().nullable(),
          }),
        },
      },
    },
    ({ query }) => snapshot(context.db, (tx) => list(tx, query)),
  );
  routes.get(
    "/api/accounts/:id",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "One driver with the balance",
        description: "Of an account that became part of another, that one.",
        params,
        response: { 200: account },
      },
    },
    (request) => describe(request.params.id),
  );
  routes.get(
    "/api/accounts/:id/ledger",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "What moved a driver's balance, newest first; over all pages the amounts sum to the balance",
        params,
        querystring: statementQuery,
        response: {
          200: z.object({
            entries: z.array(entry),
            currency: z.string(),
            balance_cents: z.number().int(),
            count: z.number().int().describe("How many there are in all."),
            next_cursor: z.string().nullable(),
          }),
        },
      },
    },
    ({ params, query }) => snapshot(context.db, (tx) => statement(tx, params.id, query)),
  );
  routes.post(
    "/api/accounts/:id/adjustments",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "Changes a driver's balance, with a reason",
        description:
          "The driver is told. With an Idempotency-Key header, a repeated request changes nothing and answers 200.",
        params,
        headers: repeatable,
        body: adjustment,
        response: { 200: adjusted, 201: adjusted },
      },
    },
    async (request, reply) => {
      const key = keyOf(request) ?? `api:${randomUUID()}`;
      const { id, fresh } = await context.runCommand(byOf(request), (ctx) =>
        adjust(ctx, request.params.id, request.body, key),
      );
      const driver_message = await snapshot(context.db, (tx) => driverMessageOf(tx, id, context.clock()));
      return reply.code(fresh ? 201 : 200).send({ ...(await describe(id)), driver_message });
    },
  );
}
