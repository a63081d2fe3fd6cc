// Two accounts at each provider, as one Bellhop sees them: one address, and who asks decides which account answers.
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { createSimulator, type Simulator } from "../../sim/simulator.ts";
import { freePort } from "./port.ts";

const secret = () => randomBytes(16).toString("hex");

/** The credentials of one account at each provider. */
const accountOf = (n: number) => ({
  meta: {
    appSecret: secret(),
    verifyToken: secret(),
    accessToken: `EAAG${secret()}`,
    phoneNumberId: `80000000000000${n}`,
    businessAccountId: `90000000000000${n}`,
    displayNumber: `1555010000${n}`,
  },
  twilio: { accountSid: `AC${secret()}`, authToken: secret(), number: `+1415000000${n}` },
});

export type TestAccount = ReturnType<typeof accountOf> & {
  /** Phones that write to this account's numbers. */
  sim: Simulator;
};

export type TwoAccounts = {
  accounts: [TestAccount, TestAccount];
  /** The port on which the Bellhop has to listen. */
  port: number;
  /** Environment variables that make it use these providers; no number is configured. */
  env: Record<string, string>;
  close(): Promise<void>;
};

/** Opens the accounts for a Bellhop that is yet to be started. */
export async function openTwoAccounts(): Promise<TwoAccounts> {
  const port = await freePort();
  const target = `http://127.0.0.1:${port}`;
  const server = createServer((request, response) =>
    accountFor(accounts, request).sim.handle(request, response, request.url ?? "/"),
  );
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  const here = `http://127.0.0.1:${(server.address() as { port: number }).port}`;
  const open = (n: number): TestAccount => {
    const account = accountOf(n);
    return { ...account, sim: createSimulator({ target, publicBase: target, baseUrl: here, ...account }) };
  };
  const accounts: TwoAccounts["accounts"] = [open(1), open(2)];
  return {
    accounts,
    port,
    env: {
      ...{ PORT: String(port), PUBLIC_URL: target, SIM: "off" },
      ...{ GRAPH_API_URL: `${here}/graph`, TWILIO_API_URL: `${here}/twilio`, TWILIO_CONTENT_API_URL: `${here}/twilio` },
    },
    async close() {
      await Promise.all(accounts.map(({ sim }) => sim.close()));
      server.closeAllConnections();
      server.close();
    },
  };
}

/** The account whose credentials a request brings; the first one refuses those of nobody. */
function accountFor(accounts: TwoAccounts["accounts"], { headers }: IncomingMessage): TestAccount {
  const given = headers.authorization ?? "";
  const said = given.startsWith("Basic ") ? Buffer.from(given.slice(6), "base64").toString() : given;
  const brings = ({ meta, twilio }: TestAccount) =>
    [meta.accessToken, meta.appSecret, twilio.accountSid].some((one) => said.includes(one));
  return accounts.find(brings) ?? accounts[0];
}

/** The body with which an account's number at Meta is added. */
export const metaNumber = ({ meta }: TestAccount) => ({
  provider: "meta",
  external_id: meta.phoneNumberId,
  account_id: meta.businessAccountId,
  access_token: meta.accessToken,
  app_secrets: [meta.appSecret],
  verify_token: meta.verifyToken,
});

/** The body with which an account's number at Twilio is added. */
export const twilioNumber = ({ twilio }: TestAccount) => ({
  provider: "twilio",
  external_id: twilio.number,
  account_id: twilio.accountSid,
  auth_tokens: [twilio.authToken],
});
