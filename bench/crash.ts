// kill -9 of everything, including the database, at random moments under load; then checks that every acknowledged message is stored exactly once,
// that every counter is right, and that everybody got exactly one answer. The simulator runs in a process of its own and is not killed.
// npm run bench -- crash [kills]. With DATABASE_URL, an empty database on your own server, connections are terminated instead of the server.
import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { freePort } from "../test/support/port.ts";
import { killAll, look, type Stage, stage } from "./stage.ts";

const kills = Number(process.argv[2] ?? 20);
const external = process.env.DATABASE_URL;
const root = path.join(import.meta.dirname, "..");
const dataDir = await mkdtemp(path.join(tmpdir(), "bellhop-crash-"));
const simPort = await freePort();
const port = await freePort();
const secrets = {
  appSecret: "crash-secret",
  accessToken: "crash-access",
  sid: `AC${"1".repeat(32)}`,
  token: "crash-token",
};
const here = `http://127.0.0.1:${port}`;

const sim: ChildProcess = spawn(
  process.execPath,
  [
    path.join(root, "sim/main.ts"),
    ...["--port", String(simPort), "--target", here, "--public-base", here, "--reads", "always"],
    ...["--app-secret", secrets.appSecret, "--access-token", secrets.accessToken, "--verify-token", "crash"],
    ...["--account-sid", secrets.sid, "--auth-token", secrets.token],
    // As the setup guide recommends: by default, Twilio does not retry a failed webhook.
    ...["--twilio-webhook", `${here}/api/chatbot/twilio/webhook/#rc=5&rp=all`, "--throughput", "Infinity"],
  ],
  { stdio: ["ignore", "ignore", "inherit"] },
);
const api = async (method: string, at: string, body?: object): Promise<Record<string, unknown>> => {
  const ask = async () => {
    const response = await fetch(`http://127.0.0.1:${simPort}/api/${at}`, {
      method,
      headers: { "content-type": "application/json" },
      ...(body ? { body: JSON.stringify(body) } : {}),
    });
    return (await response.json()) as Record<string, unknown>;
  };
  // A keep-alive connection may be closed just as it is used; only GET requests, which change nothing, are retried.
  return method === "GET" ? ask().catch(ask) : ask();
};

type Sent = { phone: string; line: "meta" | "twilio" };
type ChatMessage = {
  id: string;
  from: string;
  phone: string;
  line: string;
  key: string | null;
  handover: { state: string } | null;
};

const begin = (): Promise<Stage> =>
  stage({
    dataDir,
    port,
    env: {
      LOG_LEVEL: "fatal",
      PUBLIC_URL: here,
      WHATSAPP_APP_SECRET: secrets.appSecret,
      WHATSAPP_ACCESS_TOKEN: secrets.accessToken,
      WHATSAPP_PHONE_NUMBER_ID: "800000000000001",
      GRAPH_API_URL: `http://127.0.0.1:${simPort}/graph`,
      TWILIO_ACCOUNT_SID: secrets.sid,
      TWILIO_AUTH_TOKEN: secrets.token,
      TWILIO_API_URL: `http://127.0.0.1:${simPort}/twilio`,
      TWILIO_CONTENT_API_URL: `http://127.0.0.1:${simPort}/twilio`,
      ...(external ? { DATABASE_URL: external } : {}),
      TWILIO_MESSAGES_PER_SECOND: "1000",
      WHATSAPP_MESSAGES_PER_SECOND: "1000",
    },
  });

let bellhop: Stage = await begin();
try {
  for (let n = 0; n < 100; n += 1) {
    if (
      await api("GET", "state").then(
        () => true,
        () => false,
      )
    )
      break;
    await sleep(50);
  }
  const sent: Sent[] = [];
  let writing = true;
  let number = 0;
  // New customers write once, so each must get exactly one answer; regular ones write repeatedly.
  const writer = async (line: Sent["line"]) => {
    while (writing) {
      number += 1;
      const phone =
        number % 5 === 0 ? String(15_550_900_000 + (Math.floor(number / 5) % 100)) : String(15_551_000_000 + number);
      sent.push({ phone, line });
      void api("POST", `phones/${phone}/write`, { text: "menu", line }).catch(() => {});
      await sleep(8 + Math.random() * 20);
    }
  };
  const writers = (["meta", "twilio", "meta", "twilio"] as const).map(writer);
  const starts: number[] = [];
  for (let kill = 1; kill <= kills; kill += 1) {
    await sleep(300 + Math.random() * 2_500);
    await killAll(bellhop, { external: external !== undefined });
    await sleep(Math.random() * 300);
    const since = performance.now();
    bellhop = await begin();
    starts.push(performance.now() - since);
    process.stdout.write(
      `kill ${kill} of ${kills}, ${sent.length} messages written, ready again after ${Math.round(starts.at(-1)!)} ms\n`,
    );
  }
  await sleep(1_000);
  writing = false;
  await Promise.all(writers);

  const client = await look(bellhop);
  for (let waited = 0; waited < 900; waited += 1) {
    await sleep(500);
    const { rows } = await client.query("select (select count(*) from outbox)::int as waiting");
    if (rows[0].waiting === 0 && (await settled())) break;
  }
  const verdict = await judge(client, sent);
  await client.end();
  console.log(verdict.lines.join("\n"));
  if (!verdict.good) process.exitCode = 1;
} finally {
  await bellhop.stop();
  sim.kill();
  await rm(dataDir, { recursive: true, force: true });
}

/** Whether the simulator has delivered everything that it is going to deliver. */
async function settled(): Promise<boolean> {
  const answer = await api("POST", "idle", { timeoutMs: 2_000 }).catch(() => ({ error: "busy" }));
  return !("error" in answer);
}

/** What the phones know: acknowledged messages, answers, and the number of both in each chat. */
async function collect(sent: Sent[]) {
  const phones = [...new Set(sent.map((one) => one.phone))];
  const acknowledged: ChatMessage[] = [];
  const given: ChatMessage[] = [];
  const answers = new Map<string, { asked: number; got: number; unsure: number }>();
  for (const phone of phones) {
    for (const line of ["meta", "twilio"] as const) {
      const { messages } = (await api("GET", `phones/${phone}/transcript?line=${line}`)) as { messages: ChatMessage[] };
      const asked = messages.filter((one) => one.from === "phone");
      const delivered = asked.filter((one) => one.handover?.state === "delivered");
      acknowledged.push(...delivered);
      const got = messages.filter((one) => one.from === "business");
      given.push(...got);
      answers.set(`${phone} ${line}`, {
        asked: delivered.length,
        got: got.length,
        unsure: asked.length - delivered.length,
      });
    }
  }
  return { acknowledged, given, answers };
}

async function judge(
  client: Awaited<ReturnType<typeof look>>,
  sent: Sent[],
): Promise<{ good: boolean; lines: string[] }> {
  const lines: string[] = [];
  let good = true;
  const expect = (holds: boolean, text: string) => {
    lines.push(`${holds ? "holds " : "BROKEN"}  ${text}`);
    good &&= holds;
  };
  const { acknowledged, given, answers } = await collect(sent);
  const { rows } = await client.query(
    "select provider_id, count(*)::int as n from messages where direction = 'in' group by 1",
  );
  const kept = new Map(rows.map((row) => [row.provider_id as string, row.n as number]));
  const lost = acknowledged.filter((one) => !kept.has(one.id));
  expect(lost.length === 0, `all ${acknowledged.length} acknowledged messages are there (${lost.length} lost)`);
  expect(
    [...kept.values()].every((n) => n === 1),
    "each is there once",
  );
  const keys = given.map((one) => one.key ?? one.id);
  const twice = keys.length - new Set(keys).size;
  expect(twice === 0, `${given.length} answers, ${twice} sent twice`);
  const tooMany = [...answers].filter(([, { asked, got, unsure }]) => got > asked + unsure);
  const tooFew = [...answers].filter(([, { asked, got }]) => got < asked);
  expect(
    tooMany.length === 0,
    `nobody got an answer twice (${tooMany.length} did: ${tooMany.slice(0, 3).map(([who]) => who)})`,
  );
  expect(
    tooFew.length === 0,
    `nobody went unanswered (${tooFew.length} did: ${tooFew.slice(0, 3).map(([who]) => who)})`,
  );
  const counters = await client.query(
    `select count(*)::int as wrong from conversations v
     where message_count <> (select count(*) from messages m where m.conversation_id = v.id and direction = 'in')
       or unread_count <> (select count(*) from messages m where m.conversation_id = v.id and direction = 'in' and read_at is null)`,
  );
  expect(counters.rows[0].wrong === 0, `every conversation's counters are right (${counters.rows[0].wrong} wrong)`);
  const states = await client.query(
    "select status, count(*)::int as n from messages where direction = 'out' group by 1 order by 1",
  );
  lines.push(`        outgoing: ${states.rows.map((row) => `${row.n} ${row.status}`).join(", ")}`);
  const dead = await client.query("select count(*)::int as n from dead_letters");
  expect(dead.rows[0].n === 0, `no dead letters (${dead.rows[0].n})`);
  return { good, lines };
}
