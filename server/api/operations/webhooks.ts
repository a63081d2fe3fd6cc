// The webhook endpoints. A webhook's signature is verified over its raw bytes and it is stored; nothing else affects the response.
import type { FastifyInstance, FastifyReply, FastifyRequest } from "fastify";
import type { CoreCode } from "../../base/errors.ts";
import type { WebhookSource } from "../../contract/inbound.ts";
import type { ApiContext } from "../http/context.ts";
import { refuse } from "../http/errors.ts";

/** Meta sends up to 3 MB. The limit is a little higher, so that no webhook is lost because of it. */
const bodyLimit = 3 * 1024 * 1024 + 64 * 1024;

/** An empty response that Twilio accepts without logging a warning. */
const noReply = '<?xml version="1.0" encoding="UTF-8"?><Response/>';

const refusals: Record<"missing" | "wrong" | "unset" | "repeated", [CoreCode, string]> = {
  missing: ["NOT_SIGNED", "The signature header is missing or malformed."],
  wrong: [
    "WRONG_SIGNATURE",
    "Check that the secret is the provider's own and that PUBLIC_URL is the address entered there.",
  ],
  repeated: ["BAD_REQUEST", "A parameter is there more than once. The signature does not say which one is meant."],
  unset: ["SECRET_NOT_SET", "Set WHATSAPP_APP_SECRET (Meta) or TWILIO_AUTH_TOKEN (Twilio) and restart."],
};

/** Routes for Meta's and Twilio's webhooks. */
export async function webhookRoutes(app: FastifyInstance, context: ApiContext): Promise<void> {
  // The signature is over the bytes, so the handler gets them unparsed, whatever the content type.
  app.removeAllContentTypeParsers();
  app.addContentTypeParser("*", { parseAs: "buffer", bodyLimit }, (_request, body, done) => done(null, body));
  const config = { access: "public" } as const;

  app.get<{ Querystring: Record<string, string | undefined> }>(
    "/api/whatsapp/webhook",
    { config, schema: { tags: ["Webhooks"], summary: "Meta verifies the callback address", security: [] } },
    async (request, reply) => {
      const query = request.query;
      const challenge = context.challenge({
        ...pick("mode", query["hub.mode"]),
        ...pick("token", query["hub.verify_token"]),
        ...pick("challenge", query["hub.challenge"]),
      });
      if (challenge === null) {
        return refuse(
          reply,
          "WRONG_VERIFY_TOKEN",
          "Enter the value of WHATSAPP_WEBHOOK_VERIFY_TOKEN as verify token in Meta's app dashboard.",
        );
      }
      return reply.type("text/plain; charset=utf-8").header("x-content-type-options", "nosniff").send(challenge);
    },
  );

  const door = (
    path: string,
    source: WebhookSource,
    summary: string,
    answer: (reply: FastifyReply) => FastifyReply,
  ) => {
    const schema = { tags: ["Webhooks"], summary, security: [] };
    const acknowledged = context.metrics.acknowledged.labels({ source });
    // Callbacks instead of a promise, for speed: this takes thousands of requests a second.
    app.post(path, { config, bodyLimit, schema }, (request, reply) => {
      const since = performance.now();
      const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0);
      const verdict = context.verifiers[source].verify({
        target: request.raw.url ?? path,
        headers: request.headers,
        body,
      });
      if (verdict !== "ok") {
        context.metrics.refused.inc({ source, reason: verdict });
        refuse(reply, ...refusals[verdict]);
        return;
      }
      context.append({ source, query: queryOf(request), body }).then(
        (id) => {
          answer(reply);
          const ms = performance.now() - since;
          acknowledged.observe(ms / 1_000);
          if (id !== null) noteReceipt(context, source, id, ms);
        },
        (error: unknown) => {
          context.metrics.unavailable.inc({ source });
          context.log.warn(
            { err: error, source },
            "a webhook could not be written down; the provider will send it again",
          );
          refuse(reply, "NOT_READY", "The webhook could not be written down. Send it again.");
        },
      );
    });
  };

  door("/api/whatsapp/webhook", "meta", "Meta's events", (reply) => reply.send());
  const twiml = (reply: FastifyReply) => reply.type("text/xml; charset=utf-8").send(noReply);
  door("/api/chatbot/twilio/webhook", "twilio.message", "Twilio's incoming messages", twiml);
  door("/api/chatbot/twilio/status", "twilio.status", "Twilio's status callbacks", twiml);
}

/** Notes that a webhook came and was written down: what everything that follows from it belongs to. */
function noteReceipt({ traces, clock }: ApiContext, source: WebhookSource, id: number, ms: number): void {
  const until = clock();
  const from = new Date(until.getTime() - ms);
  const attributes = { webhook: id, source };
  traces.note({
    ...{ trace: traces.ofWebhook(id), name: "webhook.stored", kind: "server", first: true, from, until, attributes },
  });
}

function pick<K extends string>(key: K, value: unknown): Partial<Record<K, string>> {
  return typeof value === "string" ? ({ [key]: value } as Record<K, string>) : {};
}

function queryOf(request: FastifyRequest): string {
  const url = request.raw.url ?? "";
  const at = url.indexOf("?");
  return at < 0 ? "" : url.slice(at + 1);
}
