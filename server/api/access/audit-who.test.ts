// The audit log names the right person, whatever people are called; and it has sign-ins, exports and bulk actions.
import { expect, test } from "vitest";
import { ownPage, useApp } from "../../../test/support/app.ts";
import { parkApi } from "../../../test/support/park-api.ts";

const world = useApp();
const park = parkApi(world);
const list = async (query = "") => (await park.get(`/api/audit?${query}`, "admin")).json.entries;
const label = async (cookie: string, name: string) =>
  (
    await world.call(null, {
      method: "POST",
      url: "/api/inbox/labels",
      payload: { name, colour: "#f2b544" },
      headers: { ...ownPage, cookie },
    })
  ).status;
const rename = (cookie: string, name: string) =>
  world.call(null, { method: "PATCH", url: "/api/me", payload: { name }, headers: { ...ownPage, cookie } });

test("one who takes another's name is still told apart, and a rename loses nothing", async () => {
  const [ada, eve] = [await world.newPerson("admin", "ada"), await world.newPerson("admin", "eve")];
  expect(await label(ada.cookie, "first")).toBe(201);
  await rename(ada.cookie, "Ada Lovelace");
  expect((await rename(eve.cookie, ada.name)).status).toBe(200);
  expect(await label(eve.cookie, "second")).toBe(201);
  const made = (entries: { action: string }[]) => entries.filter(({ action }) => action === "label.create");
  const [second, first] = made(await list("subject=label"));
  expect(second).toMatchObject({ actor: `desk:${ada.name}`, actor_person_id: eve.id, actor_key_id: null });
  expect(first).toMatchObject({
    actor: `desk:${ada.name}`,
    actor_person_id: ada.id,
    actor_name: "Ada Lovelace",
  });
  expect(made(await list(`person_id=${ada.id}`))).toEqual([first]);
  expect(made(await list(`person_id=${eve.id}`))).toEqual([second]);
  expect(await list("person_id=999999")).toEqual([]);
});

test("a key is told by its number, and what has no number says so", async () => {
  const lot = await park.lot();
  const [made] = await list(`subject=lot&id=${lot.id}`);
  expect(made).toMatchObject({ actor: "api:admin key", actor_person_id: null, actor_name: "admin key" });
  const some = await list(`key_id=${made.actor_key_id}`);
  expect(some.map((one: { id: number }) => one.id)).toContain(made.id);
  const [other] = await list("actor=test");
  expect(other).toMatchObject({ actor_person_id: null, actor_key_id: null, actor_name: null });
});

test.each(["\u200b", "\u2060\u200d", "\u3164", "\u00ad ", "\u2800"])(
  "a name that cannot be seen (%j) is refused",
  async (name) => {
    const { cookie } = await world.person("agent");
    const answer = await rename(cookie, name);
    expect(answer).toMatchObject({ status: 400, json: { code: "BAD_REQUEST" } });
  },
);

test("who comes in, who goes, and who could not come in", async () => {
  const { id, email, name, cookie } = await world.newPerson("viewer", "comes");
  const attempt = (given: string) =>
    world.call(null, {
      method: "POST",
      url: "/api/auth/sign-in/email",
      payload: { email: given, password: "nothing like it" },
      headers: ownPage,
    });
  expect((await attempt(email)).status).toBe(401);
  await world.call(null, { method: "POST", url: "/api/auth/sign-out", headers: { ...ownPage, cookie } });
  const address = expect.any(String);
  expect(await list(`subject=person&id=${id}`)).toMatchObject([
    { action: "person.signed_out", actor: `desk:${name}`, actor_person_id: id },
    { action: "person.sign_in_failed", actor: "somebody", actor_person_id: null, after: { email, address } },
    { action: "person.signed_in", actor: `desk:${name}`, actor_person_id: id, after: { address } },
    { action: "person.created" },
  ]);
  await attempt("nobody@desk.test");
  // Only the first of several within an hour is logged; see failures.ts.
  world.clock.advance(3_600_000);
  await attempt("correct horse battery staple");
  const [typed, unknown] = await list("actor=somebody");
  expect(unknown).toMatchObject({ subject_id: 0, after: { email: "nobody@desk.test" } });
  // Somebody typed their password into the wrong field, so it is not logged.
  expect(typed).toMatchObject({ subject_id: 0, after: { email: null } });
});

test("exports, acts over many messages, and webhooks that are taken again", async () => {
  const { id: person } = await world.person("agent");
  const as = world.asPerson;
  const url = "/api/table/messages";
  const exported = await as("agent", { method: "GET", url: `${url}/export?q=menu&format=ndjson` });
  expect(exported.status).toBe(200);
  await as("agent", { method: "HEAD", url: `${url}/export` });
  await as("agent", { method: "GET", url: "/api/table/bookings/export?status=active" });
  const payload = { filter: { direction: "in" }, action: "mark_read" };
  expect((await as("agent", { method: "POST", url: `${url}/bulk`, payload })).status).toBe(200);
  expect((await as("admin", { method: "POST", url: "/api/webhooks/replay", payload: {} })).status).toBe(202);
  expect(await list("subject=messages")).toMatchObject([
    { action: "messages.mark_read", actor_person_id: person, after: { filter: { direction: "in" }, matched: 0 } },
    { action: "messages.exported", actor_person_id: person, after: { q: "menu", format: "ndjson", rows: 0 } },
  ]);
  expect(await list("subject=bookings")).toMatchObject([
    { action: "bookings.exported", actor_person_id: person, after: { status: "active", rows: 0 } },
  ]);
  expect(await list("subject=webhooks")).toMatchObject([
    { action: "webhooks.replayed", after: { what: "dead", webhooks: 0 } },
  ]);
});
