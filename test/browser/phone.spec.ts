// The simulator's phone as a new user sees it: messages on both lines, answers, faults; at the sizes and in the colour schemes of the configuration.
import { expect, test } from "./bellhop.ts";
import { open, say, show } from "./simulator-page.ts";
import { look } from "./views.ts";

test("menu is answered, and the ticks go up to read", async ({ page }, info) => {
  const chat = await open(page);
  await say(page, "menu");
  await expect(chat.getByText("Here is what you can write")).toBeVisible();
  await expect(chat.getByLabel("Business sees: read")).toBeVisible();
  await expect(chat.getByLabel("Delivered to Bellhop")).toBeVisible();
  await look(page, info, "phone");
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

test("a fault is switched on, is felt, and is switched off", async ({ page }, info) => {
  const chat = await open(page);
  const panel = page.getByRole("complementary", { name: "Make it misbehave" });
  const drawer = page.getByRole("button", { name: "Make it misbehave" });
  const small = await drawer.isVisible();
  if (small) await drawer.click();
  else await show(page, "Make it misbehave");
  const fault = panel.getByRole("switch", { name: /Fails later/ });
  await fault.check();
  await expect(panel.getByRole("button", { name: "All off" })).toBeEnabled();
  await look(page, info, "phone faults");
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
