// The simulator's phone as a newcomer meets it: written to on both lines, answered, disturbed; at the sizes and in the colours
// that the configuration names.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { Locator, Page } from "@playwright/test";
import { expect, test } from "./bellhop.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core"), "utf8");
const pictures = path.join(import.meta.dirname, "../../.tmp");
let people = 0;

/** Opens the phone as somebody who has not written yet. */
async function open(page: Page): Promise<Locator> {
  await page.goto("/sim/");
  await expect(page.getByRole("status")).toHaveText("online");
  const drawer = page.getByRole("button", { name: /^You write as/ });
  if (await drawer.isVisible()) await drawer.click();
  people += 1;
  await page.getByLabel("Number").fill(`+1 555 020 ${String(Date.now()).slice(-4)}${people}`);
  await page.getByLabel("Name").fill("Robin Hale");
  await page.getByRole("button", { name: "Use this number" }).click();
  const chat = page.getByRole("log", { name: "Messages" });
  await expect(chat.getByRole("button", { name: /menu/ })).toBeVisible();
  await expect(page.getByLabel("Message", { exact: true })).toBeVisible();
  return chat;
}

async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel("Message", { exact: true }).fill(text);
  await page.getByRole("button", { name: "Send", exact: true }).click();
}

type Violation = { id: string; impact: string; nodes: { html: string; failureSummary: string }[] };

/** What assistive technology would stumble over. */
async function barriers(page: Page): Promise<string[]> {
  // As text and not as a script of the page: the page's own policy lets no foreign script in.
  await page.evaluate(axe);
  const found = (await page.evaluate("axe.run().then(({ violations }) => violations)")) as Violation[];
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join("\n")}`);
}

test("menu is answered, and the ticks go up to read", async ({ page }, info) => {
  const chat = await open(page);
  await say(page, "menu");
  await expect(chat.getByText("Here is what you can write")).toBeVisible();
  await expect(chat.getByLabel("Business sees: read")).toBeVisible();
  await expect(chat.getByLabel("Delivered to Bellhop")).toBeVisible();
  expect(await barriers(page)).toEqual([]);
  // Nothing sticks out to the side.
  expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
  await page.screenshot({ path: path.join(pictures, `phone ${info.project.name}.png`) });
});

test("the other line answers too, in a chat of its own", async ({ page }) => {
  const chat = await open(page);
  await say(page, "menu");
  await expect(chat.getByLabel("Business sees: read")).toBeVisible();
  await page.getByRole("radio", { name: /Twilio/ }).check();
  await expect(chat.getByText("Here is what you can write")).toBeHidden();
  await page.getByLabel("Message", { exact: true }).fill("  Help, please! ");
  await page.keyboard.press("Enter");
  await expect(chat.getByText("people read along and answer")).toBeVisible();
  await expect(chat.getByLabel("Business sees: read")).toBeVisible();
  await page.getByRole("radio", { name: /Meta/ }).check();
  await expect(chat.getByText("Here is what you can write")).toBeVisible();
});

test("a fault is switched on, is felt, and is switched off", async ({ page }) => {
  const chat = await open(page);
  const panel = page.getByRole("complementary", { name: "Make it misbehave" });
  const drawer = page.getByRole("button", { name: "Make it misbehave" });
  const small = await drawer.isVisible();
  if (small) await drawer.click();
  const fault = panel.getByRole("switch", { name: /Fails later/ });
  await fault.check();
  await expect(panel.getByRole("button", { name: "All off" })).toBeEnabled();
  expect(await barriers(page)).toEqual([]);
  if (small) await panel.getByRole("button", { name: "Close", exact: true }).click();
  await say(page, "menu");
  await expect(chat.getByText(/^Failed with \d+/)).toBeVisible();
  if (small) await drawer.click();
  await fault.uncheck();
  await expect(panel.getByRole("button", { name: "All off" })).toBeDisabled();
  if (small) await panel.getByRole("button", { name: "Close", exact: true }).click();
  await say(page, "help");
  await expect(chat.getByLabel("Business sees: read")).toBeVisible();
});

test("a webhook that comes twice is answered once", async ({ page }) => {
  const chat = await open(page);
  const set = (fault: object | null) => page.request.put("/sim/api/faults", { data: { duplicate: fault } });
  await set({});
  await say(page, "menu");
  await expect(chat.getByLabel("Business sees: read")).toBeVisible();
  await page.request.post("/sim/api/idle", { data: {} });
  await expect(chat.getByText("Here is what you can write")).toHaveCount(1);
  await set(null);
});

test("the API's documentation is there", async ({ page, request, bellhop }) => {
  await page.goto("/api/docs");
  await expect(page.getByRole("heading", { name: "Bellhop", exact: true })).toBeVisible();
  await expect(page.getByText("/api/webhooks/dead-letters").first()).toBeVisible();
  const messages = await request.get("/api/whatsapp/messages/?type=text&limit=1", {
    headers: { authorization: `Bearer ${bellhop.apiKey}` },
  });
  expect(messages.status()).toBe(200);
  expect(await messages.json()).toMatchObject({ count: expect.any(Number), messages: [{ message_type: "text" }] });
});
