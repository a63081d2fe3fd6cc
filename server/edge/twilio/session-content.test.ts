import { describe, expect, test } from "vitest";
import type { HttpResult } from "../../base/http-request.ts";
import type { ButtonsDraft, Draft } from "../../contract/outbound.ts";
import { type AskContent, contentTypes, createSessionContents, type SessionContents } from "./session-content.ts";

const x = (length: number) => "x".repeat(length);
const buttons = (text: string): ButtonsDraft => ({ type: "buttons", text, buttons: [{ id: "yes", title: "Yes" }] });
const HOUR_MS = 3_600_000;

/** A Content API that keeps what it is given; `status` is its answer to a new content. */
function contentApi(start: { name: string; created: string }[] = []) {
  const api = {
    status: 201,
    down: false,
    now: Date.parse("2026-01-10T00:00:00Z"),
    calls: [] as string[],
    kept: new Map(start.map(({ name, created }, i) => [`HX${i}`, { name, created }])),
  };
  const answer = (status: number, body: object): HttpResult => ({
    kind: "answered",
    status,
    headers: {},
    body: JSON.stringify(body),
  });
  const ask: AskContent = async ({ method, path, body }) => {
    api.calls.push(`${method} ${path.split("?")[0]}`);
    if (api.down) return { kind: "unanswered", reason: "slow" };
    if (method === "GET") {
      const contents = [...api.kept].map(([sid, { name, created }]) => ({
        sid,
        friendly_name: name,
        date_created: created,
      }));
      return answer(200, { contents, meta: { next_page_url: null } });
    }
    if (method === "DELETE") return answer(api.kept.delete(path.split("/").at(-1)!) ? 204 : 404, {});
    if (api.status !== 201) return answer(api.status, { code: 20001 });
    const sid = `HX${api.calls.length + 100}`;
    api.kept.set(sid, { name: JSON.parse(body!).friendly_name, created: new Date(api.now).toISOString() });
    return answer(201, { sid });
  };
  return {
    api,
    contents: createSessionContents(ask, () => api.now),
    again: () => createSessionContents(ask, () => api.now),
  };
}

describe("the content of a draft", () => {
  test.each<[Draft, object | null]>([
    [
      { type: "buttons", text: "Sure?", footer: "Shop", buttons: [{ id: "yes", title: "Yes" }] },
      {
        "twilio/quick-reply": { body: "Sure?\n\nShop", actions: [{ type: "QUICK_REPLY", title: "Yes", id: "yes" }] },
      },
    ],
    [
      {
        type: "list",
        text: "Which?",
        button: "Open",
        sections: [
          { title: "1", rows: [{ id: "a", title: "A" }] },
          { title: "2", rows: [{ id: "b", title: "B", description: "d" }] },
        ],
      },
      {
        "twilio/list-picker": {
          body: "Which?",
          button: "Open",
          items: [
            { item: "A", id: "a" },
            { item: "B", id: "b", description: "d" },
          ],
        },
      },
    ],
    [
      { type: "link_button", header: "Lot 4", text: "Pay", label: "Pay", url: "https://e.com" },
      {
        "twilio/call-to-action": {
          body: "*Lot 4*\n\nPay",
          actions: [{ type: "URL", title: "Pay", url: "https://e.com" }],
        },
      },
    ],
    [
      { type: "location", latitude: 1, longitude: 2, name: "Office" },
      { "twilio/location": { latitude: 1, longitude: 2, label: "Office" } },
    ],
    [
      { ...buttons("Take it?"), header: { type: "image", link: "https://e.com/a.jpg" }, footer: "Lot 4" },
      {
        "whatsapp/card": {
          ...{ body: "Take it?", footer: "Lot 4", media: ["https://e.com/a.jpg"] },
          actions: [{ type: "QUICK_REPLY", title: "Yes", id: "yes" }],
        },
      },
    ],
    [buttons(x(1025)), null],
    [{ type: "link_button", text: x(641), label: "Pay", url: "https://e.com" }, null],
    [{ type: "text", text: "hi" }, null],
    [{ type: "location_request", text: "Where?" }, null],
  ])("%j", (draft, types) => {
    expect(contentTypes(draft)).toEqual(types);
  });
});

/** The SID of a draft's content; null: it goes as text. */
const sidOf = async (contents: SessionContents, draft: Draft) => (await contents.contentOf(draft))?.sid ?? null;

describe("contents", () => {
  test("are made once for each different draft, also after a restart", async () => {
    const { api, contents, again } = contentApi();
    const first = await sidOf(contents, buttons("a"));
    expect(await sidOf(contents, buttons("a"))).toBe(first);
    expect(await sidOf(contents, buttons("b"))).not.toBe(first);
    expect(await sidOf(again(), buttons("a"))).toBe(first);
    expect(api.calls.filter((call) => call.startsWith("POST"))).toHaveLength(2);
  });

  test("serve every kept file above the same text, because its address is a variable after the host", async () => {
    const { contents } = contentApi();
    const draft: Draft = { ...buttons("a"), header: { type: "image", file: 5 } };
    const first = await contents.contentOf(draft, "https://desk.example/api/media/links/1.2.x/bay.jpg");
    const second = await contents.contentOf(draft, "https://desk.example/api/media/links/1.9.y/bay.jpg");
    expect(first).toEqual({ sid: second?.sid, variables: { 1: "api/media/links/1.2.x/bay.jpg" } });
    expect(second?.variables).toEqual({ 1: "api/media/links/1.9.y/bay.jpg" });
  });

  test("are deleted when they are old, and others of the account are left alone", async () => {
    const created = "2026-01-01T00:00:00Z";
    const { api, contents } = contentApi([
      { name: "bellhop-session-old", created },
      { name: "order_ready", created },
    ]);
    await sidOf(contents, buttons("a"));
    expect([...api.kept.values()].map(({ name }) => name)).toEqual([
      "order_ready",
      expect.stringMatching(/^bellhop-session-[0-9a-f]{32}$/),
    ]);
  });

  test("are made again before they are deleted", async () => {
    const { api, contents } = contentApi();
    const first = await sidOf(contents, buttons("a"));
    api.now += 70 * HOUR_MS;
    expect(await sidOf(contents, buttons("a"))).not.toBe(first);
  });

  test("that Twilio refuses are not tried again; others are", async () => {
    const { api, contents } = contentApi();
    api.status = 400;
    expect(await sidOf(contents, buttons("a"))).toBeNull();
    api.status = 201;
    expect(await sidOf(contents, buttons("a"))).toBeNull();
    expect(await sidOf(contents, buttons("b"))).not.toBeNull();
  });

  test.each(["no answer", "no right", "a refused send"])("after %s drafts go as text for a minute", async (what) => {
    const { api, contents } = contentApi();
    const first = what === "a refused send" ? await sidOf(contents, buttons("a")) : null;
    if (what === "no answer") api.down = true;
    if (what === "no right") api.status = 403;
    if (first !== null) contents.refused(first);
    expect(await sidOf(contents, buttons("a"))).toBeNull();
    const asked = api.calls.length;
    expect(await sidOf(contents, buttons("b"))).toBeNull();
    expect(api.calls).toHaveLength(asked);
    Object.assign(api, { down: false, status: 201, now: api.now + 60_000 });
    expect(await sidOf(contents, buttons("a"))).not.toBeNull();
  });
});
