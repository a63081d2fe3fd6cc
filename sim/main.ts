// Runs the simulator as a process of its own, so that it survives when Bellhop is killed. Secrets come from options or environment variables.
import { createServer } from "node:http";
import { parseArgs } from "node:util";
import { createSimulator } from "./simulator.ts";

const { values } = parseArgs({
  options: {
    port: { type: "string", default: process.env.SIM_PORT ?? "4010" },
    host: { type: "string", default: "127.0.0.1" },
    target: { type: "string", default: process.env.SIM_TARGET ?? "http://127.0.0.1:3000" },
    "public-base": { type: "string", default: process.env.PUBLIC_URL ?? "" },
    "app-secret": { type: "string", default: process.env.WHATSAPP_APP_SECRET ?? "sim-app-secret" },
    "verify-token": { type: "string", default: process.env.WHATSAPP_WEBHOOK_VERIFY_TOKEN ?? "sim-verify-token" },
    "access-token": { type: "string", default: process.env.WHATSAPP_ACCESS_TOKEN ?? "sim-access-token" },
    "phone-number-id": { type: "string", default: process.env.WHATSAPP_PHONE_NUMBER_ID ?? "800000000000001" },
    "business-account-id": { type: "string", default: process.env.WHATSAPP_BUSINESS_ACCOUNT_ID ?? "900000000000001" },
    "display-number": { type: "string", default: "15550100000" },
    "account-sid": { type: "string", default: process.env.TWILIO_ACCOUNT_SID ?? `AC${"0".repeat(32)}` },
    "auth-token": { type: "string", default: process.env.TWILIO_AUTH_TOKEN ?? "sim-auth-token" },
    "twilio-number": { type: "string", default: process.env.TWILIO_WHATSAPP_NUMBER ?? "+14155238886" },
    "twilio-webhook": { type: "string" },
    reads: { type: "string", default: "when_open" },
    "api-key": { type: "string", default: process.env.BELLHOP_API_KEY ?? "" },
    "mqtt-url": { type: "string", default: process.env.MQTT_URL ?? "mqtt://127.0.0.1:1883" },
    throughput: { type: "string", default: "80" },
    "pair-burst": { type: "string", default: "45" },
  },
});

const server = createServer((req, res) => simulator.handle(req, res, req.url ?? "/"));
await new Promise<void>((resolve) => server.listen(Number(values.port), values.host, resolve));
const address = server.address();
const port = typeof address === "object" && address ? address.port : Number(values.port);
const base = `http://${values.host}:${port}`;
const target = values.target;
const reads = values.reads === "always" || values.reads === "never" ? values.reads : "when_open";

const simulator = createSimulator({
  target,
  publicBase: values["public-base"] || target,
  baseUrl: base,
  reads,
  limits: { throughputPerSecond: Number(values.throughput), pairBurst: Number(values["pair-burst"]) },
  meta: {
    appSecret: values["app-secret"].split(",")[0] ?? "",
    verifyToken: values["verify-token"],
    accessToken: values["access-token"],
    phoneNumberId: values["phone-number-id"],
    businessAccountId: values["business-account-id"],
    displayNumber: values["display-number"],
  },
  twilio: {
    accountSid: values["account-sid"],
    authToken: values["auth-token"],
    number: values["twilio-number"],
    ...(values["twilio-webhook"] ? { webhookUrl: values["twilio-webhook"] } : {}),
  },
  park: values["api-key"] ? { apiKey: values["api-key"], mqttUrl: values["mqtt-url"] } : undefined,
});

console.log(
  JSON.stringify({ page: `${base}/`, graph: `${base}/graph`, twilio: `${base}/twilio`, api: `${base}/api`, target }),
);

const stop = () => {
  server.close();
  void simulator.close().then(() => server.closeAllConnections());
};
process.once("SIGINT", stop);
process.once("SIGTERM", stop);
