// What messages cost: sums for the overview and for a conversation, the table of rates, budgets, and the price of a message before it goes out.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import { dayOf, dayStart, daysLater } from "../../base/zones.ts";
import { costBases, costCategories } from "../../contract/costs.ts";
import { readBudgets, setBudget } from "../../core/costs/budgets.ts";
import { marketOf } from "../../core/costs/markets.ts";
import { FREE_SERVICE_MESSAGES, rateOf } from "../../core/costs/price.ts";
import { enterRate, readRates, type StoredRate } from "../../core/costs/rates.ts";
import * as sums from "../../core/costs/sums.ts";
import * as channels from "../../core/inbox/channels.ts";
import type { ApiContext } from "../http/context.ts";
import { byOf } from "../http/fields.ts";
import { notBlank, smallId } from "../http/text-fields.ts";
import { withTimeout } from "../http/with-timeout.ts";
import { zone } from "../tables/query.ts";

const MAX_DAYS = 366;
const micros = z.number().int().min(0).max(1_000_000_000_000);
const currency = z.string().regex(/^[A-Z]{3}$/, "must be a currency's code of three letters, such as USD");

/** Costs of some delivered messages in one currency. */
export const sumShape = z.object({
  currency: z.string().nullable().describe("null: of all of them the cost is free or unknown."),
  micros: z.number().int().describe("In millionths of the currency's unit, without the messages of unknown cost."),
  messages: z.number().int().describe("How many deliveries."),
  free: z.number().int().describe("How many of them cost nothing."),
  unknown: z.number().int().describe("Of how many the cost is not known."),
});

const overview = z.object({
  from: z.iso.date(),
  to: z.iso.date(),
  days: z.array(z.object({ date: z.iso.date(), sums: z.array(sumShape) })),
  channels: z.array(
    z.object({
      channel: z.object({ id: z.number().int(), provider: z.string(), number: z.string().nullable() }),
      sums: z.array(sumShape),
    }),
  ),
  categories: z.array(
    z.object({
      category: z.enum(costCategories).nullable().describe("null: the provider told none."),
      sums: z.array(sumShape),
    }),
  ),
});

const rate = z.object({
  id: z.number().int(),
  market: z.string(),
  category: z.enum(costCategories),
  micros: z.number().int(),
  currency: z.string(),
  valid_from: z.iso.date(),
  source: z.string().describe("Where it is from."),
  entered_by: z.string().nullable().describe("null: it came with Bellhop."),
  entered_at: z.iso.datetime(),
});

const toRate = ({ validFrom, enteredBy, enteredAt, ...rest }: StoredRate): z.infer<typeof rate> => ({
  ...rest,
  valid_from: validFrom,
  entered_by: enteredBy,
  entered_at: enteredAt.toISOString(),
});

const budget = z.object({
  channel_id: z.number().int(),
  monthly_micros: z.number().int(),
  spent_micros: z.number().int().describe("In the current month of UTC."),
  currency: z.string(),
});

const tags = ["Costs"];

/** `/api/costs`. */
export async function costRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    "/api/costs",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "What messages cost, by day, number and category",
        description:
          "Costs are estimated by the table of rates until the provider bills them, and computed within half a minute of the delivery. Amounts are in millionths of the currency's unit, because a message costs fractions of a cent.",
        querystring: z.object({
          days: z.coerce.number().int().min(1).max(MAX_DAYS).default(30).describe("How many days, today included."),
          time_zone: zone,
        }),
        response: { 200: overview },
      },
    },
    ({ query }) =>
      withTimeout(context.db, async (tx) => {
        const today = dayOf(context.clock(), query.time_zone);
        const dates = Array.from({ length: query.days }, (_, n) => daysLater(today, n - query.days + 1));
        const bounds = [...dates, daysLater(today, 1)].map((date) => dayStart(date, query.time_zone));
        const [from, to] = [bounds[0]!, bounds.at(-1)!];
        const days = await sums.byDay(tx, bounds);
        const known = await channels.list(tx);
        const numbers = groups(await sums.byChannel(tx, from, to));
        const categories = groups(await sums.byCategory(tx, from, to));
        return {
          from: dates[0]!,
          to: today,
          days: dates.map((date, n) => ({ date, sums: days.filter(({ key }) => key === n).map(withoutKey) })),
          channels: known
            .filter(({ id }) => numbers.has(id))
            .map(({ id, provider, displayNumber: number }) => ({
              channel: { id, provider, number },
              sums: numbers.get(id)!,
            })),
          categories: [...categories].map(([category, sums]) => ({ category, sums })),
        };
      }),
  );
  routes.get(
    "/api/costs/conversations/:id",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "What the messages of a conversation cost",
        params: z.object({ id: smallId }),
        response: { 200: z.object({ this_month: z.array(sumShape), total: z.array(sumShape) }) },
      },
    },
    ({ params: { id } }) =>
      withTimeout(context.db, async (tx) => {
        const now = context.clock();
        const from = new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), 1));
        return {
          this_month: await sums.ofConversations(tx, [id], { from, to: null }),
          total: await sums.ofConversations(tx, [id], { from: null, to: null }),
        };
      }),
  );
  estimateRoute(app, context);
  rateRoutes(app, context);
  budgetRoutes(app, context);
}

const withoutKey = <Key>({ key: _, ...sum }: sums.GroupedSum<Key>): sums.Sum => sum;

function groups<Key>(rows: readonly sums.GroupedSum<Key>[]): Map<Key, sums.Sum[]> {
  const grouped = new Map<Key, sums.Sum[]>();
  for (const row of rows) grouped.set(row.key, [...(grouped.get(row.key) ?? []), withoutKey(row)]);
  return grouped;
}

function estimateRoute(app: FastifyInstance, context: ApiContext): void {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/api/costs/estimate",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "What a message would cost, before it goes out",
        description: `The list price of its category in the recipient's market. What Meta gives for nothing (${FREE_SERVICE_MESSAGES} service messages a number and month, answers to an ad) is not taken off.`,
        querystring: z.object({
          conversation_id: smallId,
          category: z.enum(costCategories).exclude(["provider_fee"]),
        }),
        response: {
          200: z.object({
            market: z.string().nullable().describe("null: the recipient's country is not known."),
            micros: z.number().int().nullable().describe("null: there is no rate for it."),
            currency: z.string().nullable(),
          }),
        },
      },
    },
    ({ query }) =>
      withTimeout(context.db, async (tx) => {
        const at = await tx
          .selectFrom("conversations")
          .innerJoin("channels", "channels.id", "conversations.channel_id")
          .select(["address", "address_kind", "provider"])
          .where("conversations.id", "=", query.conversation_id)
          .executeTakeFirst();
        if (!at) throw new Fault("NOT_FOUND", `There is no conversation ${query.conversation_id}.`);
        const market = at.address_kind === "group" ? null : marketOf(at.address);
        const rates = await readRates(tx);
        const now = context.clock();
        const price = rateOf(rates, market, query.category, now);
        const fee = at.provider === "twilio" ? rateOf(rates, "Twilio", "provider_fee", now) : null;
        const isKnown = price !== null && (at.provider !== "twilio" || fee?.currency === price.currency);
        return {
          market,
          micros: isKnown ? price.micros + (fee?.micros ?? 0) : null,
          currency: isKnown ? price.currency : null,
        };
      }),
  );
}

function rateRoutes(app: FastifyInstance, context: ApiContext): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.get(
    "/api/costs/rates",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "The table of rates, with the source and the first day of each",
        response: { 200: z.object({ rates: z.array(rate) }) },
      },
    },
    async () => ({ rates: (await readRates(context.db)).map(toRate) }),
  );
  routes.post(
    "/api/costs/rates",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "Enters a rate, or replaces the one of the same market, category and day",
        description: "It counts for messages that are delivered from that day on and have no cost yet.",
        body: z.strictObject({
          market: notBlank().max(100).describe("As GET /api/costs/rates names it."),
          category: z.enum(costCategories),
          micros: micros.max(1_000_000_000).describe("In millionths of the currency's unit: 55000 for 0.055."),
          currency,
          valid_from: z.iso.date(),
          source: notBlank().max(300),
        }),
        response: { 201: rate },
      },
    },
    async (request, reply) => {
      const { valid_from: validFrom, ...rest } = request.body;
      const entered = await context.db
        .transaction()
        .execute((tx) => enterRate(tx, { ...rest, validFrom }, byOf(request), context.clock()));
      return reply.code(201).send(toRate(entered));
    },
  );
}

function budgetRoutes(app: FastifyInstance, context: ApiContext): void {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  const read = async () => ({
    budgets: (await readBudgets(context.db, context.clock())).map((one) => ({
      channel_id: one.channelId,
      monthly_micros: one.monthlyMicros,
      spent_micros: one.spentMicros,
      currency: one.currency,
    })),
  });
  const response = { 200: z.object({ budgets: z.array(budget) }) };
  routes.get(
    "/api/costs/budgets",
    { config: { access: "viewer" }, schema: { tags, summary: "The monthly budgets of numbers", response } },
    read,
  );
  routes.put(
    "/api/costs/budgets/:channel_id",
    {
      config: { access: "admin" },
      schema: {
        tags,
        summary: "Sets a number's monthly budget; an incident tells the team at 80 and at 100 percent",
        params: z.object({ channel_id: smallId }),
        body: z.strictObject({
          monthly_micros: micros.min(1).nullable().describe("null: none."),
          currency: currency.default("USD"),
        }),
        response,
      },
    },
    async (request) => {
      const { monthly_micros: monthlyMicros, currency } = request.body;
      const { channel_id: id } = request.params;
      await context.db.transaction().execute(async (tx) => {
        if (!(await channels.list(tx)).some((channel) => channel.id === id))
          throw new Fault("NOT_FOUND", `There is no number ${id}.`);
        const wanted = monthlyMicros === null ? null : { monthlyMicros, currency };
        await setBudget(tx, id, wanted, byOf(request), context.clock());
      });
      return read();
    },
  );
}

/** What one message cost. */
export const costShape = z.object({
  micros: z.number().int().nullable().describe("In millionths of the currency's unit; null: not known."),
  currency: z.string().nullable(),
  basis: z
    .enum(costBases)
    .describe("billed: by the provider. rate: estimated by the table of rates. free: nothing. unknown: not known."),
  category: z.enum(costCategories).nullable(),
  market: z.string().nullable(),
});
