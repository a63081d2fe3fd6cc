// Appends to the webhook log: requests that arrive together share one INSERT and one commit; those that arrive meanwhile share the next one.
import type pg from "pg";
import { createClient, isTransient } from "../../base/db.ts";
import { type WebhookSource, webhookSources } from "../../contract/inbound.ts";

/** A verified webhook that is to be stored. */
export type Webhook = { source: WebhookSource; query: string; body: Buffer };

/** The NOTIFY channel that tells drains in other processes about new webhooks. */
export const newWebhooks = "bellhop_webhooks";

/** Limits of one batch, so that no commit delays the next for long. */
const MAX_BATCH_ROWS = 500;
const MAX_BATCH_BYTES = 4 * 1024 * 1024;
/** The most bytes of waiting bodies. Beyond that the database clearly cannot keep up, and the provider should retry. */
const MAX_WAITING_BYTES = 64 * 1024 * 1024;

/**
 * How long a webhook waits until it is written, in ms. Then it is refused though it may yet be written, because a provider that gets no answer
 * at all cuts the connection (Twilio after 15 s) and may not repeat the webhook.
 */
const MAX_WAIT_MS = 7_000;
/** How often it is looked for webhooks that have waited for too long, in ms. */
const OVERDUE_CHECK_INTERVAL_MS = 500;

/** The average number of rows per batch above which the log counts as crowded. */
const CROWDED_THRESHOLD_ROWS = 48;

type Waiting = Webhook & { since: number; resolve: (id: number | null) => void; reject: (error: unknown) => void };

/** The webhook log, for appending. */
export type Log = {
  /** Resolves once the webhook is committed and on disk, with its id if ids are told. Rejects when it was not within seconds: answer 503. */
  append(webhook: Webhook): Promise<number | null>;
  /** Whether webhooks come in so fast that they queue up: other work should pause. */
  crowded(): boolean;
  /** Refuses new webhooks, waits for those under way, and closes the connection. */
  close(): Promise<void>;
};

// All bodies of a batch are one binary parameter, which is split by their lengths. The transaction id is assigned before the row ids (a subquery
// with a volatile function is not pulled up), so that a reader who sees a gap in the ids can tell by transaction ids when nothing can fill it
// any more.
const statementFor = (tellsIds: boolean) => `
  with written as (
    insert into webhooks (source, query, body, received_at)
    select ($2::text[])[r.source], coalesce(r.query, ''), substring($1::bytea from r.start for r.length), $6::timestamptz
    from (select pg_current_xact_id() as xid) x,
      unnest($3::int[], $4::int[], $5::int[], $7::text[]) with ordinality as r(source, start, length, query, place)
    where x.xid is not null
    order by r.place${tellsIds ? " returning id" : ""}
  )
  select case when $8 then pg_notify('${newWebhooks}', '') end${tellsIds ? ", (select array_agg(id order by id) from written) as ids" : ""}`;

/** Options of the webhook log. */
type LogOptions = {
  url: string;
  clock: () => Date;
  /** Called after each commit. */
  onCommit(): void;
  /** Whether this process drains, so that no other process must be notified. */
  drainsHere(): boolean;
  /** Whether ids are told: it costs a little. */
  tellsIds?: boolean;
  /** How long a webhook may wait, in ms. */
  maxWaitMs?: number;
};

/** Opens the log. */
export function openLog(options: LogOptions): Log {
  const { onCommit, maxWaitMs = MAX_WAIT_MS } = options;
  const connection = new Connection(options);
  const queue = new Queue();
  let underWay: Waiting[] = [];
  let averageRows = 0;
  let flight: Promise<void> | null = null;
  let closed = false;

  function refuseOverdue(): void {
    const latest = performance.now() - maxWaitMs;
    for (const one of [...underWay.filter(({ since }) => since <= latest), ...queue.takeUntil(latest)])
      one.reject(new Error("the database does not answer in time"));
  }

  async function fly(): Promise<void> {
    const check = setInterval(refuseOverdue, Math.min(OVERDUE_CHECK_INTERVAL_MS, maxWaitMs));
    // After the I/O of this turn of the event loop, so that requests that arrived together share a batch.
    await new Promise(setImmediate);
    while (queue.length > 0) {
      const batch = queue.takeBatch();
      underWay = batch;
      averageRows += (batch.length - averageRows) / 16;
      try {
        const ids = await connection.commit(batch);
        for (const [place, one] of batch.entries()) one.resolve(ids[place] ?? null);
        onCommit();
      } catch (error) {
        for (const one of batch) one.reject(error);
      }
    }
    clearInterval(check);
    flight = null;
  }

  return {
    append({ source, query, body }) {
      if (closed) return Promise.reject(new Error("the webhook log is closed"));
      if (queue.bytes > MAX_WAITING_BYTES)
        return Promise.reject(new Error("the database does not keep up with the webhooks"));
      return new Promise((resolve, reject) => {
        queue.push({ source, query, body, since: performance.now(), resolve, reject });
        flight ??= fly();
      });
    },
    crowded: () => flight !== null && averageRows > CROWDED_THRESHOLD_ROWS,
    async close() {
      closed = true;
      await flight;
      await connection.close();
    },
  };
}

/** Webhooks that wait for their batch, in the order in which they came. */
class Queue {
  readonly #waiting: Waiting[] = [];
  /** The bytes of their bodies. */
  bytes = 0;

  get length(): number {
    return this.#waiting.length;
  }

  push(one: Waiting): void {
    this.bytes += one.body.length;
    this.#waiting.push(one);
  }

  takeBatch(): Waiting[] {
    return this.#take(batchSize(this.#waiting));
  }

  /** Those that have waited since a time, or for longer. */
  takeUntil(latest: number): Waiting[] {
    const first = this.#waiting.findIndex(({ since }) => since > latest);
    return this.#take(first < 0 ? this.#waiting.length : first);
  }

  #take(count: number): Waiting[] {
    const taken = this.#waiting.splice(0, count);
    for (const { body } of taken) this.bytes -= body.length;
    return taken;
  }
}

/** How many of the waiting webhooks fit into the next batch. */
function batchSize(waiting: readonly Waiting[]): number {
  let bytes = 0;
  let count = 0;
  while (count < waiting.length && count < MAX_BATCH_ROWS) {
    bytes += waiting[count]!.body.length;
    if (count > 0 && bytes > MAX_BATCH_BYTES) break;
    count += 1;
  }
  return count;
}

/** The log's own connection, opened for the first webhook and again after a failure. */
class Connection {
  readonly #options: LogOptions;
  #client: pg.Client | null = null;

  constructor(options: LogOptions) {
    this.#options = options;
  }

  /** Writes on the open connection, or on a new one when that has failed. A repeat may store a webhook twice, which is harmless. */
  async commit(batch: Waiting[]): Promise<number[]> {
    const { url, clock, drainsHere, tellsIds = false } = this.#options;
    const kept = this.#client;
    try {
      this.#client ??= await connect(url, (gone) => {
        if (this.#client === gone) this.#client = null;
      });
      return await write(this.#client, batch, clock(), { notify: !drainsHere(), tellsIds });
    } catch (error) {
      const broken = this.#client;
      this.#client = null;
      void broken?.end().catch(() => {});
      if (kept === null || !isTransient(error)) throw error;
      return this.commit(batch);
    }
  }

  async close(): Promise<void> {
    await this.#client?.end().catch(() => {});
  }
}

async function connect(url: string, onEnd: (client: pg.Client) => void): Promise<pg.Client> {
  const client = createClient(url, "webhook log", "log");
  client.on("error", () => onEnd(client));
  client.on("end", () => onEnd(client));
  await client.connect();
  return client;
}

/** Writes a batch; returns the ids in its order if they are told. */
async function write(
  client: pg.Client,
  batch: Waiting[],
  now: Date,
  { notify, tellsIds }: { notify: boolean; tellsIds: boolean },
): Promise<number[]> {
  const named: number[] = [];
  const starts: number[] = [];
  const lengths: number[] = [];
  let at = 1;
  let queries = false;
  for (const { source, query, body } of batch) {
    // PostgreSQL counts from 1.
    named.push(webhookSources.indexOf(source) + 1);
    starts.push(at);
    lengths.push(body.length);
    at += body.length;
    queries ||= query !== "";
  }
  const bodies = batch.map((one) => one.body);
  const { rows } = await client.query<{ ids?: readonly unknown[] }>({
    name: tellsIds ? "append, with ids" : "append",
    text: statementFor(tellsIds),
    values: [
      bodies.length === 1 ? bodies[0] : Buffer.concat(bodies, at - 1),
      webhookSources,
      ...[named, starts, lengths].map((numbers) => `{${numbers.join(",")}}`),
      now,
      queries ? batch.map((one) => one.query) : [],
      notify,
    ],
  });
  // A row is given its id in the order of the batch.
  return (rows[0]?.ids ?? []).map(Number);
}
