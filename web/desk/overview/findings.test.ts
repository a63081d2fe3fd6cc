// Which findings follow from the delivery's health.
import { expect, test } from "vitest";
import { findingsOf, type Health } from "./findings.ts";

const fine: Health = {
  at: "2026-11-21T12:00:00Z",
  providers: ["meta"],
  webhook_endpoints: [
    {
      source: "meta",
      last_webhook_at: "2026-11-21T11:59:00Z",
      webhooks: 9,
      signature_failures: 0,
      last_signature_failure_at: null,
      last_signature_failure: null,
      unavailable: 0,
    },
  ],
  channels: [
    {
      id: 1,
      provider: "meta",
      number: "15550001",
      last_in_at: "2026-11-21T11:59:00Z",
      last_out_at: null,
      resting_until: null,
      resting_reason: null,
      held: null,
    },
  ],
  forwarding: null,
  drain: { waiting: 3, lag_seconds: 0.4 },
  outbox: { queued: 2, sending: 1, unanswered: 0, window: 0 },
  stuck: [],
  dead_letters: 0,
  database: { version: "18.0", harms: [] },
};
const kinds = (health: Health) => findingsOf(health).map(({ kind }) => kind);

test("ordinary work is nothing to look at", () => {
  expect(findingsOf(fine)).toEqual([]);
});

test("refusals count while they are fresh, each with its remedy", () => {
  const refused = (why: string, at: string, taken = "2026-11-21T10:00:00Z"): Health => ({
    ...fine,
    webhook_endpoints: [
      {
        ...fine.webhook_endpoints[0]!,
        last_webhook_at: taken,
        last_signature_failure: why,
        last_signature_failure_at: at,
      },
    ],
  });
  expect(kinds(refused("unset", "2026-11-21T11:00:00Z"))).toEqual(["unset"]);
  expect(kinds(refused("wrong", "2026-11-21T11:00:00Z"))).toEqual(["wrong"]);
  expect(kinds(refused("wrong", "2026-11-21T11:00:00Z", "2026-11-21T11:59:00Z"))).toEqual(["stray"]);
  expect(kinds(refused("missing", "2026-11-21T11:00:00Z"))).toEqual(["missing"]);
  expect(kinds(refused("wrong", "2026-11-20T11:00:00Z"))).toEqual([]);
});

test("a configured provider that never called is told, one that was heard or is not configured is not", () => {
  const channel = { ...fine.channels[0]!, last_in_at: null };
  expect(kinds({ ...fine, webhook_endpoints: [], channels: [channel] })).toEqual(["silent"]);
  expect(kinds({ ...fine, providers: [], webhook_endpoints: [], channels: [channel] })).toEqual([]);
  expect(kinds({ ...fine, webhook_endpoints: [] })).toEqual([]);
});

test("the worst comes first", () => {
  const held = {
    since: "2026-11-21T11:00:00Z",
    reason: "190 Expired",
    remedy: "Renew the token.",
    operator: true,
    next_try_at: "2026-11-21T12:00:10Z",
    waiting: 3,
  };
  const channel = { ...fine.channels[0]!, held };
  const bad: Health = { ...fine, dead_letters: 2, channels: [channel], drain: { waiting: 5, lag_seconds: 60 } };
  expect(kinds(bad)).toEqual(["resting", "lag", "dead"]);
  expect(kinds({ ...bad, drain: { waiting: 5, lag_seconds: 600 } })).toEqual(["lag", "resting", "dead"]);
});

test("a proxy that is not believed is told", () => {
  const forwarding = { at: fine.at, from: "127.0.0.1", header: "x-forwarded-for" };
  expect(findingsOf({ ...fine, forwarding })).toEqual([{ kind: "forwarding", bad: false, from: "127.0.0.1" }]);
});

test("a setting of the database that harms is told, and whether it is bad", () => {
  const harm = { setting: "fsync", value: "off", bad: true, advice: "Set fsync = on." };
  expect(findingsOf({ ...fine, database: { version: "15.6", harms: [harm] } })).toEqual([
    { kind: "database", ...harm },
  ]);
});
