// The first minutes of a new Bellhop: the link that it prints on start, the first admin, and the Desk's cookie over real HTTP.
import { expect, test } from "vitest";
import { useBellhop } from "../support/bellhop.ts";

const journey = useBellhop();

test("the printed link makes the first admin, once, and signs them in", async () => {
  const { firstLink, address } = journey.bellhop;
  const [page, token] = firstLink!.split("#") as [string, string];
  // The link contains localhost; the test calls the address on which the server listens.
  expect(new URL(page).pathname).toBe("/desk/welcome");
  const origin = new URL(page).origin;
  const post = (path: string, body: object, cookie = "") =>
    fetch(`${address}${path}`, {
      method: "POST",
      headers: { "content-type": "application/json", origin, cookie },
      body: JSON.stringify(body),
    });
  const given = { token, name: "Ada", email: "ada@desk.test", password: "correct horse" };
  expect(await (await post("/api/auth/links/look", { token })).json()).toMatchObject({ purpose: "first", name: null });
  const accepted = await post("/api/auth/links/accept", given);
  expect(await accepted.json()).toMatchObject({ person: { name: "Ada", role: "admin" } });
  expect((await post("/api/auth/links/accept", given)).status).toBe(400);

  const cookie = accepted.headers.getSetCookie()[0]!.split(";")[0]!;
  const bo = { name: "Bo", email: "bo@desk.test", role: "viewer" };
  expect(await (await post("/api/people", bo, cookie)).json()).toMatchObject({ status: 403, code: "CONFIRM_PASSWORD" });
  expect((await post("/api/me/confirm", { password: given.password }, cookie)).status).toBe(204);
  const made = await post("/api/people", bo, cookie);
  expect(made.status).toBe(201);
  const { link } = (await made.json()) as { link: { url: string } };
  expect(link.url.startsWith(`${page}#`)).toBe(true);
  expect((await post("/api/auth/sign-out", {}, cookie)).status).toBe(204);
  const gone = await fetch(`${address}/api/me`, { headers: { cookie } });
  expect(await gone.json()).toMatchObject({ status: 401, code: "SIGNED_OUT" });
});
