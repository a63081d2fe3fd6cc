// Simulator mode: the simulator takes the place of the providers and the devices.
import { createHash, randomBytes } from "node:crypto";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import type { TwilioAccount } from "../sim/options.ts";
import { createSimulator, type Simulator, type SimulatorOptions } from "../sim/simulator.ts";
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

/** The accounts of a simulator: one number at each provider. */
type Accounts = Pick<SimulatorOptions, "meta"> & {
  twilio: Required<Pick<TwilioAccount, "accountSid" | "authToken" | "number">>;
};

/** The simulators of this process, as its providers and devices. */
export type Simulators = {
  /** The one of the numbers in the configuration. It has the car park. */
  first: Simulator;
  /** Those of the other numbers, which have to be added to the numbers of the Desk. */
  others: readonly Accounts[];
  /** Answers a request below /sim/: providers' APIs by whose credentials it brings, the page of the nth numbers below /sim/n/. */
  handle: Simulator["handle"];
  endStreams(): void;
  close(): Promise<void>;
};

/** Opens a simulator for each number. `apiKey` is an admin key, with which the first one reads the lots. */
export function openSimulators(config: Config, apiKey: string): Simulators {
  const here = new URL(config.meta.apiUrl).origin;
  const accounts = [
    ownAccounts(config),
    ...Array.from({ length: config.simNumbers - 1 }, (_, n) => moreAccounts(n + 2)),
  ];
  const numbers = accounts.map(({ meta }, n) => ({
    page: n === 0 ? `${here}/sim/` : `${here}/sim/${n + 1}/`,
    name: `+${meta.displayNumber}`,
  }));
  const broker = config.mqtt.url ?? `mqtt://${reachable(config.mqtt.host)}:${config.mqtt.port}`;
  const simulators = accounts.map((account, n) =>
    createSimulator({
      ...account,
      ...{ target: here, publicBase: config.publicUrl, numbers },
      park: n === 0 ? { apiKey, mqttUrl: broker } : undefined,
    }),
  );
  const first = simulators[0]!;
  const ownerOf = ({ headers }: IncomingMessage, path: string): Simulator | undefined => {
    // Twilio's storage is asked without credentials.
    const [, file] = /^twilio\/storage\/(\w+)/.exec(path) ?? [];
    if (file !== undefined) return simulators.find(({ media }) => media.get(file));
    const given = headers.authorization ?? "";
    const said = given.startsWith("Basic ") ? Buffer.from(given.slice(6), "base64").toString() : given;
    const n = accounts.findIndex(({ meta, twilio }) =>
      [meta.accessToken, meta.appSecret, twilio.accountSid].some((one) => said.includes(one)),
    );
    return simulators[n];
  };
  return {
    first,
    others: accounts.slice(1),
    handle(req, res, path) {
      const [, n, rest] = /^(\d+)(\/.*)?$/s.exec(path) ?? [];
      const named = n === undefined ? undefined : simulators[Number(n) - 1];
      // The page's relative addresses need the slash.
      if (named && rest === undefined) return void res.writeHead(302, { location: `/sim/${n}/` }).end();
      if (named) return named.handle(req, res, rest!.slice(1));
      const owner = /^(graph|twilio)\//.test(path) ? ownerOf(req, path) : undefined;
      return (owner ?? first).handle(req, res, path);
    },
    endStreams() {
      for (const one of simulators) one.endStreams();
    },
    close: async () => void (await Promise.all(simulators.map((one) => one.close()))),
  };
}

/** The accounts in the configuration. */
const ownAccounts = ({ meta, twilio }: Config): Accounts => ({
  meta: {
    appSecret: meta.appSecrets[0]!,
    verifyToken: meta.verifyToken!,
    accessToken: meta.accessToken!,
    phoneNumberId: meta.phoneNumberId!,
    businessAccountId: meta.businessAccountId!,
    displayNumber: "15550100000",
  },
  twilio: { accountSid: twilio.accountSid!, authToken: twilio.authTokens[0]!, number: twilio.number },
});

/** The accounts of the nth numbers; their ids are the same at each start, their secrets are not. */
function moreAccounts(n: number): Accounts {
  const made = () => randomBytes(16).toString("hex");
  return {
    meta: {
      ...{ appSecret: made(), verifyToken: made(), accessToken: made() },
      phoneNumberId: `${simulated.metaNumber.slice(0, -1)}${n}`,
      businessAccountId: `${simulated.metaAccount.slice(0, -1)}${n}`,
      displayNumber: `1555010090${n}`,
    },
    twilio: {
      accountSid: `AC${createHash("md5").update(`${simulated.twilioAccount} ${n}`).digest("hex")}`,
      authToken: made(),
      number: `+1555010080${n}`,
    },
  };
}
