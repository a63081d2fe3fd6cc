// Simulator mode: the simulator takes the place of the providers and the devices.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { createSimulator, type Simulator } from "../sim/simulator.ts";
import type { Config } from "./base/config.ts";
import type { Log } from "./base/log.ts";
import { simulated } from "./base/simulated.ts";

/** The configuration for simulator mode: made-up credentials, the simulator's addresses for the providers, and a free port for MQTT. */
export async function simulatorConfig(config: Config, log: Log): Promise<Config> {
  const here = `http://${config.host.includes(":") ? `[${config.host}]` : config.host}:${config.port}`;
  const made = () => randomBytes(16).toString("hex");
  const { mqtt } = config;
  const port = mqtt.url === null ? await freePort(mqtt.host, mqtt.port) : mqtt.port;
  if (port !== mqtt.port) log.warn(`Port ${mqtt.port} is taken: the MQTT broker listens on ${port} for now.`);
  return {
    ...config,
    mqtt: { ...mqtt, port },
    meta: {
      ...config.meta,
      verifyToken: made(),
      appSecrets: [made()],
      accessToken: made(),
      phoneNumberId: simulated.metaNumber,
      businessAccountId: simulated.metaAccount,
      apiUrl: `${here}/sim/graph`,
    },
    twilio: {
      ...config.twilio,
      accountSid: simulated.twilioAccount,
      authTokens: [made()],
      apiUrl: `${here}/sim/twilio`,
      contentApiUrl: `${here}/sim/twilio`,
      messagingApiUrl: `${here}/sim/twilio`,
      messagesPerSecond: 80,
      sandboxMessagesPerSecond: 80,
    },
  };
}

/** The wanted port if it is free, otherwise another free one. */
async function freePort(host: string, wanted: number): Promise<number> {
  for (const port of [wanted, 0]) {
    const server = createServer();
    try {
      await once(server.listen(port, host), "listening");
      return (server.address() as AddressInfo).port;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== "EADDRINUSE") return wanted;
    } finally {
      server.close();
    }
  }
  return wanted;
}

/** The host to connect to, given the host to listen on. */
function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

/** The simulator, as the providers and devices of this Bellhop. `apiKey` is an admin key, with which it reads the lots. */
export function openSimulator(config: Config, apiKey: string): Simulator {
  const { meta, twilio } = config;
  const here = new URL(meta.apiUrl).origin;
  return createSimulator({
    target: here,
    publicBase: config.publicUrl,
    meta: {
      appSecret: meta.appSecrets[0]!,
      verifyToken: meta.verifyToken!,
      accessToken: meta.accessToken!,
      phoneNumberId: meta.phoneNumberId!,
      businessAccountId: meta.businessAccountId!,
      displayNumber: "15550100000",
    },
    twilio: { accountSid: twilio.accountSid!, authToken: twilio.authTokens[0]!, number: twilio.number },
    park: { apiKey, mqttUrl: config.mqtt.url ?? `mqtt://${reachable(config.mqtt.host)}:${config.mqtt.port}` },
  });
}
