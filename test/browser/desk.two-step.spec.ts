// Two-step sign-in, confirming the password, and the admin who must set up two-step sign-in.
import type { Page } from "@playwright/test";
import { codeOf, stepOf } from "../../server/core/access/totp.ts";
import { type Api, expect, look, open, test } from "./desk.ts";

const password = "five quiet herons at dusk";
const dialog = (page: Page, name: string | RegExp) => page.getByRole("dialog", { name });
const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The code that an authenticator app shows for a secret; `later` steps from now. */
function codeFor(secret: string, later = 0): string {
  const bits = [...secret.replaceAll(" ", "")]
    .map((one) => alphabet.indexOf(one).toString(2).padStart(5, "0"))
    .join("");
  const bytes = Buffer.from(bits.match(/.{8}/g)!.map((byte) => Number.parseInt(byte, 2)));
  return codeOf(bytes, stepOf(new Date()) + later);
}

/** Another admin, signed in on the page. */
async function newAdmin(page: Page, api: Api): Promise<string> {
  const email = `nia.${Date.now()}.${Math.floor(Math.random() * 1e6)}@bellhop.test`;
  const { link } = await api("POST", "/api/people", { name: "Nia Osei", email, role: "admin" });
  const token = String(link.url).split("#")[1];
  const answer = await page.request.post("/api/auth/links/accept", { data: { token, password } });
  expect(answer.status(), await answer.text()).toBe(200);
  return email;
}

// A connection for live updates may be opening when the page is left, or the session ends.
const refusals = (pageErrors: string[]) =>
  expect(pageErrors.splice(0).filter((one) => !/40[013]|WebSocket/.test(one))).toEqual([]);

test("the password is asked again before people are changed, and what was asked for is done then", async ({
  page,
  api,
  pageErrors,
}, info) => {
  await newAdmin(page, api);
  await open(page, "/people");
  await page.getByRole("button", { name: "Invite a person" }).click();
  const invite = dialog(page, "Invite a person");
  const email = `kit.${Date.now()}@bellhop.test`;
  await invite.getByLabel("Name").fill("Kit");
  await invite.getByLabel("E-mail").fill(email);
  await invite.getByRole("button", { name: "Create link" }).click();
  const asks = dialog(page, "Confirm that it is you");
  await expect(asks).toBeVisible();
  await look(page, info, "confirm-identity");

  await asks.getByRole("button", { name: "Cancel" }).click();
  await expect(invite.getByRole("alert")).toContainText("your password was not confirmed");
  await invite.getByRole("button", { name: "Create link" }).click();
  await asks.getByLabel("Your password").fill("not the password");
  await asks.getByRole("button", { name: "Confirm" }).click();
  await expect(asks.getByRole("alert")).toContainText(/wrong/);
  await asks.getByLabel("Your password").fill(password);
  await asks.getByRole("button", { name: "Confirm" }).click();
  await expect(dialog(page, "A link for Kit")).toBeVisible();
  refusals(pageErrors);
});

test("two-step sign-in is set up, asked for, and turned off", async ({ page, api, pageErrors }, info) => {
  test.slow();
  const email = await newAdmin(page, api);
  await open(page, "/settings");
  await page.getByRole("button", { name: "Set it up" }).click();
  await dialog(page, "Confirm that it is you").getByLabel("Your password").fill(password);
  await page.keyboard.press("Enter");
  const enrol = dialog(page, "Two-step sign-in");
  await expect(enrol.getByRole("img", { name: "QR code for your authenticator app" })).toBeVisible();
  await look(page, info, "two-step-enrol");
  const secret = (await enrol.getByLabel("Secret for the app").textContent())!;
  await enrol.getByRole("textbox", { name: "Code" }).fill("000000");
  await enrol.getByRole("button", { name: "Turn it on" }).click();
  await expect(enrol.getByRole("alert")).toContainText("not the app's current one");
  await enrol.getByRole("textbox", { name: "Code" }).fill(codeFor(secret, -1));
  await enrol.getByRole("button", { name: "Turn it on" }).click();
  const codes = enrol.getByRole("list", { name: "Recovery codes" }).getByRole("listitem");
  await expect(codes).toHaveCount(10);
  const recovery = (await codes.first().textContent())!;
  await look(page, info, "two-step-codes");
  await enrol.getByLabel("I have kept them").check();
  await enrol.getByRole("button", { name: "Done" }).click();
  await expect(page.getByText("10 recovery codes are left.")).toBeVisible();
  await look(page, info, "two-step-on");

  await page.context().clearCookies();
  await page.goto("/desk/sign-in");
  const signIn = async (code: string) => {
    await page.getByLabel("E-mail").fill(email);
    await page.getByLabel("Password", { exact: true }).fill(password);
    await page.getByRole("button", { name: "Sign in" }).click();
    await expect(page.getByRole("heading", { name: "Enter the code" })).toBeVisible();
    await page.getByRole("textbox", { name: "Code" }).fill(code);
    await page.getByRole("button", { name: "Sign in" }).click();
  };
  await signIn(codeFor(secret));
  await expect(page).toHaveURL(/\/desk\/inbox$/);
  await page.context().clearCookies();
  await page.goto("/desk/sign-in?to=%2Fsettings");
  await signIn("0000-0000-0000-0000");
  await expect(page.getByRole("alert")).toContainText("The code is wrong");
  await look(page, info, "sign-in-code");
  await page.getByRole("textbox", { name: "Code" }).fill(recovery);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByText("9 recovery codes are left.")).toBeVisible();

  await page.getByRole("button", { name: "Turn it off" }).click();
  await dialog(page, "Turn two-step sign-in off?").getByRole("button", { name: "Turn it off" }).click();
  const asks = dialog(page, "Confirm that it is you");
  await asks.getByLabel("Your password").fill(password);
  await asks.getByRole("textbox", { name: "Code" }).fill(codeFor(secret, 1));
  await asks.getByRole("button", { name: "Confirm" }).click();
  await expect(page.getByRole("button", { name: "Set it up" })).toBeVisible();
  refusals(pageErrors);
});

test("an admin who has to have it is led to it, and goes on afterwards", async ({ page, api, pageErrors }, info) => {
  await newAdmin(page, api);
  await open(page, "/people");
  await expect(page.getByText("Two-step sign-in is required for admins")).toBeVisible();
  // Set through the API and only briefly, since other tests share this server.
  const require = (needed: boolean) => api("PUT", "/api/settings/sign-in", { second_factor_for_admins: needed });
  await require(true);
  try {
    await page.goto("/desk/inbox");
    await expect(page.getByRole("heading", { name: "Set up two-step sign-in" })).toBeVisible();
    await look(page, info, "must-enrol");
    await page.getByRole("button", { name: "Set it up" }).click();
    await dialog(page, "Confirm that it is you").getByLabel("Your password").fill(password);
    await page.keyboard.press("Enter");
    const secret = (await page.getByLabel("Secret for the app").textContent())!;
    await page.getByRole("textbox", { name: "Code" }).fill(codeFor(secret));
    await page.getByRole("button", { name: "Turn it on" }).click();
    await page.getByLabel("I have kept them").check();
    await page.getByRole("button", { name: "Done" }).click();
    await expect(page.getByRole("link", { name: "Settings" }).or(page.getByRole("navigation"))).not.toHaveCount(0);
    await expect(page.getByRole("heading", { name: "Set up two-step sign-in" })).toHaveCount(0);
  } finally {
    await require(false);
  }
  pageErrors.splice(0);
});
