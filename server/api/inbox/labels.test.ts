// Labels and canned replies over HTTP: adding, changing and deleting them, and their entries in the audit log.
import { sql } from "kysely";
import { beforeEach, describe, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";
import { wipe } from "../../../test/support/dump.ts";
import { openConversation } from "../../../test/support/record.ts";

const world = useApp();
beforeEach(async () => {
  await wipe(world.db);
  await sql`truncate labels, canned_replies restart identity cascade`.execute(world.db);
});

const call = (method: "GET" | "POST" | "PATCH" | "DELETE", url: string, payload?: object) =>
  world.call("admin", { method, url: `/api/inbox/${url}`, ...(payload ? { payload } : {}) });
const lastStep = () =>
  world.db.selectFrom("audit_log").selectAll().orderBy("id", "desc").limit(1).executeTakeFirstOrThrow();

describe("labels", () => {
  test("stand by name, whatever their case", async () => {
    for (const name of ["beta", "Alpha", "gamma"]) {
      const answer = await call("POST", "labels", { name: ` ${name} `, colour: "#F2B544" });
      expect(answer).toMatchObject({ status: 201, json: { name, colour: "#f2b544" } });
    }
    const { json } = await call("GET", "labels");
    expect(json.labels.map((one: { name: string }) => one.name)).toEqual(["Alpha", "beta", "gamma"]);
    expect(await lastStep()).toMatchObject({
      actor: "api:admin key",
      action: "label.create",
      subject: "label",
      before: null,
    });
  });

  test("a name is taken in any case, also by a change; a label keeps its own", async () => {
    const { id } = (await call("POST", "labels", { name: "VIP", colour: "#000000" })).json;
    const { id: other } = (await call("POST", "labels", { name: "late", colour: "#000000" })).json;
    expect(await call("POST", "labels", { name: "vip", colour: "#000000" })).toMatchObject({
      status: 409,
      json: { code: "NAME_TAKEN" },
    });
    expect((await call("PATCH", `labels/${other}`, { name: "vIP" })).status).toBe(409);
    expect((await call("PATCH", `labels/${id}`, { name: "vip" })).json).toEqual({ id, name: "vip", colour: "#000000" });
    expect((await call("PATCH", `labels/${id}`, { colour: "#ABCDEF" })).json.colour).toBe("#abcdef");
    expect(await lastStep()).toMatchObject({
      action: "label.change",
      before: { name: "vip", colour: "#000000" },
      after: { colour: "#abcdef" },
    });
  });

  test("a removed one is gone from all conversations", async () => {
    const { conversationId } = await openConversation(world.db);
    const { id } = (await call("POST", "labels", { name: "VIP", colour: "#000000" })).json;
    await call("PATCH", `conversations/${conversationId}`, { labels: [id] });
    expect((await call("DELETE", `labels/${id}`)).status).toBe(204);
    expect((await call("DELETE", `labels/${id}`)).status).toBe(404);
    expect((await call("PATCH", `labels/${id}`, { name: "x" })).status).toBe(404);
    expect((await call("GET", `conversations/${conversationId}`)).json.labels).toEqual([]);
  });

  test.each([
    { name: "", colour: "#000000" },
    { name: "x".repeat(41), colour: "#000000" },
    { name: "x", colour: "red" },
    { name: "x", colour: "#00000g" },
    { name: "a\0", colour: "#000000" },
    { name: "x" },
    { name: "x", colour: "#000000", extra: 1 },
  ])("%j is refused", async (payload) => {
    expect((await call("POST", "labels", payload)).status).toBe(400);
  });

  test("two of one name at once: one is made", async () => {
    const answers = await Promise.all(
      Array.from({ length: 5 }, () => call("POST", "labels", { name: "once", colour: "#000000" })),
    );
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409]);
  });
});

describe("canned replies", () => {
  test("are added, changed and removed by agents, and every step is written down", async () => {
    const made = await world.asPerson("agent", {
      method: "POST",
      url: "/api/inbox/canned",
      payload: { shortcut: "hours", text: "Hi {{name}}, we are open from 9 to 5." },
    });
    expect(made).toMatchObject({
      status: 201,
      json: { shortcut: "hours", text: "Hi {{name}}, we are open from 9 to 5." },
    });
    const { id } = made.json;
    expect(await lastStep()).toMatchObject({
      actor: "desk:agent person",
      action: "canned.create",
      after: { shortcut: "hours" },
    });
    await call("POST", "canned", { shortcut: "Bye", text: "Bye" });
    expect((await call("GET", "canned")).json.canned.map((one: { shortcut: string }) => one.shortcut)).toEqual([
      "Bye",
      "hours",
    ]);
    expect(await call("POST", "canned", { shortcut: "HOURS", text: "x" })).toMatchObject({
      status: 409,
      json: { code: "NAME_TAKEN" },
    });
    expect((await call("PATCH", `canned/${id}`, { shortcut: "bye" })).status).toBe(409);
    expect((await call("PATCH", `canned/${id}`, { text: "From 8 to 4." })).json).toMatchObject({
      shortcut: "hours",
      text: "From 8 to 4.",
    });
    expect(await lastStep()).toMatchObject({
      action: "canned.change",
      before: { text: "Hi {{name}}, we are open from 9 to 5." },
    });
    expect((await call("DELETE", `canned/${id}`)).status).toBe(204);
    expect((await call("DELETE", `canned/${id}`)).status).toBe(404);
    expect((await call("PATCH", `canned/${id}`, {})).status).toBe(404);
  });

  test.each([
    { shortcut: "two words", text: "x" },
    { shortcut: "a/b", text: "x" },
    { shortcut: "", text: "x" },
    { shortcut: "x", text: "  " },
    { shortcut: "x", text: "x".repeat(4_097) },
    { shortcut: "x" },
  ])("%j is refused", async (payload) => {
    expect((await call("POST", "canned", payload)).status).toBe(400);
  });
});
