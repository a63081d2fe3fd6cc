// Templates in the Desk: their page, the picker of a conversation whose window is closed, and the first message to a number.
import type { Page } from "@playwright/test";
import { customer } from "./customer.ts";
import { expect, isPhone, look, open, test } from "./desk.ts";

const dialog = (page: Page, name: string) => page.getByRole("dialog", { name });
// The simulator answers once the server listens; what was read at start may have missed it.
test.beforeEach(({ api }) => api("POST", "/api/templates/sync"));

const own = () => Date.now().toString(36);

test("the page lists what the providers have; filters, search and the preview of each", async ({
  page,
  enter,
}, info) => {
  await enter("agent");
  await open(page, "/templates");
  const row = (name: string) => page.getByRole("row").filter({ hasText: name }).first();
  await expect(row("booking_reminder")).toContainText("Approved");
  await expect(row("seasonal_offer")).toContainText("Paused");
  await look(page, info, "templates list");
  await page.getByRole("button", { name: "Sync", exact: true }).click();
  await expect(page.getByText("Read from the providers")).toBeVisible();

  await page.getByRole("searchbox", { name: "Find by name or text" }).fill("held until");
  await expect(row("seasonal_offer")).toHaveCount(0);
  await row("booking_reminder").click();
  const side = page.getByRole("complementary", { name: "booking_reminder" });
  const preview = side.getByRole("region", { name: "As the customer sees it" });
  await expect(preview).toContainText("Your spot");
  await expect(preview).toContainText("Bellhop");
  await expect(side).toContainText("en_US");
  await look(page, info, "templates detail");

  await open(page, "/templates?status=paused");
  await expect(row("seasonal_offer")).toBeVisible();
  await expect(row("booking_reminder")).toHaveCount(0);
  await row("seasonal_offer").click();
  await expect(page.getByRole("complementary", { name: "seasonal_offer" }).getByRole("alert")).toContainText("paused");
});

test("a closed window leads to the picker, which works by keys alone", async ({ page, enter, api, request }, info) => {
  const lena = await customer(request, `Lena Brandt ${own()}`);
  await lena.say("I would like to know when my spot is held until");
  const id = await lena.conversation(api, 1);
  await enter("agent");
  await page.clock.setFixedTime(Date.now() + 25 * 3_600_000);
  await open(page, `/inbox/${id}`);
  const choose = page.getByRole("button", { name: "Choose a template" });
  await choose.focus();
  await page.keyboard.press("Enter");
  const search = page.getByRole("combobox", { name: "Find by name or text" });
  await expect(search).toBeFocused();
  const offer = page.getByRole("option", { name: /seasonal_offer/ });
  await expect(offer).toBeDisabled();
  await expect(offer).toContainText("paused");
  await look(page, info, "templates picker");
  // What cannot be sent cannot be chosen.
  await page.keyboard.type("seasonal");
  await page.keyboard.press("Enter");
  await expect(search).toBeFocused();
  await search.fill("spot held");
  await expect(page.getByRole("option")).toHaveCount(1);
  await page.keyboard.press("Enter");

  const box = dialog(page, "Send a template");
  const preview = box.getByRole("region", { name: "As the customer sees it" });
  await expect(preview).toContainText("Your spot {{1}} is held until {{2}}.");
  await page.keyboard.type("B12");
  await expect(preview).toContainText("Your spot B12 is held until {{2}}.");
  await page.keyboard.press("Enter");
  const second = box.getByRole("textbox").nth(1);
  await expect(second).toBeFocused();
  await expect(second).toHaveAccessibleDescription(/Fill this in/);
  await look(page, info, "templates values");
  // What was begun is there again after the dialog was closed.
  await page.keyboard.press("Escape");
  await expect(box).toHaveCount(0);
  await choose.click();
  await expect(preview).toContainText("Your spot B12 is held until");
  await second.fill("18:00");
  await second.press("Enter");
  await expect(box).toHaveCount(0);
  await lena.heard("Your spot B12 is held until 18:00.");
});

test("the first message to a number says before what reaches it", async ({
  page,
  enter,
  request,
  pageErrors,
}, info) => {
  const nils = await customer(request, `Nils Aalto ${own()}`);
  await enter("agent");
  await open(page, "/inbox");
  await page.getByRole("button", { name: "New conversation" }).click();
  const box = dialog(page, "New conversation");
  const number = box.getByLabel("Phone number");
  await number.fill("call me");
  await number.press("Enter");
  await expect(number).toHaveAccessibleDescription(/number/);
  pageErrors.length = 0;
  await number.fill(`+${nils.number}`);
  await number.press("Enter");
  await expect(box.getByRole("status")).toContainText("Only a template reaches them");
  await look(page, info, "templates new conversation");
  await box.getByRole("button", { name: "Choose a template" }).click();
  await box.getByRole("combobox").fill("follow_up");
  await box.getByRole("combobox").press("Enter");
  await page.keyboard.type("Nils");
  await page.keyboard.press("Enter");
  await nils.heard("Hello Nils, you wrote to us lately.");
  // The new conversation is open, and asked again the number leads there.
  await expect(page).toHaveURL(/\/inbox\/\d+/);
  if (isPhone(page)) await open(page, "/inbox");
  await page.getByRole("button", { name: "New conversation" }).click();
  await number.fill(`+${nils.number}`);
  await number.press("Enter");
  await expect(box.getByRole("button", { name: "Open the conversation" })).toBeVisible();
});
