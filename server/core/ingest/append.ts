// The webhook log's way in: requests that arrive together share one INSERT and one commit, at most two of which are under way.
import pg from "pg";
import { connection } from "../../base/db.ts";
import type { WebhookSource } from "../../contract/inbound.ts";

/** A verified webhook to be kept. */
export type Webhook = { source: WebhookSource; query: string; body: Buffer };

/** The channel on which drains in other processes are told of new webhooks. */
export const newWebhooks = "bellhop_webhooks";

/** Flights under way at once: while one waits for the disk the next one fills. */
const flights = 2;
/** Bounds of one flight, so that one commit never holds up the rest for long. */
const maxRows = 500;
const maxBytes = 4 * 1024 * 1024;
/** Bodies waiting for a flight, in bytes; beyond that the database is plainly not keeping up and the provider should retry. */
const maxWaiting = 64 * 1024 * 1024;

/** Rows a flight carries on average from which on the log counts as crowded. */
const crowd = 24;

type Waiting = Webhook & { resolve: () => void; reject: (error: unknown) => void };

/** Writes webhooks down. */
export type Log = {
  /** Resolves once the webhook is committed and on disk. Rejects when it could not be: answer 503. */
  append(webhook: Webhook): Promise<void>;
  /** Whether webhooks come in so fast that they wait for each other: other work should hold back. */
  crowded(): boolean;
  /** Refuses new webhooks, waits for those under way and closes the connections. */
  close(): Promise<void>;
};

// The bodies travel as one binary parameter for the whole flight, cut up by their lengths. The xid is taken before the ids are (a
// subquery with a volatile function is not pulled up), so whoever sees a gap in the ids can tell by the xids when nothing will
// fill it any more.
const statement = `
  with written as (
    insert into webhooks (source, query, body, received_at)
    select ($2::text[])[r.source], coalesce(r.query, ''), substring($1::bytea from r.start for r.length), $6::timestamptz
    from (select pg_current_xact_id() as xid) x,
      unnest($3::int[], $4::int[], $5::int[], $7::text[]) with ordinality as r(source, start, length, query, place)
    where x.xid is not null
    order by r.place
  )
  select case when $8 then pg_notify('${newWebhooks}', '') end`;

/**
 * Opens the log. `onCommit` is called after each commit; `drainsHere` says whether this process drains, so that no other needs
 * to be told.
 */
export function openLog(options: { url: string; clock: () => Date; onCommit(): void; drainsHere(): boolean }): Log {
  const { url, clock, onCommit, drainsHere } = options;
  const idle: (pg.Client | null)[] = Array.from({ length: flights }, () => null);
  const waiting: Waiting[] = [];
  const under = new Set<Promise<void>>();
  let waitingBytes = 0;
  let averageRows = 0;
  let scheduled = false;
  let closed = false;

  function board(): Waiting[] {
    let bytes = 0;
    let count = 0;
    while (
      count < waiting.length &&
      count < maxRows &&
      (count === 0 || bytes + waiting[count]!.body.length <= maxBytes)
    ) {
      bytes += waiting[count]!.body.length;
      count += 1;
    }
    waitingBytes -= bytes;
    averageRows += (count - averageRows) / 16;
    return waiting.splice(0, count);
  }

  async function fly(batch: Waiting[]): Promise<void> {
    let client = idle.pop() ?? null;
    try {
      client ??= await connect(url);
      await write(client, batch, clock(), !drainsHere());
      idle.push(client);
      for (const one of batch) one.resolve();
      onCommit();
    } catch (error) {
      // The connection may be broken, or its transaction's fate unknown: start the next flight on a fresh one.
      void client?.end().catch(() => {});
      idle.push(null);
      for (const one of batch) one.reject(error);
    }
  }

  function dispatch(): void {
    scheduled = false;
    while (waiting.length > 0 && under.size < flights) {
      const flight: Promise<void> = fly(board()).finally(() => {
        under.delete(flight);
        dispatch();
      });
      under.add(flight);
    }
  }

  return {
    append(webhook) {
      if (closed) return Promise.reject(new Error("the webhook log is closed"));
      if (waitingBytes > maxWaiting)
        return Promise.reject(new Error("the database does not keep up with the webhooks"));
      return new Promise((resolve, reject) => {
        waitingBytes += webhook.body.length;
        waiting.push({ source: webhook.source, query: webhook.query, body: webhook.body, resolve, reject });
        if (scheduled) return;
        scheduled = true;
        // After the I/O of this turn of the event loop: what arrived together flies together.
        setImmediate(dispatch);
      });
    },
    crowded: () => under.size === flights && averageRows > crowd,
    async close() {
      closed = true;
      while (waiting.length > 0 || under.size > 0) {
        dispatch();
        await Promise.allSettled(under);
      }
      await Promise.all(idle.map((client) => client?.end().catch(() => {})));
    },
  };
}

async function connect(url: string): Promise<pg.Client> {
  const client = new pg.Client({ ...connection(url, "webhook log"), statement_timeout: 15_000, query_timeout: 20_000 });
  client.on("error", () => {});
  await client.connect();
  return client;
}

/** The names that a flight's rows refer to by their place, from 1. */
const sources: WebhookSource[] = ["meta", "twilio.message", "twilio.status"];

async function write(client: pg.Client, batch: Waiting[], now: Date, notify: boolean): Promise<void> {
  const named: number[] = [];
  const starts: number[] = [];
  const lengths: number[] = [];
  let at = 1;
  let queries = false;
  for (const { source, query, body } of batch) {
    named.push(sources.indexOf(source) + 1);
    starts.push(at);
    lengths.push(body.length);
    at += body.length;
    queries ||= query !== "";
  }
  const bodies = batch.map((one) => one.body);
  await client.query({
    name: "append",
    text: statement,
    values: [
      bodies.length === 1 ? bodies[0] : Buffer.concat(bodies, at - 1),
      sources,
      ...[named, starts, lengths].map((numbers) => `{${numbers.join(",")}}`),
      now,
      queries ? batch.map((one) => one.query) : [],
      notify,
    ],
  });
}
