// For browser tests of the Desk: a page with somebody signed in, the API to make what a test needs, and a look at what is shown.
import path from "node:path";
import type { Page, TestInfo } from "@playwright/test";
import { admin, test as base, expect } from "./bellhop.ts";
import { barriers } from "./simulator-page.ts";

type Role = "viewer" | "agent" | "admin";

/** Calls the API with an admin's key and returns what it answered; a refusal fails the test. */
// biome-ignore lint/suspicious/noExplicitAny: what a route answers is what its test looks at.
type Api = (method: string, path: string, body?: object) => Promise<any>;

const pictures = path.join(import.meta.dirname, "../../.tmp");
const others = new Map<string, { email: string; password: string }>();

/** As in bellhop.ts, with `api`, and `enter`, which signs somebody in on the page: the admin, or a colleague with a role. */
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
    }),
});

/** A person with a role, made once for a server. */
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

/** Opens a page of the Desk, such as `/inbox`, and waits until its title stands there. Sign in with `enter` before. */
export async function open(page: Page, place: string): Promise<void> {
  await page.goto(`/desk${place}`);
  await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
}

/** What is shown has no barriers, sticks out to no side, and is kept as a picture. */
export async function look(page: Page, info: TestInfo, name: string): Promise<void> {
  await page.waitForLoadState("networkidle").catch(() => {});
  // What still moves has colours in between.
  await page.evaluate(
    "Promise.all(document.getAnimations().filter(({ effect }) => effect.getComputedTiming().iterations !== Infinity).map(({ finished }) => finished.catch(() => {})))",
  );
  expect(await barriers(page)).toEqual([]);
  expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
  await page.screenshot({ path: path.join(pictures, `desk ${name} ${info.project.name}.png`) });
}

export { expect };
