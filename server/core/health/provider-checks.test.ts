// Checks of providers on a real database: what a check finds is news until it no longer does.
import { beforeEach, expect, test } from "vitest";
import { at, metaChannel } from "../../../test/support/build.ts";
import { useDatabase } from "../../../test/support/database.ts";
import { wipe } from "../../../test/support/dump.ts";
import type { ProviderNews } from "../../contract/news.ts";
import type { HealthFinding } from "../../contract/ports.ts";
import { checkedAt, listNews } from "../inbox/provider-news.ts";
import { checkProviders } from "./provider-checks.ts";

const database = useDatabase();
beforeEach(async () => {
  await database.db.deleteFrom("provider_news").execute();
  await wipe(database.db);
});

const news = (given: Partial<ProviderNews>): ProviderNews => ({
  ...{ kind: "quality", severity: "warning", about: "1555", summary: "It is yellow.", remedy: null },
  isOver: false,
  ...given,
});
const list = (open: boolean | null) => listNews(database.db, { open, kind: null, limit: 50, before: null });
const open = async () => (await list(true)).news.map(({ summary }) => summary);
const alarms = async () =>
  (await database.db.selectFrom("incidents").select("closed_at").where("kind", "=", "provider_alarm").execute()).map(
    ({ closed_at }) => (closed_at === null ? "open" : "closed"),
  );

test("what a check no longer finds is over, and what it finds again is one piece of news", async () => {
  let findings: HealthFinding[] = [];
  const check = { provider: "meta" as const, check: async () => findings };
  const run = (seconds: number) => checkProviders(database.db, [check], [metaChannel], at(seconds));
  findings = [
    { channel: metaChannel, news: news({}) },
    { channel: null, news: news({ kind: "access", severity: "critical", about: "token", summary: "It ended." }) },
  ];
  expect(await run(0)).toBe(2);
  await run(3_600);
  expect((await open()).sort()).toEqual(["It ended.", "It is yellow."]);
  expect(await alarms()).toEqual(["open"]);
  findings = [findings[0]!];
  await run(7_200);
  expect(await open()).toEqual(["It is yellow."]);
  expect(await alarms()).toEqual(["closed"]);
  expect((await list(null)).count).toBe(2);
  expect(await checkedAt(database.db)).toEqual(new Map([["meta", at(7_200)]]));
});
