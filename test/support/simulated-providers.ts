// Everything outside of a Bellhop in a process of its own: phones, Meta, Twilio and a car park. They run in this process, so that they survive when
// it is killed.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer } from "node:http";
import type { SimulatorOptions } from "../../sim/options.ts";
import { createSimulator, type Simulator } from "../../sim/simulator.ts";
import { freePort } from "./port.ts";

export type SimulatedProviders = {
  sim: Simulator;
  /** The port on which that Bellhop has to listen. */
  port: number;
  /** Environment variables that make it use these providers and accept these devices. */
  env: Record<string, string>;
  close(): Promise<void>;
};

/**
 * Opens providers and devices for a Bellhop that is yet to be started. `apiKey` is one of its admin keys. Devices reconnect after `reconnectMs`
 * (default 5000).
 */
export async function openSimulatedProviders(
  apiKey: string,
  {
    reconnectMs = 5_000,
    ...more
  }: Pick<SimulatorOptions, "limits" | "reads" | "timing"> & { reconnectMs?: number } = {},
): Promise<SimulatedProviders> {
  const [port, mqttPort] = [await freePort(), await freePort()];
  const target = `http://127.0.0.1:${port}`;
  const secret = () => randomBytes(16).toString("hex");
  const meta = {
    appSecret: secret(),
    verifyToken: secret(),
    accessToken: secret(),
    phoneNumberId: "800000000000001",
    businessAccountId: "900000000000001",
    displayNumber: "15550100000",
  };
  const twilio = {
    accountSid: `AC${secret()}`,
    authToken: secret(),
    // As the setup guide recommends: by default, Twilio does not retry a failed webhook.
    webhookUrl: `${target}/api/chatbot/twilio/webhook/#rc=5&rp=all`,
  };
  const server = createServer((request, response) => sim.handle(request, response, request.url ?? "/"));
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const here = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const sim = createSimulator({
    target,
    publicBase: target,
    baseUrl: here,
    meta,
    twilio,
    ...more,
    park: { apiKey, mqttUrl: `mqtt://127.0.0.1:${mqttPort}`, reconnectMs },
  });
  return {
    sim,
    port,
    env: envOf({ target, mqttPort, here, meta, twilio }),
    async close() {
      await sim.close();
      server.closeAllConnections();
      server.close();
    },
  };
}

function envOf({
  target,
  mqttPort,
  here,
  meta,
  twilio,
}: Pick<SimulatorOptions, "target" | "meta" | "twilio"> & { mqttPort: number; here: string }): Record<string, string> {
  return {
    // No limit on answers, since the drivers write often.
    BOT_ANSWERS_PER_HOUR: "0",
    BOT_ANSWERS_PER_DAY: "0",
    PUBLIC_URL: target,
    MQTT_PORT: String(mqttPort),
    WHATSAPP_APP_SECRET: meta.appSecret,
    WHATSAPP_WEBHOOK_VERIFY_TOKEN: meta.verifyToken,
    WHATSAPP_ACCESS_TOKEN: meta.accessToken,
    WHATSAPP_PHONE_NUMBER_ID: meta.phoneNumberId,
    WHATSAPP_MESSAGES_PER_SECOND: "1000",
    GRAPH_API_URL: `${here}/graph`,
    TWILIO_ACCOUNT_SID: twilio.accountSid,
    TWILIO_AUTH_TOKEN: twilio.authToken,
    TWILIO_MESSAGES_PER_SECOND: "1000",
    TWILIO_API_URL: `${here}/twilio`,
    TWILIO_CONTENT_API_URL: `${here}/twilio`,
  };
}
