// Who handles a conversation: what waits, what is snoozed, which colleagues are there, and two agents who answer at once.
import type { Page } from "@playwright/test";
import { customer } from "./customer.ts";
import { expect, isPhone, look, open, own, reply, test } from "./desk.ts";

const list = (page: Page) => page.getByRole("region", { name: "Conversations" });
const row = (page: Page, name: string) => list(page).getByRole("button", { name });
const view = (page: Page, name: string) => list(page).getByRole("button", { name: new RegExp(`^${name}`) });

test("what people are needed for waits, is put off, comes back to the bot, and is counted", async ({
  page,
  enter,
  api,
  request,
}, info) => {
  const ada = await customer(request, `Ada Moor ${own()}`);
  await ada.say("human");
  await ada.heard("A colleague will answer you here.");
  await enter("agent");
  await open(page, "/overview");
  const { waiting } = (await api("GET", "/api/overview?days=2&time_zone=UTC")).today;
  await page
    .getByRole("link", { name: String(waiting), exact: true })
    .first()
    .click();
  await expect(page).toHaveURL(/view=waiting/);
  // The list draws only the rows on the screen.
  await expect(view(page, "Waiting")).toContainText(String(waiting));
  await expect(row(page, ada.name)).toContainText("Handed over to the team");
  await look(page, info, "inbox waiting");
  await row(page, ada.name).click();
  await expect(page.getByText("Handed over to the team ·")).toBeVisible();
  await look(page, info, "inbox standing");

  // Escape closes a menu and nothing else.
  await page.getByRole("button", { name: "Snooze", exact: true }).click();
  await expect(page.getByRole("menuitem", { name: /Tomorrow morning/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(page.getByRole("menuitem", { name: /Tomorrow morning/ })).toHaveCount(0);
  await expect(page).toHaveURL(/\/inbox\/\d+/);
  await page.getByRole("button", { name: "Snooze", exact: true }).click();
  await page.getByRole("menuitem", { name: /In an hour/ }).click();
  await expect(page.getByText(/^Snoozed until/).first()).toBeVisible();
  // The customer's next message ends the snooze.
  await ada.say("menu");
  await expect(page.getByText("Back from snoozing ·")).toBeVisible();
  await page.getByRole("button", { name: "Hand back to the bot" }).first().click();
  await expect(page.getByText("Back from snoozing ·")).toHaveCount(0);
  if (isPhone(page)) await page.getByRole("button", { name: "Back to the list" }).click();
  await expect(row(page, ada.name)).toHaveCount(0);
  await view(page, "With the bot").click();
  await expect(row(page, ada.name)).toBeVisible();
});

test("who else is there is told, and the second answer asks first", async ({
  page,
  enter,
  browser,
  bellhop,
  request,
  api,
  pageErrors,
}, info) => {
  const bo = await customer(request, `Bo Reyes ${own()}`);
  await bo.say("human");
  const id = await bo.conversation(api);
  await enter("agent");
  await open(page, `/inbox/${id}`);
  await expect(reply(page)).toBeVisible();
  const other = await browser.newContext({ baseURL: bellhop.url, viewport: { width: 1440, height: 900 } });
  const theirs = await other.newPage();
  const { admin } = await import("./bellhop.ts");
  await theirs.request.post("/api/auth/sign-in/email", { data: admin });
  await open(theirs, `/inbox/${id}`);
  await expect(theirs.getByText("Ines Ferreira is looking at this too")).toBeVisible();
  await reply(theirs).pressSequentially("I know");
  await expect(page.getByText(/is writing$/)).toBeVisible();
  await look(page, info, "inbox writing");
  await reply(page).pressSequentially("We have it.");
  await reply(theirs).press("Enter");
  await expect(page.getByRole("log").last()).toContainText("I know");
  await reply(page).press("Enter");
  const dialog = page.getByRole("dialog", { name: "Send anyway?" });
  await expect(dialog).toContainText("has just answered");
  await dialog.getByRole("button", { name: "Send anyway" }).click();
  await bo.heard("We have it.");
  // The server's refusal that caused the question.
  expect(pageErrors.splice(0).join()).toContain("409");
  await other.close();
});

test("drafts go on where they end, compositions send nothing, and a note asks before it goes", async ({
  page,
  enter,
  request,
  api,
}) => {
  const cleo = await customer(request, `Cleo Marsh ${own()}`);
  await cleo.say("human");
  const id = await cleo.conversation(api);
  await enter("agent");
  await open(page, `/inbox/${id}`);
  await reply(page).fill("Hello");
  await page.reload();
  await expect(reply(page)).toHaveValue("Hello");
  await page.keyboard.press("r");
  await page.keyboard.type(" there");
  await expect(reply(page)).toHaveValue("Hello there");
  // Safari: the composition ends before the keydown of its Enter.
  await page.evaluate(`{
    const box = document.activeElement;
    box.dispatchEvent(new CompositionEvent("compositionend", { bubbles: true }));
    box.dispatchEvent(new KeyboardEvent("keydown", { key: "Enter", bubbles: true, cancelable: true }));
  }`);
  await expect(reply(page)).toHaveValue("Hello there");
  await reply(page).fill("");
  await page.getByRole("button", { name: "Note", exact: true }).click();
  await page.getByLabel("A note that only colleagues see").fill("Call back");
  await page.getByRole("button", { name: "Save note" }).click();
  const note = page.getByRole("log").getByRole("article").filter({ hasText: "Call back" });
  await note.getByRole("button", { name: "Delete note" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Cancel" }).click();
  await expect(note).toBeVisible();
  await note.getByRole("button", { name: "Delete note" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Delete" }).click();
  await expect(note).toHaveCount(0);
});
