// npm run bench -- rules: what 200 rules cost a message in the drain, against none in the same run; and how long a trial on 100,000 messages takes.
import { randomUUID } from "node:crypto";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { sql } from "kysely";
import type { DB } from "../db/rows.ts";
import { createPool, overPoolPrepared } from "../server/base/db.ts";
import { createLog } from "../server/base/log.ts";
import { migrate } from "../server/base/migrate.ts";
import { startPostgres } from "../server/base/postgres.ts";
import type { Prompt } from "../server/core/bot/answer.ts";
import { take } from "../server/core/bot/turns.ts";
import * as rules from "../server/core/rules/rules.ts";
import { createRuleSkill } from "../server/core/rules/skill.ts";
import { trial } from "../server/core/rules/trial.ts";
import { plugins } from "../server/skills.ts";
import { makeRule } from "../test/support/rules.ts";

const RULES = 200;
const MESSAGES = 2_000;
const TRIED = 100_000;
const PAGE = 5_000;

const CONVERSATIONS = 1_000;

const directory = await mkdtemp(path.join(tmpdir(), "bellhop-bench-"));
const server = await startPostgres({ directory: path.join(directory, "postgres"), log: createLog("warn") });
await migrate(server.url, plugins);
const pool = createPool(server.url, "worker", 2, "work");
const db = overPoolPrepared<DB>(pool);

const now = new Date();
const options = {
  careful: false,
  check: () => [],
  budget: { perHour: 0, perDay: 0 },
  states: new Map(),
};

/** How long each of so many messages takes that a rule is asked about, in ms, one message a transaction. */
async function measure(name: string): Promise<number[]> {
  const skills = [createRuleSkill()];
  const times: number[] = [];
  for (let n = 0; n < MESSAGES; n++) {
    const id = 1 + (n % CONVERSATIONS);
    await db.transaction().execute(async (tx) => {
      const message = { id: n + 1, type: "text" as const, text: `where is my parcel ${n}`, payload: null };
      const prompt: Prompt = {
        ...{ tx, now, quiet: false, channel: { id: 1, provider: "meta", language: "en" } },
        conversation: { id },
        contact: { id, name: "Ana", phone: "15550100001", language: null },
        message: { ...message, repliesTo: null, repliesToAnswerOf: null, sentAt: now },
      };
      const began = performance.now();
      const turns = await take(tx, [prompt], { ...options, skills });
      for (const step of turns.afterwards) step();
      for (const skill of skills) await skill.finish?.(tx, now);
      times.push(performance.now() - began);
    });
  }
  times.sort((a, b) => a - b);
  const at = (share: number) => times[Math.floor(times.length * share)]!;
  console.log(`${name.padEnd(24)}p50 ${at(0.5).toFixed(2)} ms   p99 ${at(0.99).toFixed(2)} ms   a message`);
  return times;
}

await sql`insert into channels (provider, external_id) values ('meta', '1')`.execute(db);
await sql`insert into contacts (name, phone) select 'Ana', 15550000000 + n from generate_series(1, ${sql.lit(CONVERSATIONS)}) n`.execute(
  db,
);
await sql`
  insert into conversations (channel_id, contact_id, address_kind, address, last_inbound_at, last_message_at, message_count)
  select 1, id, 'wa_id', phone, now(), now(), 1 from contacts`.execute(db);
await sql`
  insert into messages (channel_id, conversation_id, contact_id, direction, type, text_body, sent_at, received_at)
  select 1, v.id, v.contact_id, 'in', 'text', 'where is my parcel ' || n, now() - n * interval '1 second', now()
  from generate_series(1, ${sql.lit(TRIED)}) n join conversations v on v.contact_id = 1 + n % ${sql.lit(CONVERSATIONS)}`.execute(
  db,
);
await sql`analyze`.execute(db);
await sql`delete from keyword_rules`.execute(db);
await measure("no rules");
for (let n = 0; n < RULES; n++)
  await rules.create(
    db,
    makeRule({
      keyword: `word${n}, other word ${n}, ${randomUUID().slice(0, 8)}`,
      match: n % 2 === 0 ? "word" : "contains",
      answer: `answer ${n}`,
      ...(n % 4 === 0 ? { conditions: [{ about: "hours", open: false }] } : {}),
      ...(n % 10 === 0 ? { goes_on: true, actions: [{ do: "note", text: "seen" }] } : {}),
    }),
    { by: "bench", now },
  );
await measure(`${RULES} rules`);

const before = await rules.list(db);
const after = before.map((rule, n) =>
  n === 7 ? { ...rule, when: { on: "message" as const, words: "parcel" } } : rule,
);
const [from, to] = [new Date(now.getTime() - 2 * 86_400_000), new Date(now.getTime() + 86_400_000)];
const began = performance.now();
let [tried, different] = [0, 0];
for (let next: number | null = null; ; ) {
  const page: Awaited<ReturnType<typeof trial>> = await db
    .transaction()
    .execute((tx) => trial(tx, { before, after }, { from, to, after: next, limit: PAGE }, []));
  tried += page.tried;
  different += page.differences.length;
  next = page.next;
  if (next === null) break;
}
const seconds = (performance.now() - began) / 1_000;
console.log(`trial: ${tried} messages through ${RULES} rules, twice, in ${seconds.toFixed(1)} s; ${different} differ`);
await pool.end();
await server.stop();
await rm(directory, { recursive: true });
