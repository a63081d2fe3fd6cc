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

type Waiting = Webhook & { receivedAt: Date; resolve: () => void; reject: (error: unknown) => void };

/** Writes webhooks down. */
export type Log = {
  /** Resolves once the webhook is committed and on disk. Rejects when it could not be: answer 503. */
  append(webhook: Webhook): Promise<void>;
  /** Refuses new webhooks, waits for those under way and closes the connections. */
  close(): Promise<void>;
};

// The body travels as one binary parameter for the whole flight. The xid is taken before the ids are (a subquery with a volatile
// function is not pulled up), so whoever sees a gap in the ids can tell by the xids when it will never be filled.
const statement = `
  with written as (
    insert into webhooks (source, query, body, received_at)
    select r.source, r.query, substring($1::bytea from r.start for r.length), r.received_at
    from (select pg_current_xact_id() as xid) x,
      unnest($2::text[], $3::text[], $4::int[], $5::int[], $6::timestamptz[]) with ordinality as r(source, query, start, length, received_at, place)
    where x.xid is not null
    order by r.place
  )
  select case when $7 then pg_notify('${newWebhooks}', '') end`;

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
    return waiting.splice(0, count);
  }

  async function fly(batch: Waiting[]): Promise<void> {
    let client = idle.pop() ?? null;
    try {
      client ??= await connect(url);
      await write(client, batch, !drainsHere());
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
        waiting.push({ ...webhook, receivedAt: clock(), resolve, reject });
        if (scheduled) return;
        scheduled = true;
        // After the I/O of this turn of the event loop: what arrived together flies together.
        setImmediate(dispatch);
      });
    },
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

async function write(client: pg.Client, batch: Waiting[], notify: boolean): Promise<void> {
  const starts: number[] = [];
  const lengths: number[] = [];
  let at = 1;
  for (const { body } of batch) {
    starts.push(at);
    lengths.push(body.length);
    at += body.length;
  }
  await client.query({
    name: "append",
    text: statement,
    values: [
      batch.length === 1
        ? batch[0]!.body
        : Buffer.concat(
            batch.map((one) => one.body),
            at - 1,
          ),
      batch.map((one) => one.source),
      batch.map((one) => one.query),
      starts,
      lengths,
      batch.map((one) => one.receivedAt),
      notify,
    ],
  });
}
