// The ways to a page of messages find the same, whichever is taken; and a search that fits more than can be fetched still finds them in order.
import { sql } from "kysely";
import { beforeAll, describe, expect, test } from "vitest";
import { at, noon } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { type Crowd, gather, mixture, write } from "../../../test/support/traffic.ts";
import { count } from "./counts.ts";
import { all, type MessageFilter, narrowConditions, plainConditions } from "./filter.ts";
import { find } from "./messages.ts";
import { cut, type Mark, orderBy } from "./orders.ts";
import { page, ways } from "./pages.ts";
import { understand } from "./search.ts";
import { columnsOf, type Sort } from "./sorts.ts";
import { fold } from "./tallies.ts";
import type { Found, List } from "./ways.ts";

const world = useDatabase();
let crowd: Crowd;
const read = <T>(run: (tx: Parameters<typeof find>[0]) => Promise<T>): Promise<T> =>
  world.db.transaction().execute(run);

const none: MessageFilter = {
  search: null,
  conversationId: null,
  from: null,
  to: null,
  types: null,
  statuses: null,
  channelIds: null,
  directions: null,
};
const sorts: Sort[] = [
  "timestamp",
  "from_number",
  "from_name",
  "message_type",
  "preview",
  "status",
  "channel",
  "direction",
];

beforeAll(async () => {
  crowd = await gather(world.db, ["Ana", "Ben", "Chidi", "Dora", "Emil", "Farah", "Gil"]);
  await write(world.db, crowd, mixture(150));
  await fold(world.db);
  await write(world.db, crowd, mixture(50, at(20_000)));
});

describe.each(sorts)("by %s", (sort) => {
  test.each<[string, Partial<MessageFilter>]>([
    ["everything", {}],
    ["one status", { statuses: ["failed"] }],
    ["several statuses", { statuses: ["read", "received", "sent"] }],
    ["a type of a direction", { types: ["text"], directions: ["in"] }],
    ["a range", { from: at(4_000), to: at(21_234.567) }],
    ["some seconds", { from: at(60), to: at(100) }],
    ["a range that ends before it begins", { from: at(21_000), to: at(4_000) }],
    ["a range of some statuses", { from: at(4_000), to: at(21_234.567), statuses: ["queued", "replied"] }],
    ["nothing", { types: [] }],
  ])("%s", async (_, given) => {
    const filter = { ...none, ...given };
    const columns = columnsOf(sort);
    for (const order of ["asc", "desc"] as const) {
      const ids = async (way: (after: Mark | null) => Promise<Found>, limit: number) => {
        const all: number[] = [];
        for (let after: Mark | null = null; ; ) {
          const { rows, rest } = await way(after);
          const { page: own, next } = cut(rows, limit);
          all.push(...own.map(({ id }) => id));
          after = next ?? rest;
          if (after === null) return all;
        }
      };
      const want = { filter, columns, order, limit: 14 };
      const gathered = await ids((after) => read((tx) => ways.gather(tx, { ...want, after }, null)), 13);
      for (const [from, is] of [
        ["type", filter.types],
        ["states", filter.statuses],
        ["direction", filter.directions],
      ] as const)
        for (const how of is ? (["each", "whole"] as const) : [])
          expect(await ids((after) => read((tx) => ways.gather(tx, { ...want, after }, from, how)), 13)).toEqual(
            gathered,
          );
      const walked = (list: List, budget: number) =>
        ids((after) => read((tx) => ways.walk(tx, { ...want, after }, list, budget)), 13);
      // Looking ends in the middle, and goes on from there.
      for (const budget of [1_000, 5]) {
        if (sort !== "timestamp") {
          const way = (after: Mark | null) => read((tx) => ways.walkOrder(tx, { ...want, after }, budget));
          expect(await ids(way, 13), order).toEqual(gathered);
          continue;
        }
        expect(await walked(null, budget), order).toEqual(gathered);
        if (filter.types?.length === 1) expect(await walked("type", budget), order).toEqual(gathered);
        if (filter.statuses !== null) expect(await walked("states", budget), order).toEqual(gathered);
      }
      const chosen = (share: number) =>
        ids(
          (after) =>
            read(async (tx) =>
              page(tx, filter, { sort, order, limit: 13, after }, { counts: await count(tx, filter), share }),
            ),
          13,
        );
      expect(await chosen(1), order).toEqual(gathered);
      expect(await chosen(0.0001), order).toEqual(gathered);
      const { rows, newest } = await read((tx) =>
        ways.sortNewest(tx, { ...want, limit: 1_000, after: null }, null, {
          most: 1_000,
          budget: 1_000,
        }),
      );
      expect(
        rows.map(({ id }) => id),
        order,
      ).toEqual(gathered);
      expect(newest).toBe(gathered.length);
      expect((await read((tx) => count(tx, filter))).fitting).toBe(gathered.length);
    }
  });
});

test("a word that is in more messages than can be fetched is found in order, and counted as at least as many as were looked at", async () => {
  const many = Array.from({ length: 10_050 }, (_, n) => ({
    who: n % 7,
    text_body: `parking ${n}`,
    sent_at: at(100_000 + n),
  }));
  // Written before all of them, and sent after all but the last two.
  await write(world.db, crowd, [{ who: 0, text_body: "parking !", sent_at: at(100_000 + 10_047.5) }]);
  for (let from = 0; from < many.length; from += 3_000) await write(world.db, crowd, many.slice(from, from + 3_000));
  await sql`analyze messages`.execute(world.db);
  for (const sort of ["timestamp", "preview"] as const) {
    const found = await read(async (tx) => {
      const filter = { ...none, search: await understand(tx, "parking") };
      return find(tx, filter, { sort, order: "desc", limit: 3, after: null });
    });
    expect([found.count, found.capped, found.sorted]).toEqual([1_000, true, sort === "preview" ? 1_000 : null]);
    const texts = await world.db
      .selectFrom("messages")
      .select(["id", "text_body"])
      .where("id", "in", found.ids)
      .execute();
    const inOrder = found.ids.map((id) => texts.find((row) => row.id === id)!.text_body);
    expect(inOrder).toEqual(
      sort === "timestamp"
        ? ["parking 10049", "parking 10048", "parking !"]
        : ["parking 9999", "parking 9998", "parking 9997"],
    );
  }
  const oldest = await read(async (tx) => {
    const filter = { ...none, search: await understand(tx, "parking") };
    return find(tx, filter, { sort: "timestamp", order: "asc", limit: 2, after: null });
  });
  const { rows } = await sql<{ id: number }>`
    select id from messages where text_body like 'parking %' order by sent_at, id limit 2`.execute(world.db);
  expect(oldest.ids).toEqual(rows.map(({ id }) => id));
  // One message with the word at the far end of a long conversation: found after pages without any.
  const { rows: own } = await sql<{ id: number; conversation_id: number }>`
    select id, conversation_id from messages where text_body = 'parking 7'`.execute(world.db);
  const pages: number[][] = [];
  for (let after: Mark | null = null; pages.length < 10; ) {
    const found = await read(async (tx) => {
      const filter = { ...none, search: await understand(tx, "7"), conversationId: own[0]!.conversation_id };
      return find(tx, filter, { sort: "timestamp", order: "desc", limit: 50, after });
    });
    pages.push(found.ids);
    after = found.next;
    if (after === null) break;
  }
  expect(pages[0]).toEqual([]);
  expect(pages.flat()).toEqual([own[0]!.id]);
  const few = await read(async (tx) => {
    const filter = {
      ...none,
      search: await understand(tx, "parking 77"),
      types: ["text"],
      to: new Date(noon.getTime() + 200_000_000),
    };
    return find(tx, filter, { sort: "timestamp", order: "desc", limit: 500, after: null });
  });
  expect(few.capped).toBe(false);
  expect(few.count).toBe(many.filter(({ text_body }) => / 77/.test(text_body)).length);
});

describe("more than can be fetched, page by page", () => {
  beforeAll(async () => {
    // Some of what people wrote stands in a group; some came days after it was written, and some before.
    await sql`
      with made as (
        insert into conversations (channel_id, group_id, address_kind, address, address_at)
        select id, 'group', 'group', 'group', now() from channels limit 1 returning id
      )
      update messages set conversation_id = made.id from made where direction = 'in' and messages.id % 7 = 3`.execute(
      world.db,
    );
    const late = Array.from({ length: 60 }, (_, n) => ({
      who: n % 7,
      text_body: `parking late ${n}`,
      sent_at: at(100_000 + n * 150 + (n % 5 === 0 ? 90_000 : 0)),
    }));
    await write(world.db, crowd, late.slice(0, 30));
    await fold(world.db);
    await write(world.db, crowd, late.slice(30));
    // More people than a page has rows, who began one after the other and went on together.
    const names = Array.from({ length: 150 }, (_, n) => `Hana ${n}`);
    const many = names.flatMap((_, who) =>
      Array.from({ length: 8 }, (_, n) => ({ who, sent_at: at(who * 61 + n * n * 700 + (who % 11) * n) })),
    );
    await write(world.db, await gather(world.db, names), many);
  });

  test.each<[string, Partial<MessageFilter>]>([
    ["Ana", {}],
    ["Ana", { statuses: ["read", "failed"], to: at(104_000) }],
    ["Ana", { types: ["image"] }],
    ["parking", {}],
    ["parking", { from: at(102_000), to: at(103_500), directions: ["in"] }],
    ["late", { statuses: ["received"] }],
    ["Hana", {}],
    ["Hana", { from: at(3_000), to: at(20_000) }],
    ["Hana", { statuses: ["received"] }],
  ])("%s %j", async (typed, given) => {
    for (const order of ["asc", "desc"] as const) {
      const { ids, wanted, first } = await read(async (tx) => {
        const filter = { ...none, ...given, search: await understand(tx, typed) };
        const { rows } = await sql<{ id: number }>`
          select m.id from messages m where ${all([...plainConditions(filter), ...narrowConditions(filter)])}
          order by ${orderBy(columnsOf("timestamp"), order)}`.execute(tx);
        const found: number[] = [];
        const first = await find(tx, filter, { sort: "timestamp", order, limit: 100, after: null });
        for (let after: Mark | null = null, pages = 0; pages < 300; pages += 1) {
          const own: typeof first =
            after === null ? first : await find(tx, filter, { sort: "timestamp", order, limit: 100, after });
          found.push(...own.ids);
          after = own.next;
          if (after === null) break;
        }
        return { ids: found, wanted: rows.map(({ id }) => id), first };
      });
      expect(wanted).not.toEqual([]);
      expect(ids, order).toEqual(wanted);
      expect(first.capped ? first.count <= wanted.length : first.count === wanted.length, order).toBe(true);
    }
  });
});
