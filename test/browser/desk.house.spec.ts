// Administration: users, API keys, replies, the audit log, the user's own settings; and the frame around all pages.
import type { Page, TestInfo, WebSocketRoute } from "@playwright/test";
import { expect, look, open, test } from "./desk.ts";

/** Different in each run of a test, since the runs share a server. */
const own = (info: TestInfo) => `${info.project.name.replace(" ", "-")}-${info.repeatEachIndex}`;
const dialog = (page: Page) => page.getByRole("dialog");

test.beforeEach(({ enter }) => enter());

test("people: invited, changed, shut out, and let in again", async ({ page }, info) => {
  const name = `Tove ${own(info)}`;
  await open(page, "/people");
  await page.getByRole("button", { name: "Invite a person" }).click();
  await dialog(page).getByLabel("Name").fill(name);
  await dialog(page)
    .getByLabel("E-mail")
    .fill(`tove.${own(info)}@bellhop.test`);
  await look(page, info, "people-invite");
  await dialog(page).getByRole("button", { name: "Create link" }).click();
  await expect(dialog(page).getByLabel("One-time link")).toHaveText(/\/desk\/welcome#\S{20,}/);
  await dialog(page).getByRole("button", { name: "I have copied it" }).click();

  const row = page.getByRole("row", { name: new RegExp(name) });
  await expect(row.getByText("Invited")).toBeVisible();
  const menu = row.getByRole("button", { name: `Actions for ${name}` });
  await menu.click();
  await page.getByRole("menuitem", { name: "Change" }).click();
  await dialog(page).getByRole("radio", { name: "Viewer" }).check();
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expect(dialog(page)).toHaveCount(0);
  await menu.click();
  await page.getByRole("menuitem", { name: "Sessions" }).click();
  await expect(dialog(page).getByText("Not signed in anywhere")).toBeVisible();
  await dialog(page).getByRole("button", { name: "Close" }).click();
  await menu.click();
  await page.getByRole("menuitem", { name: "Disable" }).click();
  await expect(dialog(page)).toContainText("They are signed out at once");
  await dialog(page).getByRole("button", { name: "Disable" }).click();
  await expect(row.getByText("Disabled")).toBeVisible();
  await look(page, info, "people");
  await menu.click();
  await page.getByRole("menuitem", { name: "Enable" }).click();
  await expect(row.getByText("Disabled")).toHaveCount(0);
});

test("the last admin cannot shut themselves out", async ({ page, pageErrors }) => {
  await open(page, "/people");
  await page.getByRole("button", { name: "Actions for ada" }).click();
  await page.getByRole("menuitem", { name: "Disable" }).click();
  await dialog(page).getByRole("button", { name: "Disable" }).click();
  await expect(page.getByRole("status").getByText(/admin/)).toBeVisible();
  expect(pageErrors.splice(0).every((one) => one.includes("409"))).toBe(true);
});

test("keys: made, shown once, used, revoked", async ({ page, request }, info) => {
  const name = `till ${own(info)}`;
  await open(page, "/keys");
  await page.getByRole("button", { name: "New key" }).click();
  await dialog(page).getByLabel("Name").fill(name);
  await dialog(page).getByRole("radio", { name: "Viewer" }).check();
  await dialog(page).getByRole("button", { name: "Create key" }).click();
  const key = await dialog(page).getByLabel("API key").textContent();
  const me = () => request.get("/api/me", { headers: { authorization: `Bearer ${key}` } });
  expect(await (await me()).json()).toMatchObject({ key: name, role: "viewer" });
  await look(page, info, "keys-new");
  // What is shown only once stays until the user confirms it.
  await page.keyboard.press("Escape");
  await page.mouse.click(5, 5);
  await expect(dialog(page).getByLabel("API key")).toHaveText(key!);
  await dialog(page).getByRole("button", { name: "I have copied it" }).click();
  const row = page.getByRole("row", { name: new RegExp(name) });
  await row.getByRole("button", { name: "Revoke" }).click();
  await dialog(page).getByRole("button", { name: "Revoke" }).click();
  await expect(row.getByText("Revoked")).toBeVisible();
  expect((await me()).status()).toBe(401);
  await look(page, info, "keys");
});

test("rules: made, tried, moved, switched off, removed", async ({ page, api }, info) => {
  const word = `valet${own(info).replaceAll(/\W/g, "")}`;
  await open(page, "/rules");
  await page.getByRole("button", { name: "New rule" }).click();
  await dialog(page).getByLabel("Words").fill(`${word}, ${word}s`);
  await dialog(page).getByRole("textbox", { name: "Answer" }).fill("Hello {{name}}, somebody comes down.");
  await look(page, info, "rules-new");
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expect(dialog(page)).toHaveCount(0);
  const line = page.getByRole("listitem").filter({ hasText: word });
  await expect(line).toContainText("as a word in it");

  const attempt = async (text: string) => {
    await page.getByLabel("A customer writes").fill(text);
    await page.getByRole("button", { name: "Try", exact: true }).click();
  };
  await attempt(`a ${word} please`);
  await expect(page.getByText("Hello Robin, somebody comes down.")).toBeVisible();
  await expect(page.getByText(`Answered by the rule ${word}, ${word}s`)).toBeVisible();
  await look(page, info, "rules");
  await attempt("slots");
  await expect(page.getByText("Answered by parking")).toBeVisible();
  await attempt("what a lovely day");
  await expect(page.getByText(/^Sorry, I did not understand that/)).toBeVisible();
  await expect(page.getByText("No rule matches: the bot offers help once")).toBeVisible();

  const place = async () =>
    ((await api("GET", "/api/bot/rules")).rules as { keyword: string }[]).findIndex((one) =>
      one.keyword.startsWith(word),
    );
  const before = await place();
  await line.getByRole("button", { name: /up$/ }).click();
  await expect.poll(place).toBe(before - 1);
  await line.getByRole("switch").press("Space");
  await expect(line.getByText("Off")).toBeVisible();
  await line.getByRole("button", { name: /^Remove/ }).click();
  await dialog(page).getByRole("button", { name: "Remove" }).click();
  await expect(line).toHaveCount(0);
});

test("canned replies and labels are kept, and what is refused is said", async ({ page, pageErrors }, info) => {
  const shortcut = `hours${own(info).replaceAll(/\W/g, "")}`;
  await open(page, "/rules/canned");
  for (const again of [false, true]) {
    await page.getByRole("button", { name: "New reply" }).click();
    await dialog(page).getByLabel("Shortcut").fill(shortcut);
    await dialog(page).getByLabel("Text").fill("We are there\nfrom 9 to 5, {{name}}.");
    await dialog(page).getByRole("button", { name: "Save" }).click();
    if (again) await expect(dialog(page).getByRole("alert")).toContainText(`/${shortcut}`);
    else await expect(dialog(page)).toHaveCount(0);
  }
  expect(pageErrors.splice(0).every((one) => one.includes("409"))).toBe(true);
  await dialog(page).getByRole("button", { name: "Cancel" }).click();
  const line = page.getByRole("listitem").filter({ hasText: `/${shortcut}` });
  await expect(line).toContainText("from 9 to 5, {{name}}.");
  await look(page, info, "canned");

  await page.getByRole("link", { name: "Labels" }).click();
  await page.getByRole("button", { name: "New label" }).click();
  await dialog(page)
    .getByLabel("Name")
    .fill(`invoice ${own(info)}`);
  await look(page, info, "label-new");
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expect(page.getByText(`invoice ${own(info)}`, { exact: true })).toBeVisible();
  await look(page, info, "labels");
});

test("the audit log says who did what, is filtered, and appears as it happens", async ({ page, api }, info) => {
  const key = `night ${own(info)}`;
  const { id } = await api("POST", "/api/keys", { name: key, role: "viewer" });
  await open(page, "/audit");
  const entry = (did: string) =>
    page
      .locator("tbody")
      .getByRole("row")
      .filter({ hasText: new RegExp(`${did}\\s*API key ${key}`) });
  const made = entry("created");
  await expect(made).toBeVisible();
  if (page.viewportSize()!.width > 720)
    for (const name of ["Time", "Who", "Action", "Subject", "Change"])
      await expect(page.getByRole("columnheader", { name: new RegExp(`^${name}( Sorted|$)`) })).toBeVisible();
  await look(page, info, "audit");
  await made.locator("time").click();
  const side = page.getByRole("complementary", { name: /^Entry \d+/ });
  await expect(side).toContainText(`API key ${key}`);
  await expect(side.getByRole("row", { name: /role none viewer/ })).toBeVisible();
  await expect(page).toHaveURL(/entry=\d+/);
  await look(page, info, "audit entry");
  await page.keyboard.press("Escape");
  await expect(side).toBeHidden();
  await api("DELETE", `/api/keys/${id}`);
  await expect(entry("revoked")).toBeVisible();

  await page.getByRole("combobox", { name: "Subject" }).click();
  await page.getByRole("option", { name: "Rule", exact: true }).click();
  await expect(page).toHaveURL(/subject=rule/);
  await expect(made).toHaveCount(0);
  await page.reload();
  await expect(page.getByRole("combobox", { name: "Subject" })).toHaveValue("Rule");
  await page.getByRole("button", { name: "Clear filters" }).click();
  await expect(made).toBeVisible();
});

test("settings: name, sessions, colours that stay", async ({ page }, info) => {
  await open(page, "/settings");
  const name = page.getByRole("textbox", { name: "Name" });
  await name.fill("Ada of the desk");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("button", { name: /signed in as Ada of the desk$/ })).toBeVisible();
  await name.fill("ada");
  await page.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("button", { name: /signed in as ada$/ })).toBeVisible();
  await expect(page.getByRole("row", { name: /this one/ })).toBeVisible();
  await look(page, info, "settings");
  const scheme = () => page.evaluate("document.documentElement.dataset.mantineColorScheme");
  const other = (await scheme()) === "dark" ? "light" : "dark";
  await page.getByText(other === "dark" ? "Dark" : "Light", { exact: true }).click();
  expect(await scheme()).toBe(other);
  await page.reload();
  await expect(page.getByRole("heading", { name: "Settings" })).toBeVisible();
  expect(await scheme()).toBe(other);
});

test("the keyboard leads about, and ? says how", async ({ page }, info) => {
  await open(page, "/settings");
  await page.keyboard.press("?");
  await expect(dialog(page).getByText("Go to the inbox")).toBeVisible();
  await look(page, info, "keys-overlay");
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toHaveCount(0);
  await page.keyboard.press("g");
  await page.keyboard.press("r");
  await expect(page.getByRole("heading", { name: "Replies" })).toBeVisible();
  // Shortcuts do nothing while the user types.
  await page.getByLabel("A customer writes").click();
  await page.keyboard.type("g m ?");
  await expect(page.getByLabel("A customer writes")).toHaveValue("g m ?");
  await expect(page).toHaveURL(/\/desk\/rules$/);
});

test("a lost connection is said, and mended by itself", async ({ page, pageErrors }, info) => {
  // The browser's offline mode does not affect WebSockets.
  const sockets: WebSocketRoute[] = [];
  let up = true;
  await page.routeWebSocket(/\/api\/live/, (socket) => {
    if (!up) return void socket.close();
    socket.connectToServer();
    sockets.push(socket);
  });
  await open(page, "/rules");
  const banner = page.getByText(/Not connected\. What you see/);
  await expect(banner).toHaveCount(0);
  up = false;
  await page.context().setOffline(true);
  for (const socket of sockets) await socket.close();
  await expect(banner).toBeVisible();
  await look(page, info, "offline");
  up = true;
  await page.context().setOffline(false);
  await expect(banner).toHaveCount(0);
  // The browser reports failed requests as errors.
  pageErrors.splice(0);
});

test("old addresses of the admin panel lead to the right page", async ({ page }) => {
  await page.goto("/admin/whatsapp/whatsappmessage/");
  await expect(page).toHaveURL(/\/desk\/messages$/);
  await page.goto("/admin/whatsapp/whatsappconversation/");
  await expect(page).toHaveURL(/\/desk\/inbox$/);
  await page.goto("/desk/no/such/page");
  await expect(page.getByText("There is no page at this address")).toBeVisible();
});
