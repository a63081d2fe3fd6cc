// The outbox at Meta's highest rate: a backlog in 10,000 conversations, a provider that answers in 50 ms, and order kept in each conversation.
// npm run bench -- outbox [messages]
import { setTimeout as sleep } from "node:timers/promises";
import { provider } from "./provider.ts";
import { look, stage } from "./stage.ts";
import { phoneNumberId } from "./traffic.ts";

const count = Number(process.argv[2] ?? 30_000);
const people = 10_000;
const graph = await provider(50);
const bellhop = await stage({
  env: { WHATSAPP_ACCESS_TOKEN: "bench", GRAPH_API_URL: graph.url, WHATSAPP_MESSAGES_PER_SECOND: "1000" },
});
const client = await look(bellhop);
try {
  // Queued as the API would do it, in one transaction, so that the dispatcher gets all of them at once.
  await client.query(
    `with c as (insert into contacts (name) select 'Customer' from generate_series(1, ${people}) returning id),
      n as (select id, row_number() over (order by id) - 1 as n from c),
      h as (select id from channels where external_id = $1),
      v as (insert into conversations (channel_id, contact_id, address_kind, address, last_inbound_at)
        select h.id, n.id, 'wa_id', (15550200000 + n.n)::text, now() from n, h returning id, channel_id, contact_id),
      w as (select *, row_number() over (order by id) - 1 as n from v),
      m as (
        insert into messages (channel_id, conversation_id, contact_id, direction, key, type, text_body, content, sent_at, received_at, status, origin)
        select w.channel_id, w.id, w.contact_id, 'out', gen_random_uuid(), 'text', s.s::text,
          jsonb_build_object('draft', jsonb_build_object('type', 'text', 'text', s.s::text)), now(), now(), 'queued', 'bench'
        from generate_series(0, $2::int - 1) as s(s) join w on w.n = s.s % ${people} order by s.s
        returning id, conversation_id, channel_id
      )
    insert into outbox (message_id, conversation_id, channel_id, due_at) select id, conversation_id, channel_id, now() from m`,
    [phoneNumberId, count],
  );
  await client.query("select pg_notify('bellhop_outbox', '')");
  const first = performance.now();
  while (graph.taken.length < count && performance.now() - first < 300_000) await sleep(50);
  const begin = graph.taken[0]!.at;
  const end = graph.taken.at(-1)!.at;
  const last = new Map<string, number>();
  let disordered = 0;
  for (const { to, text } of graph.taken) {
    if (Number(text) <= (last.get(to) ?? -1)) disordered += 1;
    last.set(to, Number(text));
  }
  for (let n = 0; n < 100; n += 1) {
    const { rows } = await client.query("select count(*)::int as n from outbox");
    if (rows[0].n === 0) break;
    await sleep(50);
  }
  const { rows } = await client.query(
    "select count(*)::int as n, count(*) filter (where status = 'accepted')::int as accepted from messages",
  );
  const rate = Math.round((graph.taken.length - 1) / ((end - begin) / 1000));
  console.log(
    `${graph.taken.length} of ${count} sends at ${rate}/s (goal 1,000), ${new Set(graph.taken.map((one) => one.key)).size} different, ` +
      `${disordered} out of order, ${rows[0].accepted} recorded as accepted`,
  );
} finally {
  await client.end();
  graph.close();
  await bellhop.stop();
}
