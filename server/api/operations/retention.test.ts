// For how long things are kept, over HTTP: what is set, what would go, what is refused, and what the last run did.
import { expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { openConversation } from "../../../test/support/record.ts";
import { createLog } from "../../base/log.ts";
import { deleteOld } from "../../core/retention/run.ts";
import { kindsOf } from "../../core/retention/settings.ts";

const world = useApp();
const url = "/api/settings/retention";
const ago = (days: number) => new Date(world.clock().getTime() - days * 86_400_000);

test("every kind is kept for ever until an admin says otherwise, those of the skills too", async () => {
  const { status, json } = await world.call("admin", { url });
  expect(status).toBe(200);
  const names = json.kinds.map(({ kind }: { kind: string }) => kind);
  expect(names).toEqual(expect.arrayContaining(["messages", "audit", "archive", "readings", "history"]));
  for (const kind of json.kinds) expect(kind).toMatchObject({ days: null, numbers: [], last_run: null });
});

test("the preview counts and changes nothing; what is set is deleted by the next run, which is told", async () => {
  const { channelId } = await openConversation(world.db, { sentAt: ago(40), text: "old" });
  const body = { days: null, numbers: [{ number_id: channelId, days: 30 }] };
  const preview = await world.call("admin", { method: "POST", url: `${url}/messages/preview`, payload: body });
  expect(preview.json.found).toEqual([
    { kind: "messages", title: "Messages", count: 1, oldest: ago(40).toISOString() },
    { kind: "archive", title: "Archived months", count: 0, oldest: null },
  ]);
  expect((await world.call("admin", { url })).json.kinds[0]).toMatchObject({ days: null, numbers: [] });

  expect((await world.call("admin", { method: "PUT", url: `${url}/messages`, payload: body })).status).toBe(204);
  const { blobs } = { blobs: { remove: async () => {} } as never };
  const parts = { db: world.db, blobs, kinds: kindsOf([]), now: world.clock(), log: createLog("silent") };
  await deleteOld({ ...parts, signal: new AbortController().signal });
  expect((await world.call("admin", { url })).json.kinds[0]).toMatchObject({
    ...{ kind: "messages", days: null, numbers: [{ number_id: channelId, days: 30 }] },
    last_run: { at: world.clock().toISOString(), deleted: 1, total: 1, failure: null },
  });
});

test.each([
  ["dreams", { days: 30, numbers: [] }, "There is no kind of data dreams. There are: messages"],
  ["messages", { days: 6, numbers: [] }, "days"],
  ["incidents", { days: 30, numbers: [{ number_id: 1, days: 30 }] }, "belong to no number"],
  ["messages", { days: 30, numbers: [{ number_id: 4_711, days: 30 }] }, "There is no number 4711"],
])("%s with %j is refused in words", async (kind, payload, sentence) => {
  const { status, body } = await world.call("admin", { method: "PUT", url: `${url}/${kind}`, payload });
  expect(status).toBe(400);
  expect(body).toContain(sentence);
});
