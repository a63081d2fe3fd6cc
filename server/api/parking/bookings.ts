// Bookings: creating one for a driver, finding and listing them, and the details of one.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import * as accounts from "../../core/accounts/accounts.ts";
import { costSoFar } from "../../core/parking/billing.ts";
import { factsOf } from "../../core/parking/booking-facts.ts";
import * as bookings from "../../core/parking/bookings.ts";
import * as codes from "../../core/parking/codes.ts";
import type { CommandContext } from "../../core/parking/command-context.ts";
import { count, find, newestFirst } from "../../core/parking/find-bookings.ts";
import * as listing from "../../core/parking/listing.ts";
import * as lots from "../../core/parking/lots.ts";
import * as spots from "../../core/parking/spots.ts";
import { type BookingStatus, bookingStatuses } from "../../core/parking/states.ts";
import { sumShape } from "../costs/costs.ts";
import * as drivers from "../drivers/drivers.ts";
import { driverMessage, driverMessageOf } from "../drivers/message.ts";
import type { ApiContext } from "../http/context.ts";
import { bigId, byOf, isoTime, keyOf, mismatch, repeatable, rowId } from "../http/fields.ts";
import { nextCursor, pageQuery, timedPositionOf } from "../http/paging.ts";
import { snapshot } from "../http/snapshot.ts";
import { smallId, textField } from "../http/text-fields.ts";
import { messageCostsOf } from "./message-costs.ts";
import { toldOf } from "./told.ts";

const booking = z.object({
  id: z.number().int(),
  status: z
    .enum(bookingStatuses)
    .describe("reserved: waits for the car. active: the stay is being billed. expired: no car came."),
  spot: z.string().describe("The spot's code."),
  lot: z.string().describe("The lot's name."),
  spot_id: z.number().int(),
  lot_id: z.number().int(),
  account_id: z.number().int(),
  username: z.string(),
  phone: z.string().nullable().describe("The driver's number, in digits; null for people without one."),
  reserved_at: z.iso.datetime(),
  expires_at: z.iso.datetime().describe("Until when the spot is kept for the car."),
  extended_at: z.iso.datetime().nullable(),
  started_at: z.iso.datetime().nullable(),
  empty_since: z.iso.datetime().nullable().describe("The sensor has seen the spot empty since then."),
  billed_until: z.iso
    .datetime()
    .nullable()
    .describe("Time after this costs nothing: the stay reached its lot's limit, and no sensor saw the car."),
  ended_at: z.iso.datetime().nullable().describe("When the stay ended."),
  closed_at: z.iso.datetime().nullable().describe("When the booking was over, for whatever reason."),
  amount_cents: z.number().int().nullable().describe("What the stay cost; null until it is over."),
  cost_so_far_cents: z.number().int().describe("What it would cost if it ended now."),
  currency: z.string(),
  rate_cents_per_hour: z.number().int().describe("As it was when the spot was booked; so are the next two."),
  daily_cap_cents: z.number().int().nullable(),
  free_minutes: z.number().int(),
  created_by: z.string().describe("driver, or api:NAME."),
  ended_by: z.string().nullable().describe("sensor, schedule, driver, or api:NAME."),
});

/** One booking with its timeline. */
const detail = booking.extend({
  timeline: z
    .array(
      z.object({
        at: z.iso.datetime(),
        type: z
          .string()
          .describe(
            "What happened, such as stay.started, or what staff did, such as booking.move. message.as_template: the driver was told with a template, because their last message was more than 24 hours old; message.waits: it waits until they write.",
          ),
        by: z.string().nullable(),
        note: z.string().nullable(),
        data: z.record(z.string(), z.unknown()),
      }),
    )
    .describe("What happened to the booking, oldest first."),
  message_costs: z
    .array(sumShape)
    .describe("What the messages to the driver cost from the booking until an hour after its end."),
});

/** One booking with its timeline, after a staff action. */
export const acted = detail.extend({ driver_message: driverMessage });

function toBooking(row: listing.BookingRow, cards: drivers.Cards, now: Date): z.infer<typeof booking> {
  return {
    id: row.id,
    status: row.status,
    spot: row.code,
    lot: row.lot_name,
    spot_id: row.spot_id,
    lot_id: row.lot_id,
    account_id: row.account_id,
    username: row.username,
    phone: drivers.phoneOf(cards, row),
    reserved_at: row.reserved_at.toISOString(),
    expires_at: row.expires_at.toISOString(),
    extended_at: isoTime(row.extended_at),
    started_at: isoTime(row.started_at),
    empty_since: isoTime(row.empty_since),
    billed_until: isoTime(row.billed_until),
    ended_at: isoTime(row.ended_at),
    closed_at: isoTime(row.closed_at),
    amount_cents: row.amount_cents,
    cost_so_far_cents: costSoFar(row, now),
    currency: row.currency,
    rate_cents_per_hour: row.rate_cents_per_hour,
    daily_cap_cents: row.daily_cap_cents,
    free_minutes: row.free_minutes,
    created_by: row.created_by,
    ended_by: row.ended_by,
  };
}

/** One booking with its timeline. Throws NOT_FOUND. */
function describe({ db, clock }: ApiContext, id: number): Promise<z.infer<typeof detail>> {
  return snapshot(db, async (tx) => {
    const row = await listing.one(tx, id);
    const timeline = [...(await listing.timeline(tx, id)), ...(await toldOf(tx, row))];
    return {
      ...toBooking(row, await drivers.cardsOf(tx, [row]), clock()),
      timeline: timeline
        .toSorted((one, other) => +one.at - +other.at)
        .map((one) => ({
          ...one,
          at: one.at.toISOString(),
          data: one.data as Record<string, unknown>,
        })),
      message_costs: await messageCostsOf(tx, row),
    };
  });
}

/** One booking after a staff action, and whether its driver is notified. Throws NOT_FOUND. */
export async function describeActed(context: ApiContext, id: number): Promise<z.infer<typeof acted>> {
  const told = await describe(context, id);
  const driver_message = await snapshot(context.db, (tx) => driverMessageOf(tx, told.account_id, context.clock()));
  return { ...told, driver_message };
}

/** How callers name a spot: by its id; or by its code, and also by the lot if several lots have that code. */
export const spotNamed = {
  spot: textField().min(1).optional().describe('The spot\'s code, such as "A"; its case does not matter.'),
  spot_id: rowId.optional().describe("The spot's id, in place of its code."),
};

/** The id of the spot that a caller names. Throws NOT_FOUND, and BAD_REQUEST when several lots have a spot with that code. */
export async function spotOf(
  ctx: CommandContext,
  {
    spot,
    spot_id,
    lot_id = null,
  }: { spot?: string | undefined; spot_id?: number | undefined; lot_id?: number | null | undefined },
): Promise<number> {
  if (spot === undefined) return (await spots.get(ctx.tx, spot_id!)).id;
  const found = await codes.named(ctx.tx, spot, lot_id);
  if (found.length === 1) return found[0]!.id;
  if (found.length === 0)
    throw new Fault(
      "NOT_FOUND",
      `There is no spot ${spot}${lot_id === null ? "" : ` in lot ${lot_id}`}. List the spots to see which there are.`,
    );
  const all = new Map((await lots.list(ctx.tx)).map((lot) => [lot.id, lot.name]));
  const where = found.map((one) => `${one.lot_id} (${all.get(one.lot_id)})`).join(", ");
  throw new Fault("BAD_REQUEST", `Spot ${spot} is in the lots ${where}. Say which with lot_id.`);
}

const newBooking = z
  .strictObject({
    phone: textField().min(1).optional().describe("The driver's number in any spelling with its country code."),
    account_id: rowId.optional().describe("The driver's account, in place of the number."),
    ...spotNamed,
    lot_id: rowId.optional().describe("Needed with a code that several lots have."),
  })
  .superRefine((given, context) => {
    const say = (message: string) => context.addIssue({ code: "custom", message });
    if ((given.phone === undefined) === (given.account_id === undefined))
      say('give exactly one of "phone" and "account_id"');
    if ((given.spot === undefined) === (given.spot_id === undefined)) say('give exactly one of "spot" and "spot_id"');
    if (given.spot_id !== undefined && given.lot_id !== undefined) say('"lot_id" belongs to "spot"');
  });

/** Books for a driver, who gets the same message as for a booking of their own. With the same idempotency key again, returns the same booking. */
async function book(ctx: CommandContext, given: z.infer<typeof newBooking>, key: string | null, credit?: number) {
  const before = key === null ? null : await listing.findByKey(ctx, key);
  const account =
    given.phone === undefined
      ? await accounts.get(ctx.tx, given.account_id!)
      : await drivers.findOrMake(ctx, given.phone, credit);
  const spotId = await spotOf(ctx, given);
  if (before) {
    const driver = await accounts.get(ctx.tx, before.account_id);
    if (driver.id !== account.id || before.spot_id !== spotId)
      throw mismatch("a booking of another spot or for somebody else");
    return { id: before.id, again: true };
  }
  const made = await bookings.reserve(ctx, { accountId: account.id, spotId, key });
  const facts = await factsOf(ctx.tx, made, ctx.now);
  ctx.notices.push({ kind: "booking.confirmed", accountId: account.id, ...facts });
  return { id: made.id, again: false };
}

/** A filter by statuses, separated by commas. */
const statusFilter = z
  .string()
  .refine(
    (given) => given === "" || given.split(",").every((one) => (bookingStatuses as readonly string[]).includes(one)),
    `must be one or more of ${bookingStatuses.join(", ")}, separated by commas`,
  )
  .describe(`One or more of ${bookingStatuses.join(", ")}, separated by commas.`);

const tags = ["Parking"];

/** `/api/parking/bookings`. What staff can do to a booking is in staff-actions.ts. */
export async function bookingRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const routes = app.withTypeProvider<ZodTypeProvider>();
  routes.post(
    "/api/parking/bookings",
    {
      config: { access: "agent" },
      schema: {
        tags,
        summary: "Books a spot for a driver",
        description:
          "By the rules that drivers have: the spot is free, the driver has no other open booking and enough balance. A number that never wrote gets an account first; nothing can be sent to it, and driver_message says so. With an Idempotency-Key header, a repeated request answers 200 with the booking that there is.",
        headers: repeatable,
        body: newBooking,
        response: { 200: acted, 201: acted },
      },
    },
    async (request, reply) => {
      const { id, again } = await context.runCommand(byOf(request), (ctx) =>
        book(ctx, request.body, keyOf(request), context.welcomeCredit),
      );
      return reply.code(again ? 200 : 201).send(await describeActed(context, id));
    },
  );
  routes.get(
    "/api/parking/bookings",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "Bookings, newest first",
        querystring: z.object({
          status: statusFilter.optional(),
          phone: z.string().optional().describe("Of one driver: the number in any spelling, or a user id."),
          account_id: smallId.optional(),
          spot: textField().optional().describe("Of spots with this code."),
          lot_id: smallId.optional(),
          ...pageQuery,
        }),
        response: {
          200: z.object({
            bookings: z.array(booking),
            count: z.number().int().describe("How many match the filters in all."),
            next_cursor: z.string().nullable(),
          }),
        },
      },
    },
    ({ query }) =>
      snapshot(context.db, async (tx) => {
        const driver = query.phone ? await drivers.find(tx, query.phone) : undefined;
        const ofPhone = driver === undefined ? null : driver === null ? [] : [driver.id];
        const ofAccount = query.account_id === undefined ? null : [query.account_id];
        const lotId = query.lot_id ?? null;
        const filter = {
          ...listing.everyBooking,
          statuses: query.status ? (query.status.split(",") as BookingStatus[]) : null,
          accountIds: ofPhone && ofAccount ? ofPhone.filter((id) => ofAccount.includes(id)) : (ofPhone ?? ofAccount),
          spotIds: query.spot ? (await codes.named(tx, query.spot, lotId)).map(({ id }) => id) : null,
          lotId,
        };
        const { rows } = await find(tx, filter, newestFirst(query.limit, timedPositionOf(query.cursor)));
        const cards = await drivers.cardsOf(tx, rows);
        return {
          bookings: rows.map((row) => toBooking(row, cards, context.clock())),
          count: await count(tx, filter),
          next_cursor: nextCursor(rows, query.limit, (row) => ({ at: row.reserved_at, id: row.id })),
        };
      }),
  );
  routes.get(
    "/api/parking/bookings/:id",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "One booking, with what happened to it",
        params: z.object({ id: bigId }),
        response: { 200: detail },
      },
    },
    (request) => describe(context, request.params.id),
  );
}
