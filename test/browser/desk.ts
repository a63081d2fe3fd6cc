// For browser tests of the Desk: a page with a signed-in user, the API to create what a test needs, and checks of what is shown.
import type { Locator, Page, TestInfo } from "@playwright/test";
import { admin, test as base, expect } from "./bellhop.ts";
import { look as lookAt } from "./views.ts";

type Role = "viewer" | "agent" | "admin";

/** Whether the page is as narrow as a phone's: the parts of the inbox are then shown one at a time. */
export const isPhone = (page: Page): boolean => page.viewportSize()!.width < 820;

/** Calls the API with an admin's key and returns the response; an error fails the test. */
// biome-ignore lint/suspicious/noExplicitAny: each test checks the parts of a response that it needs.
export type Api = (method: string, path: string, body?: object) => Promise<any>;

const others = new Map<string, { email: string; password: string }>();

/** As in bellhop.ts, with `api`, and `enter`, which signs a user in on the page: the admin, or a colleague with a role. */
export const test = base.extend<{ api: Api; enter: (role?: Role) => Promise<void> }>({
  api: ({ request, bellhop }, use) =>
    use(async (method, address, body) => {
      const answer = await request.fetch(address, {
        method,
        headers: { authorization: `Bearer ${bellhop.apiKey}` },
        ...(body ? { data: body } : {}),
      });
      const said = await answer.text();
      if (!answer.ok()) throw new Error(`${method} ${address}: ${answer.status()} ${said}`);
      return said === "" ? null : JSON.parse(said);
    }),
  enter: ({ page, api, bellhop }, use) =>
    use(async (role = "admin") => {
      const who = role === "admin" ? admin : await colleague(role, bellhop.url, api, page);
      const answer = await page.request.post("/api/auth/sign-in/email", { data: who });
      expect(answer.status(), await answer.text()).toBe(200);
      // So that the pages of these tests do not ask for the password; desk.two-step.spec.ts tests that they do.
      const { password } = who;
      const sure = await page.request.post("/api/me/confirm", { data: { password }, headers: { origin: bellhop.url } });
      expect(sure.status(), await sure.text()).toBe(204);
    }),
});

/** A user with a role, created once per server. */
async function colleague(role: Role, server: string, api: Api, page: Page) {
  const key = `${server} ${role}`;
  const known = others.get(key);
  if (known) return known;
  const who = { email: `${role}@bellhop.test`, password: `the ${role} behind the counter` };
  const name = role === "agent" ? "Ines Ferreira" : "Viktor Holm";
  const { link } = await api("POST", "/api/people", { name, email: who.email, role });
  const data = { token: String(link.url).split("#")[1], password: who.password };
  const answer = await page.request.post("/api/auth/links/accept", { data });
  expect(answer.status(), await answer.text()).toBe(200);
  others.set(key, who);
  return who;
}

/** A part of a name that no other test has. */
export const own = (): string => Math.random().toString(36).slice(2, 8);

/** The messages of the open conversation. */
export const thread = (page: Page): Locator => page.getByRole("log");

/** The latest message with a text. */
export const bubble = (page: Page, text: string | RegExp): Locator =>
  thread(page).getByRole("article").filter({ hasText: text }).last();

export const reply = (page: Page): Locator =>
  page.getByRole("textbox", { name: "Write a reply; / for canned replies" });

/** Opens a page of the Desk, such as `/inbox`, and waits until its title is shown. Sign in with `enter` before. */
export async function open(page: Page, place: string): Promise<void> {
  await page.goto(`/desk${place}`);
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
}

/** As in views.ts. */
export const look = (page: Page, info: TestInfo, name: string): Promise<void> => lookAt(page, info, `desk ${name}`);

export { expect };
