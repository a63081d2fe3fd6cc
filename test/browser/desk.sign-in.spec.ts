// Sign-in: signing in and out, redirects, one-time links, and what each role sees.
import { admin } from "./bellhop.ts";
import { expect, look, open, test } from "./desk.ts";

test("whoever comes without a session signs in, and is where they wanted to go", async ({ page, pageErrors }, info) => {
  await page.goto("/desk/settings");
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  await expect(page).toHaveURL(/\/desk\/sign-in\?to=/);
  expect(pageErrors).toEqual([]);
  await look(page, info, "sign-in");

  await page.getByLabel("E-mail").fill(admin.email);
  await page.getByLabel("Password", { exact: true }).fill("not the password");
  await page.keyboard.press("Enter");
  await expect(page.getByRole("alert")).toContainText(/wrong/i);
  expect(pageErrors.splice(0).every((one) => one.includes("401"))).toBe(true);

  await page.getByLabel("Password", { exact: true }).fill(admin.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page.getByRole("heading", { name: "Settings" })).toBeVisible();
  await expect(page).toHaveURL(/\/desk\/settings$/);
});

test("a link to the sign-in page leads to no other house", async ({ page, pageErrors }) => {
  await page.goto(`/desk/sign-in?to=${encodeURIComponent("//evil.test/x")}`);
  await page.getByLabel("E-mail").fill(admin.email);
  await page.getByLabel("Password", { exact: true }).fill(admin.password);
  await page.getByRole("button", { name: "Sign in" }).click();
  await expect(page).toHaveURL(/\/desk\/inbox$/);
  expect(pageErrors).toEqual([]);
});

test("an invited colleague chooses a password, works, and signs out", async ({ page, api, pageErrors }, info) => {
  const email = `mira.${Date.now()}.${info.project.name.replace(" ", "-")}@bellhop.test`;
  const { link } = await api("POST", "/api/people", { name: "Mira", email, role: "agent" });
  await page.goto(String(link.url).replace(/^https?:\/\/[^/]+/, ""));
  await expect(page.getByText(`You were invited as ${email}.`)).toBeVisible();
  await look(page, info, "welcome");
  await page.getByLabel("Your name").fill("Mira Sol");
  await page.getByLabel("Choose a password").fill("a long walk by the sea");
  await page.getByRole("button", { name: "Start" }).click();
  await expect(page).toHaveURL(/\/desk\/inbox$/);

  await page.getByRole("button", { name: /signed in as Mira Sol$/ }).click();
  await expect(page.getByText(`${email} · Agent`)).toBeVisible();
  await page.getByRole("menuitem", { name: "Sign out" }).click();
  await expect(page.getByRole("heading", { name: "Sign in" })).toBeVisible();
  pageErrors.splice(0);
  // The link was used and no longer works.
  await page.goto(String(link.url).replace(/^https?:\/\/[^/]+/, ""));
  await expect(page.getByRole("heading", { name: "This link no longer works" })).toBeVisible();
  expect(pageErrors.splice(0).every((one) => /400/.test(one))).toBe(true);
});

test("a viewer is shown neither the pages nor the buttons of an admin", async ({ page, enter }) => {
  await enter("viewer");
  await open(page, "/rules");
  await expect(page.getByText("menu", { exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: "New rule" })).toHaveCount(0);
  await expect(page.getByRole("switch")).toHaveCount(0);
  await expect(page.getByRole("link", { name: "People" })).toHaveCount(0);
  await page.goto("/desk/people");
  await expect(page.getByText("Your role has no access to this page")).toBeVisible();
});

test("a session that ends while one works leads to the sign-in page", async ({ page, enter, pageErrors }) => {
  await enter();
  await open(page, "/settings");
  // Until the live connection is open and the queries are read again.
  await page.waitForLoadState("networkidle");
  await page.context().clearCookies();
  await page.getByRole("button", { name: /signed in as/ }).click();
  await page.getByRole("menuitem", { name: "Settings" }).press("Escape");
  await page.getByRole("textbox", { name: "Name" }).fill("Somebody else");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page).toHaveURL(/\/desk\/sign-in\?to=%2Fsettings/);
  // By then all pending requests have been reported.
  await page.goto("about:blank");
  expect(pageErrors.splice(0).every((one) => /401|WebSocket/.test(one))).toBe(true);
});
