// Checking a number's credentials at its provider before they are saved, and subscribing to its webhooks.
import type { FastifyInstance } from "fastify";
import type { ZodTypeProvider } from "fastify-type-provider-zod";
import { z } from "zod";
import { Fault } from "../../base/errors.ts";
import { providers } from "../../contract/inbound.ts";
import { checkSteps, type NumberCandidate } from "../../contract/numbers.ts";
import { check, stepsOf } from "../../core/numbers/check.ts";
import * as credentials from "../../core/numbers/credentials.ts";
import type { ApiContext } from "../http/context.ts";
import { smallId } from "../http/text-fields.ts";
import { changedNumber, checkJson, checkShape, newNumber, secretsIn, toCandidate } from "./shapes.ts";

const tags = ["Numbers"];
const config = { access: "admin", confirm: true } as const;
const step = z.enum(checkSteps).optional().describe("Only this step; all of the provider's, in order, by default.");
const candidate = z
  .union([
    z.strictObject({ number: newNumber }),
    z
      .strictObject({ id: smallId, changes: changedNumber.default({}) })
      .describe("A number that is there, as it would be with the changes."),
  ])
  .describe("A number that is not saved yet, or one that is.");

/** `/api/numbers/check`. */
export async function numberCheckRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  const { db, publicUrl, numbers } = context;
  const routes = app.withTypeProvider<ZodTypeProvider>();
  async function read(given: z.infer<typeof candidate>): Promise<NumberCandidate> {
    if ("number" in given) return toCandidate(given.number);
    const { account_id: accountId, ...secrets } = given.changes;
    const change = { secrets: secretsIn(secrets), ...(accountId === undefined ? {} : { accountId }) };
    return credentials.changed(db, numbers.keys, given.id, change);
  }

  routes.get(
    "/api/numbers/check",
    {
      config: { access: "viewer" },
      schema: {
        tags,
        summary: "The steps of checking a number, by provider",
        response: {
          200: z.object({
            steps: z.object(Object.fromEntries(providers.map((provider) => [provider, z.array(z.enum(checkSteps))]))),
            is_simulated: z.boolean().describe("The provider is the simulator: real numbers cannot be added."),
            webhook_urls: z
              .object({ meta: z.string(), twilio: z.string() })
              .describe("What to enter at the providers."),
          }),
        },
      },
    },
    async () => ({
      steps: Object.fromEntries(providers.map((provider) => [provider, stepsOf(numbers.checkers[provider])])),
      is_simulated: numbers.simulated,
      webhook_urls: {
        meta: `${publicUrl}/api/whatsapp/webhook/`,
        twilio: `${publicUrl}/api/chatbot/twilio/webhook/#rc=5&rp=all`,
      },
    }),
  );
  routes.post(
    "/api/numbers/check",
    {
      config,
      schema: {
        tags,
        summary: "Checks a number's credentials at its provider; nothing is saved",
        description: "Steps that fail are part of a successful answer.",
        querystring: z.strictObject({ step }),
        body: candidate,
        response: { 200: z.object({ steps: z.array(checkShape) }) },
      },
    },
    async (request) => {
      const asked = await read(request.body);
      const checker = numbers.checkers[asked.provider];
      const all = stepsOf(checker);
      const wanted = request.query.step === undefined ? all : all.filter((one) => one === request.query.step);
      const home = { publicUrl, simulated: numbers.simulated };
      const steps = [];
      for (const one of wanted) steps.push(checkJson(await check(checker, asked, one, home)));
      return { steps };
    },
  );
  routes.post(
    "/api/numbers/subscribe",
    {
      config,
      schema: {
        tags,
        summary: "Has the webhooks of a number's account sent to the app of its token",
        description: "At Meta; at Twilio the webhook address is entered in the console.",
        body: candidate,
        response: { 200: z.object({ steps: z.array(checkShape) }) },
      },
    },
    async (request) => {
      const asked = await read(request.body);
      const { subscribe } = numbers.checkers[asked.provider];
      if (subscribe === null)
        throw new Fault("BAD_REQUEST", "Twilio has nothing to subscribe to: enter the webhook address in its console.");
      return { steps: [checkJson(await subscribe(asked))] };
    },
  );
}
