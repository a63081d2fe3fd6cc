// A Bellhop that tries everything out: its providers and boards are the simulator.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { type AddressInfo, createServer } from "node:net";
import { createSimulator, type Simulator } from "../sim/simulator.ts";
import type { Config } from "./base/config.ts";
import type { Log } from "./base/log.ts";
import { simulated } from "./base/simulated.ts";

/** The configuration of a Bellhop whose providers are the simulator: made-up credentials, its addresses as theirs, and a free port for the posts. */
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
      messagesPerSecond: 80,
    },
  };
}

/** The wanted port when nobody has it, and a free one otherwise. */
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

/** A host to connect to where one to listen on is given. */
function reachable(host: string): string {
  if (host === "0.0.0.0" || host === "::") return "127.0.0.1";
  return host.includes(":") ? `[${host}]` : host;
}

/** The simulator, as the providers and the boards of this Bellhop. `apiKey` is an admin's, for its car park. */
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
