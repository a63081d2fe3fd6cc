// The walls hold, and they bite: a breach of every rule, made up, is told.
import path from "node:path";
import { expect, test } from "vitest";
import { circles, importsOf, readAll } from "./imports.ts";
import { breach, faultsOf } from "./walls.ts";

test("every import in the repository keeps to the walls", () => {
  expect(faultsOf(readAll(path.join(import.meta.dirname, "../..")))).toEqual([]);
});

const allowed: [from: string, to: string][] = [
  ["server/base/db.ts", "pg"],
  ["server/base/db.ts", "server/base/log.ts"],
  ["server/contract/ports.ts", "server/contract/inbound.ts"],
  ["server/contract/ports.ts", "zod"],
  ["server/edge/meta/channel.ts", "server/contract/ports.ts"],
  ["server/edge/meta/channel.ts", "undici"],
  ["server/core/outbox/send.ts", "server/core/inbox/window.ts"],
  ["server/core/parking/book.ts", "server/core/accounts/ledger.ts"],
  ["server/core/parking/book.ts", "server/core/devices/light.ts"],
  ["server/core/parking/chat/notices.ts", "server/core/parking/notices.ts"],
  ["server/core/parking/chat/notices.ts", "server/core/texts/messages.en.ts"],
  ["server/core/parking/chat/run-command.ts", "server/core/outbox/notify-contact.ts"],
  ["server/core/bot/fallback.ts", "server/core/texts/catalogue.ts"],
  ["server/core/notify/mail.ts", "server/core/accounts/accounts.ts"],
  ["server/core/access/keys.ts", "db/rows.ts"],
  ["server/core/bot/rules.test.ts", "test/support/database.ts"],
  ["server/api/messages/send.ts", "server/core/outbox/send.ts"],
  ["server/app.ts", "server/api/messages/send.ts"],
  ["server/flow.ts", "server/core/bot/answer.ts"],
  ["server/skills.ts", "server/core/parking/plugin.ts"],
  ["server/skills.ts", "server/api/parking/routes.ts"],
  ["server/cli.ts", "server/core/access/keys.ts"],
  ["server/providers.ts", "server/edge/meta/channel.ts"],
  ["server/main.ts", "sim/simulator.ts"],
  ["test/journeys/menu.test.ts", "server/main.ts"],
  ["bench/ack.ts", "server/main.ts"],
  ["server/flow.test.ts", "server/core/ingest/dead-letters.ts"],
];

test.each(allowed)("%s may import %s", (from, to) => {
  expect(breach({ from, to, line: 1 })).toBeNull();
});

const forbidden: [from: string, to: string][] = [
  ["server/base/db.ts", "server/contract/ports.ts"],
  ["server/base/db.ts", "server/core/inbox/window.ts"],
  ["server/base/db.ts", "db/rows.ts"],
  ["server/contract/ports.ts", "server/base/clock.ts"],
  ["server/contract/ports.ts", "db/rows.ts"],
  ["server/contract/ports.ts", "kysely"],
  ["server/edge/meta/channel.ts", "server/core/inbox/window.ts"],
  ["server/edge/meta/channel.ts", "server/api/http/errors.ts"],
  ["server/edge/meta/channel.ts", "server/edge/twilio/channel.ts"],
  ["server/edge/meta/channel.ts", "db/rows.ts"],
  ["server/edge/pigeon/channel.ts", "server/base/clock.ts"],
  ["server/core/inbox/record.ts", "server/core/outbox/enqueue.ts"],
  ["server/core/inbox/record.ts", "server/core/ingest/drain.ts"],
  ["server/core/ingest/drain.ts", "server/core/inbox/record.ts"],
  ["server/core/bot/answer.ts", "server/core/inbox/record.ts"],
  ["server/core/outbox/send.ts", "server/core/access/keys.ts"],
  ["server/core/accounts/ledger.ts", "server/core/parking/book.ts"],
  ["server/core/parking/book.ts", "server/core/texts/messages.en.ts"],
  ["server/core/parking/book.ts", "server/core/parking/chat/notices.ts"],
  ["server/core/parking/book.ts", "server/core/outbox/notify-contact.ts"],
  ["server/core/texts/catalogue.ts", "server/core/parking/notices.ts"],
  ["server/core/outbox/send.ts", "server/edge/meta/channel.ts"],
  ["server/core/outbox/send.ts", "server/api/http/errors.ts"],
  ["server/core/outbox/send.ts", "server/flow.ts"],
  ["server/core/outbox/send.ts", "fastify"],
  ["server/core/outbox/send.ts", "node:http"],
  ["server/api/messages/send.ts", "server/edge/meta/channel.ts"],
  ["server/api/messages/send.ts", "server/flow.ts"],
  ["server/app.ts", "server/core/inbox/window.ts"],
  ["server/app.ts", "server/edge/meta/channel.ts"],
  ["server/flow.ts", "server/edge/meta/channel.ts"],
  ["server/flow.ts", "server/api/http/errors.ts"],
  ["server/flow.ts", "server/main.ts"],
  ["server/flow.ts", "server/core/parking/skill.ts"],
  ["server/base/journal.ts", "server/core/parking/events.ts"],
  ["server/contract/events.ts", "server/core/parking/events.ts"],
  ["server/schedule.ts", "server/core/parking/billing.ts"],
  ["server/schedule.ts", "server/core/parking/plugin.ts"],
  ["server/main.ts", "server/core/parking/readings.ts"],
  ["server/main.ts", "server/core/parking/plugin.ts"],
  ["server/app.ts", "server/api/parking/routes.ts"],
  ["server/skills.ts", "server/core/parking/billing.ts"],
  ["server/cli.ts", "server/api/http/errors.ts"],
  ["server/cli.ts", "server/main.ts"],
  ["server/api/messages/send.ts", "test/support/build.ts"],
  ["server/api/messages/send.ts", "server/edge/meta/webhook.fixture.ts"],
  ["sim/simulator.ts", "server/base/clock.ts"],
  ["sim/simulator.ts", "server/contract/inbound.ts"],
  ["sim/simulator.test.ts", "server/main.ts"],
  ["sim/page/main.js", "sim/bus.ts"],
  ["web/desk/main.ts", "server/api/http/errors.ts"],
  ["server/base/db.ts", "../elsewhere/x.ts"],
  ["server/base/db.ts", "(computed)"],
];

test.each(forbidden)("%s may not import %s", (from, to) => {
  expect(breach({ from, to, line: 1 })).not.toBeNull();
});

test("all kinds of imports are seen, those of types too", () => {
  const text = `
    import { a } from "./a.ts";
    import type { B } from "../b.ts";
    import { type C } from "./c.ts";
    export * from "./d.ts";
    export type { E } from "./e.ts";
    const f = await import("./f.ts");
    const g = await import(f.name);
    type H = import("../../h.ts").H;
    let i: typeof import("pg");
  `;
  expect(importsOf("server/base/x.ts", text).map(({ to }) => to)).toEqual([
    "server/base/a.ts",
    "server/b.ts",
    "server/base/c.ts",
    "server/base/d.ts",
    "server/base/e.ts",
    "server/base/f.ts",
    "(computed)",
    "h.ts",
    "pg",
  ]);
});

test("circles of any length are found", () => {
  const edges = (...pairs: string[]) => pairs.map((pair) => ({ from: pair.charAt(0), to: pair.charAt(1), line: 1 }));
  expect(circles(edges("ab", "bc", "ac"))).toEqual([]);
  expect(circles(edges("aa"))).toEqual([["a"]]);
  expect(circles(edges("ab", "ba", "bc"))).toEqual([["a", "b"]]);
  expect(circles(edges("ab", "bc", "cd", "da", "ce", "ef", "fe"))).toEqual([
    ["e", "f"],
    ["a", "b", "c", "d"],
  ]);
});
