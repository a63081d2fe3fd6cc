// News on a real database: what is still so is open, an alarm is open while messages do not flow, and nothing counts twice.
import { beforeEach, expect, test } from "vitest";
import { at, makeNotice } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { wipe } from "../../../test/support/dump.ts";
import { record } from "../../../test/support/record.ts";
import type { ProviderNews } from "../../contract/news.ts";
import { listNews, settleNews } from "./provider-news.ts";

const database = useDatabase();
beforeEach(async () => {
  await database.db.deleteFrom("provider_news").execute();
  await wipe(database.db);
});

const news = (given: Partial<ProviderNews>): ProviderNews => ({
  ...{ kind: "template_stopped", severity: "warning", about: "bay_booked", summary: "It is paused.", remedy: null },
  isOver: false,
  ...given,
});
const tell = (given: Partial<ProviderNews>, raw = Math.random()) =>
  record(database.db, [makeNotice({ topic: "account_update", raw, news: news(given) })]);
const open = async () =>
  (await listNews(database.db, { open: true, kind: null, limit: 50, before: null })).news.map(({ summary }) => summary);
const alarms = async () =>
  (await database.db.selectFrom("incidents").select("closed_at").where("kind", "=", "provider_alarm").execute()).map(
    ({ closed_at }) => (closed_at === null ? "open" : "closed"),
  );

test("the newest of a kind about the same thing counts, until the provider says that it is over", async () => {
  await tell({});
  await tell({ about: "other", summary: "Another is paused." });
  await tell({ summary: "It is disabled." });
  expect(await open()).toEqual(["It is disabled.", "Another is paused."]);
  await tell({ severity: "info", isOver: true, summary: "It can be sent." });
  expect(await open()).toEqual(["Another is paused."]);
  expect((await listNews(database.db, { open: null, kind: null, limit: 50, before: null })).count).toBe(4);
});

test("a webhook that comes twice is news once", async () => {
  await tell({}, 7);
  await tell({}, 7);
  expect(await open()).toEqual(["It is paused."]);
  expect((await listNews(database.db, { open: null, kind: null, limit: 50, before: null })).count).toBe(1);
});

test("an alarm is open while critical news is, and not for less", async () => {
  await tell({});
  expect(await alarms()).toEqual([]);
  await tell({ kind: "account_restricted", severity: "critical", about: "" });
  expect(await alarms()).toEqual(["open"]);
  await tell({ kind: "account_restricted", severity: "info", about: "", isOver: true });
  expect(await alarms()).toEqual(["closed"]);
});

test("a person settles news, and its alarm ends", async () => {
  await tell({ kind: "payment_missing", severity: "critical", about: "" });
  const [item] = (await listNews(database.db, { open: true, kind: null, limit: 1, before: null })).news;
  const settle = (id: number) => database.db.transaction().execute((tx) => settleNews(tx, id, "desk:Ana", at(9)));
  await settle(item!.id);
  await settle(item!.id);
  expect(await open()).toEqual([]);
  expect(await alarms()).toEqual(["closed"]);
  const { rows } = { rows: await database.db.selectFrom("audit_log").select("action").execute() };
  expect(rows.filter(({ action }) => action === "news.settle")).toHaveLength(1);
  await expect(settle(999_999)).rejects.toMatchObject({ code: "NOT_FOUND" });
});
