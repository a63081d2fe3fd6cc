// Delivery health: whether everything comes in and goes out as it should.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { readServer } from "../../base/server-settings.ts";
import { type Provider, providers, webhookSources } from "../../contract/inbound.ts";
import { unsentStates } from "../../contract/messages.ts";
import * as delivery from "../../core/health/delivery.ts";
import * as lag from "../../core/ingest/lag.ts";
import type { ApiContext } from "../http/context.ts";
import { isoTime } from "../http/fields.ts";
import type { Disbelieved } from "../http/forwarding.ts";
import { withTimeout } from "../http/with-timeout.ts";

const heldShape = z.object({
  since: z.iso.datetime(),
  reason: z.string().describe("What the provider said last."),
  remedy: z.string().nullable().describe("What to do; null where waiting is enough."),
  operator: z.boolean().describe("It does not pass by itself."),
  next_try_at: z.iso.datetime().describe("When one message is tried; when it goes through, all go."),
  waiting: z.number().int().describe("Messages of this number on their way out."),
});

const answer = z.object({
  at: z.iso.datetime(),
  providers: z
    .array(z.enum(providers))
    .describe("Those that are configured; none while the simulator stands in for them."),
  webhook_endpoints: z
    .array(
      z.object({
        source: z.enum(webhookSources),
        last_webhook_at: z.iso.datetime().nullable(),
        webhooks: z.number().int().describe("Taken since Bellhop counts."),
        signature_failures: z.number().int().describe("Webhooks refused for their signature since Bellhop counts."),
        last_signature_failure_at: z.iso.datetime().nullable(),
        last_signature_failure: z.string().nullable().describe("missing, wrong, or unset: no secret is configured."),
        unavailable: z.number().int().describe("Webhooks answered with 503 because they could not be written down."),
      }),
    )
    .describe("Where providers call, over all processes and starts."),
  channels: z.array(
    z.object({
      id: z.number().int(),
      provider: z.enum(providers),
      number: z.string().nullable(),
      last_in_at: z.iso.datetime().nullable().describe("The newest message from a customer."),
      last_out_at: z.iso.datetime().nullable().describe("The newest message that we wrote."),
      resting_until: z.iso.datetime().nullable().describe("As held.next_try_at."),
      resting_reason: z.string().nullable().describe("As held.reason."),
      held: heldShape.nullable().describe("Null while it sends."),
    }),
  ),
  drain: z.object({
    waiting: z.number().int().describe("Webhooks written down but not yet taken in, counted up to 100000."),
    lag_seconds: z.number().describe("Age of the oldest of them."),
  }),
  outbox: z.object({
    queued: z.number().int(),
    sending: z.number().int(),
    unanswered: z.number().int(),
    window: z.number().int().describe("Waiting until the customer writes again."),
  }),
  stuck: z
    .array(
      z.object({
        message_id: z.number().int(),
        conversation_id: z.number().int(),
        to: z.string(),
        name: z.string().nullable(),
        state: z.enum(unsentStates),
        since: z.iso.datetime().describe("When it was written."),
        due_at: z.iso.datetime().describe("When it is tried next."),
        attempts: z.number().int(),
        reason: z.string(),
      }),
    )
    .describe("The oldest 20 messages that have waited for more than a minute, and why."),
  dead_letters: z.number().int().describe("Webhooks that could not be used and are still open."),
  forwarding: z
    .object({ at: z.iso.datetime(), from: z.string(), header: z.string() })
    .nullable()
    .describe(
      "The first request since the start with a forwarding header that is not believed: behind a proxy, TRUST_PROXY lacks its address.",
    ),
  database: z
    .object({
      version: z.string(),
      harms: z.array(
        z.object({
          setting: z.string(),
          value: z.string(),
          bad: z.boolean().describe("What was acknowledged can be lost, or Bellhop cannot work well."),
          advice: z.string(),
        }),
      ),
    })
    .describe("The database server, and those of its settings that harm."),
});

/** The configured providers. Without those of the simulator, whose credentials are fake. */
function providersOf({ post, sim }: ApiContext): Provider[] {
  if (sim !== null) return [];
  return [
    ...new Set([
      ...post.own.map(({ provider }) => provider),
      ...providers.filter((provider) => post.channels.has(provider)),
    ]),
  ].sort();
}

const forwardingJson = (seen: Disbelieved | null) => seen && { ...seen, at: seen.at.toISOString() };

/** `GET /api/health/delivery`. */
export async function healthRoutes(
  app: FastifyInstance,
  context: ApiContext,
  disbelieved: () => Disbelieved | null,
): Promise<void> {
  app.withTypeProvider<ZodTypeProvider>().get(
    "/api/health/delivery",
    {
      config: { access: "viewer" },
      schema: {
        tags: ["Overview"],
        summary: "What comes in and goes out, what waits and why",
        response: { 200: answer },
      },
    },
    async () => {
      await context.webhookStats.flush();
      return withTimeout(context.db, async (tx) => {
        const now = context.clock();
        const behind = await lag.measure(tx, now);
        const found = await delivery.readDelivery(tx, now);
        return {
          at: now.toISOString(),
          providers: providersOf(context),
          webhook_endpoints: found.webhook_endpoints.map((endpoint) => ({
            ...endpoint,
            last_webhook_at: isoTime(endpoint.last_webhook_at),
            last_signature_failure_at: isoTime(endpoint.last_signature_failure_at),
          })),
          channels: found.channels.map((channel) => ({
            ...channel,
            last_in_at: isoTime(channel.last_in_at),
            last_out_at: isoTime(channel.last_out_at),
            resting_until: isoTime(channel.resting_until),
          })),
          drain: { waiting: behind.waiting, lag_seconds: behind.seconds },
          outbox: found.outbox,
          stuck: found.stuck.map((one) => ({
            ...one,
            since: one.since.toISOString(),
            due_at: one.due_at.toISOString(),
          })),
          dead_letters: found.deadLetters,
          forwarding: forwardingJson(disbelieved()),
          database: await readServer(tx),
        };
      });
    },
  );
}
