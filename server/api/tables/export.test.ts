// Exports: exactly what the table shows, as of one moment, safe for spreadsheets, and ended when the client disconnects.
import { type IncomingMessage, get as request } from "node:http";
import { setTimeout as sleep } from "node:timers/promises";
import { sql } from "kysely";
import pg from "pg";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Answer, useApp } from "../../../test/support/app.ts";
import { at } from "../../../test/support/build.ts";
import { wipe } from "../../../test/support/dump.ts";
import { type Crowd, gather, mixture, write } from "../../../test/support/traffic.ts";
import { until } from "../../../test/support/until.ts";

const world = useApp();
let crowd: Crowd;
let origin: string;
beforeAll(async () => {
  origin = await world.app.listen({ port: 0, host: "127.0.0.1" });
});
beforeEach(async () => {
  await wipe(world.db);
  crowd = await gather(world.db, ['=HYPERLINK("http://x")', "Zoë", "王伟", "O'Brien & Sons", "Ana", "Ana", "Gil"]);
});

const take = (url: string): Promise<Answer> => world.call("agent", { method: "GET", url });
const rowsOf = (ndjson: string): Record<string, unknown>[] =>
  ndjson
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line) as Record<string, unknown>);

/** Parses CSV with PostgreSQL, an independent parser; every cell as text, an empty one as null. */
async function parse(csv: string): Promise<(string | null)[][]> {
  const columns = csv.slice(0, csv.indexOf("\r\n")).replace("\uFEFF", "").split(",");
  const name = `csv_${Math.floor(Math.random() * 1e9)}`;
  const client = new pg.Client({ connectionString: world.superuserUrl });
  await client.connect();
  try {
    await client.query(
      `create temp table ${name} (place int generated always as identity, ${columns.map((one) => `"${one}" text`).join(", ")})`,
    );
    // COPY reads only files of the database server: large objects write the text to such a file.
    const { rows } = await client.query(
      "select lo_from_bytea(0, $1) as oid, current_setting('data_directory') || '/' || $2 as path",
      [Buffer.from(csv), name],
    );
    await client.query("select lo_export($1, $2)", [rows[0].oid, rows[0].path]);
    await client.query("select lo_unlink($1)", [rows[0].oid]);
    await client.query(
      `copy ${name} (${columns.map((one) => `"${one}"`).join(", ")}) from '${rows[0].path}' (format csv, header)`,
    );
    const read = await client.query({ text: `select * from ${name} order by place`, rowMode: "array" });
    return read.rows.map((row) => row.slice(1));
  } finally {
    await client.end();
  }
}

/** Ids of all pages of the table. */
async function listed(query: string): Promise<number[]> {
  const ids: number[] = [];
  for (let cursor = ""; ; ) {
    const { json } = await world.call("viewer", {
      method: "GET",
      url: `/api/table/messages?${query}&limit=90${cursor}`,
    });
    ids.push(...json.messages.map((one: { id: number }) => one.id));
    if (json.next_cursor === null) return ids;
    cursor = `&cursor=${json.next_cursor}`;
  }
}

describe("messages", () => {
  test.each([
    "",
    "sort=preview&order=asc",
    "sort=from_name&order=desc",
    "status=failed,read&sort=status",
    "q=invoice&direction=in",
    "q=15550300001&sort=message_type",
    "type=sticker",
    `from=${at(5_000).toISOString()}&channel=twilio`,
  ])("the export under %j is the list", async (query) => {
    await write(world.db, crowd, mixture(180));
    const wanted = await listed(query);
    const answer = await take(`/api/table/messages/export?format=ndjson&${query}`);
    expect([answer.status, answer.headers["x-total-count"]]).toEqual([200, String(wanted.length)]);
    expect(rowsOf(answer.body).map(({ id }) => id)).toEqual(wanted);
  });

  test("CSV says the same as NDJSON, in spite of quotes, line breaks, commas and other scripts", async () => {
    const texts = [
      'say "hi", twice',
      "two\r\nlines\nand three",
      "a;b\tc",
      "日本 é 👍 مرحبا",
      " padded ",
      "'quoted",
      "",
      ",",
      '"',
      "\\.",
      "NULL",
    ];
    await write(
      world.db,
      crowd,
      texts.map((text_body, n) => ({ who: 1 + (n % 6), text_body, sent_at: at(n) })),
    );
    const csv = await take("/api/table/messages/export?columns=id,text_body,caption,from_name,timestamp&order=asc");
    expect(csv.headers).toMatchObject({
      "content-type": "text/csv; charset=utf-8",
      "content-disposition": 'attachment; filename="messages-2026-01-01.csv"',
      "cache-control": "no-store",
    });
    const ndjson = rowsOf(
      (
        await take(
          "/api/table/messages/export?format=ndjson&columns=id,text_body,caption,from_name,timestamp&order=asc",
        )
      ).body,
    );
    expect(ndjson.map(({ text_body }) => text_body)).toEqual(texts);
    const cells = await parse(csv.body);
    expect(cells).toEqual(
      ndjson.map((row) => Object.values(row).map((cell) => (cell === null || cell === "" ? null : String(cell)))),
    );
  });

  test("what a customer wrote never begins a formula, and numbers stay numbers", async () => {
    const hostile = [
      "=1+1",
      "+1+1",
      "-1+1",
      "@SUM(1)",
      "\t=1",
      "\r=1",
      '=HYPERLINK("http://evil","x")',
      "－1",
      "-5",
      "+15550100001",
    ];
    await write(
      world.db,
      crowd,
      hostile.map((text_body, n) => ({ text_body, sent_at: at(n) })),
    );
    const { body } = await take(
      "/api/table/messages/export?columns=text_body,from_name,from_number,latitude&order=asc",
    );
    const cells = await parse(body);
    expect(cells.map(([text]) => text)).toEqual([
      ...hostile.slice(0, 8).map((text) => `'${text}`),
      "-5",
      "+15550100001",
    ]);
    for (const [, name, number] of cells) {
      expect(name).toBe(`'${crowd.conversations[0]!.name}`);
      expect(number).toBe(crowd.conversations[0]!.phone);
    }
  });

  test("columns are chosen and ordered, and a byte order mark is there when it is asked for", async () => {
    await write(world.db, crowd, [{ direction: "out", status: "failed", error_title: "Undeliverable", who: 4 }]);
    const { body } = await take(
      "/api/table/messages/export?columns=status,error_title,direction,contact_name&bom=true",
    );
    expect(body).toBe("\uFEFFstatus,error_title,direction,contact_name\r\nfailed,Undeliverable,out,Ana\r\n");
    const all = await take("/api/table/messages/export");
    expect(all.body.split("\r\n")[0]!.split(",")).toHaveLength(22);
    for (const columns of ["raw", "id,id", "", "id,"])
      expect((await take(`/api/table/messages/export?columns=${columns}`)).status, columns).toBe(400);
  });

  test("an empty set is a header alone", async () => {
    const answer = await take("/api/table/messages/export?columns=id,status");
    expect([answer.status, answer.headers["x-total-count"], answer.body]).toEqual([200, "0", "id,status\r\n"]);
    expect((await take("/api/table/messages/export?format=ndjson")).body).toBe("");
  });

  test("HEAD tells the number and sends nothing", async () => {
    await write(world.db, crowd, mixture(20));
    const answer = await world.call("agent", { method: "HEAD", url: "/api/table/messages/export?direction=in" });
    expect([answer.status, answer.body]).toEqual([200, ""]);
    expect(Number(answer.headers["x-total-count"])).toBe((await listed("direction=in")).length);
  });
});

/** Opens an export over a real connection and reads nothing of it yet. */
function open(path: string): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    request(`${origin}${path}`, { headers: { authorization: `Bearer ${world.keys.agent}` }, agent: false }, resolve).on(
      "error",
      reject,
    );
  });
}

/** The other connections to this database that are not idle. */
const busy = async () => {
  const { rows } = await sql<{ state: string; wait: string | null; since: Date }>`
    select state, wait_event_type as wait, state_change as since from pg_stat_activity
    where datname = current_database() and pid <> pg_backend_pid() and state <> 'idle' and query not like '%pg_stat_activity%'`.execute(
    world.db,
  );
  return rows;
};

describe("over a connection", () => {
  const many = async (count: number) => {
    for (let from = 0; from < count; from += 2_000)
      await write(
        world.db,
        crowd,
        Array.from({ length: 2_000 }, (_, n) => ({ who: n, text_body: "x".repeat(400), sent_at: at(from + n) })),
      );
  };
  const opened: { destroy(): unknown }[] = [];
  afterEach(async () => {
    for (const one of opened.splice(0)) one.destroy();
    await until("nothing runs", async () => (await busy()).length === 0);
  });

  test("it holds what was there when it began, whatever comes while it is sent", async () => {
    await many(8_000);
    const answer = await open("/api/table/messages/export?format=ndjson&order=asc");
    opened.push(answer);
    expect(answer.headers["x-total-count"]).toBe("8000");
    // While the client reads slowly, messages are added and changed.
    await write(world.db, crowd, mixture(50, at(-9_000)));
    await sql`update messages set text_body = 'changed'`.execute(world.db);
    let text = "";
    for await (const part of answer.setEncoding("utf8")) text += part;
    const rows = rowsOf(text);
    expect(rows).toHaveLength(8_000);
    expect(new Set(rows.map(({ id }) => id)).size).toBe(8_000);
    expect(rows.every(({ text_body }) => text_body === "x".repeat(400))).toBe(true);
  });

  test("a client that takes nothing is waited for, and one that goes away ends it", async () => {
    await many(24_000);
    const answer = await open("/api/table/messages/export");
    opened.push(answer);
    answer.pause();
    // It stops in the middle with its transaction open: nothing is read ahead of the client.
    const fetched = async () => {
      const [one] = await busy();
      await sleep(150);
      const [later] = await busy();
      return one?.state === "idle in transaction" && later?.since.getTime() === one.since.getTime();
    };
    await until("the export rests", fetched);
    answer.destroy();
    await until("it ended", async () => (await busy()).length === 0);
  });

  test.each(["attachments", "messages"])(
    "a statement that takes long ends with its client as well (%s)",
    async (table) => {
      await write(world.db, crowd, [{}]);
      // Another connection locks the table: the export blocks in the middle of its first batch, or before its first byte.
      const holder = await world.pool.connect();
      try {
        await holder.query(`begin; lock table ${table} in access exclusive mode`);
        const call = request(`${origin}/api/table/messages/export`, {
          headers: { authorization: `Bearer ${world.keys.agent}` },
          agent: false,
        });
        opened.push(call);
        call.on("error", () => {});
        call.on("response", (answer) => answer.resume().on("error", () => {}));
        const waiting = async () => (await busy()).filter(({ wait }) => wait === "Lock").length;
        await until("it waits", async () => (await waiting()) === 1);
        call.destroy();
        await until("it gave up", async () => (await waiting()) === 0);
      } finally {
        await holder.query("rollback");
        holder.release();
      }
    },
  );

  test("only so many of one caller at once, and others still get theirs", async () => {
    await many(24_000);
    opened.push(...(await Promise.all([1, 2].map(() => open("/api/table/messages/export")))));
    const third = await take("/api/table/messages/export");
    expect(third).toMatchObject({ status: 429, json: { code: "TOO_MANY_AT_ONCE" } });
    const other = await world.call("admin", {
      method: "GET",
      url: "/api/table/messages/export?columns=id&from=2030-01-01",
    });
    expect(other.status).toBe(200);
    for (const one of opened.splice(0)) one.destroy();
    await until("they ended", async () => (await busy()).length === 0);
    expect((await take("/api/table/messages/export?columns=id&from=2030-01-01")).status).toBe(200);
  });
});

test("a viewer sees the table and may not take it along", async () => {
  for (const what of ["messages", "bookings"]) {
    expect((await world.call("viewer", { method: "GET", url: `/api/table/${what}` })).status).toBe(200);
    expect((await world.call("viewer", { method: "GET", url: `/api/table/${what}/export` })).status).toBe(403);
  }
});
