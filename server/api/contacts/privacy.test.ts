// Export and erasure of a person over HTTP, on a real database and real files: what the ZIP has, who is refused and why, and the proof.
import { createHash } from "node:crypto";
import { readdir } from "node:fs/promises";
import { beforeEach, expect, test } from "vitest";
import { plugins, useApp } from "../../../test/support/app.ts";
import { archive, type Customer, forgetCustomers, makeCustomer } from "../../../test/support/erasure.ts";
import { parkApi } from "../../../test/support/park-api.ts";
import { unzip } from "../../../test/support/unzip.ts";
import { dataOf } from "../../core/privacy/person.ts";
import { finishAll } from "../../core/privacy/steps.ts";

const world = useApp();
let [ana, bob]: Customer[] = [];

beforeEach(async () => {
  await forgetCustomers(world.db, world.files);
  ana = await makeCustomer(world.db, world.files, { phone: "15550100001", name: "Anahita <b>" });
  bob = await makeCustomer(world.db, world.files, { phone: "15550100002", name: "Bohumil" });
  await world.db.updateTable("cost_progress").set({ status_id: 1_000_000 }).execute();
  await archive(world.db, world.files);
});

const exported = async (id: number) => {
  const url = `/api/contacts/${id}/export`;
  const { headers, authorization } = { headers: {}, authorization: `Bearer ${world.keys.admin}` };
  const answer = await world.app.inject({ url, headers: { ...headers, authorization } });
  expect(answer.headers["content-type"]).toBe("application/zip");
  return unzip(answer.rawPayload);
};

test("the ZIP has a page to read, every row, the files and the archive of one person alone", async () => {
  const files = await exported(ana!.contactId);
  const text = [...files].map(([name, content]) => `${name}\n${content}`).join("\n");
  expect(text).not.toContain("Bohumil");
  expect(text).not.toContain("15550100002");
  const page = String(files.get("index.html"));
  expect(page).toContain("january, says Anahita &lt;b&gt;");
  expect(page).not.toContain("<b>");
  const lines = (name: string) =>
    String(files.get(name))
      .trim()
      .split("\n")
      .map((line) => JSON.parse(line));
  expect(lines("data/messages.ndjson")).toHaveLength(4);
  expect(lines("data/conversation_notes.ndjson")).toMatchObject([{ body: "Anahita <b> is kind" }]);
  expect(lines("data/marketing_choices.ndjson")).toMatchObject([{ choice: "stop" }]);
  expect(lines("data/ledger_lines.ndjson")).toMatchObject([{ amount_cents: 500 }]);
  expect(lines("data/audit_log.ndjson").map(({ action }) => action)).toContain("contact.opt_out");
  expect(lines("archive/2025-01-messages.ndjson")[0]).toMatchObject({ raw: { from: "15550100001" } });
  expect(lines("archive/2025-01-statuses.ndjson")).toHaveLength(2);
  const attached = [...files].filter(([name]) => name.startsWith("files/")).map(([, content]) => String(content));
  expect(attached.sort()).toEqual(["only of Anahita <b>", "the same for all"]);
  const manifest = JSON.parse(String(files.get("manifest.json")));
  const sums = [...files].flatMap(([name, content]) =>
    name === "manifest.json" ? [] : [[name, createHash("sha256").update(content).digest("hex")]],
  );
  expect(manifest.files.map(({ name, sha256 }: { name: string; sha256: string }) => [name, sha256]).sort()).toEqual(
    sums.sort(),
  );
});

test("an export stands in the audit log, and leaves no file behind", async () => {
  await exported(bob!.contactId);
  const url = `/api/audit?subject=contact&id=${bob!.contactId}`;
  const { json } = await world.call("admin", { url });
  expect(json.entries[0]).toMatchObject({
    action: "person.data_exported",
    actor: "api:admin key",
    after: { files: 2 },
  });
  expect(await readdir(world.files.temporary)).toEqual([]);
  expect((await world.call("admin", { url: "/api/contacts/999/export" })).status).toBe(404);
});

test("before an erasure it is told what it would take; with another's number nothing is erased", async () => {
  const url = `/api/contacts/${ana!.contactId}`;
  const ahead = await world.call("admin", { url: `${url}/erasure` });
  expect(ahead.json).toMatchObject({
    key: "15550100001",
    rows: { messages: 4, attachments: 2, conversation_notes: 1, ledger_entries: 1 },
    obstacles: [],
  });
  const wrong = await world.call("admin", { method: "POST", url: `${url}/erase`, payload: { number: "15550100002" } });
  expect(wrong).toMatchObject({ status: 400, json: { detail: expect.stringContaining("Nothing was erased") } });
  expect((await world.call("viewer", { url })).status).toBe(200);
});

test("whoever is erased is gone at once; the proof follows and names nobody", async () => {
  const url = `/api/contacts/${ana!.contactId}`;
  const payload = { number: "+1 (555) 010-0001" };
  const begun = await world.call("admin", { method: "POST", url: `${url}/erase`, payload });
  expect(begun).toMatchObject({ status: 202, json: { step: "backups", done_at: null, begun_by: "api:admin key" } });
  expect((await world.call("viewer", { url: `/api/inbox/conversations/${ana!.conversationId}` })).status).toBe(404);
  expect((await world.call("viewer", { url })).json).toMatchObject({
    name: `Erased customer ${ana!.contactId}`,
    phone: null,
  });
  const again = await world.call("admin", {
    method: "POST",
    url: `${url}/erase`,
    payload: { number: String(ana!.contactId) },
  });
  expect(again).toMatchObject({ status: 409, json: { code: "CANNOT_ERASE" } });
  const proof = () => world.call("admin", { url: `/api/erasures/${begun.json.id}` });
  expect((await proof()).json.proof).toBeNull();
  await finishAll({
    ...{ db: world.db, files: world.files, data: dataOf(plugins), clock: () => world.clock() },
    place: async () => null,
  });
  const done = await proof();
  expect(done.json).toMatchObject({ step: "done", proof: { deleted: { messages: 4 }, files_deleted: 1 } });
  expect(done.body).not.toMatch(/15550100001|Anahita/);
  const { json } = await world.call("admin", { url: "/api/erasures" });
  expect(json.erasures).toMatchObject([{ id: begun.json.id, step: "done" }]);
  expect((await world.call("viewer", { url: `/api/contacts/${bob!.contactId}` })).json).toMatchObject({
    phone: "15550100002",
  });
});

test("an open booking has to be closed first", async () => {
  const park = parkApi(world);
  const { id: lot } = await park.lot();
  const { json: spots } = await park.get(`/api/parking/spots?lot_id=${lot}`);
  const { id } = await park.book(spots.spots[0].id, ana!.phone);
  const url = `/api/contacts/${ana!.contactId}`;
  const refused = await world.call("admin", {
    method: "POST",
    url: `${url}/erase`,
    payload: { number: "15550100001" },
  });
  expect(refused).toMatchObject({
    status: 409,
    json: { code: "CANNOT_ERASE", detail: expect.stringContaining("open booking") },
  });
  expect((await park.post(`/api/parking/bookings/${id}/cancel`, { note: "they asked" }, "agent")).status).toBe(200);
  const ahead = await world.call("admin", { url: `${url}/erasure` });
  expect(ahead.json).toMatchObject({ rows: { bookings: 1 }, obstacles: [] });
});
