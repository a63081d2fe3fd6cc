// The inbox as an agent uses it: messages from customers appear, are read, answered, noted, handed on, and found again.
import type { Page } from "@playwright/test";
import { customer } from "./customer.ts";
import { bubble, expect, isPhone, look, open, own, reply, test, thread } from "./desk.ts";

const list = (page: Page) => page.getByRole("region", { name: "Conversations" });
const row = (page: Page, name: string) => list(page).getByRole("button", { name });
const panel = (page: Page) => page.getByRole("complementary", { name: "Details" });
/** On phones list, thread and details are shown one at a time. */
const back = async (page: Page) => {
  if (isPhone(page)) await page.getByRole("button", { name: "Back to the list" }).click();
};

test("what a customer writes appears, is read and answered up to the last tick", async ({
  page,
  enter,
  api,
  request,
}, info) => {
  const shortcut = `hours${own()}`;
  await api("POST", "/api/inbox/canned", { shortcut, text: "Hello {{name}}, we are there from 9 to 5." });
  const maya = await customer(request, `Maya Ortiz ${own()}`);
  await enter("agent");
  await open(page, "/inbox");
  await expect(list(page)).toBeVisible();

  await maya.say("Is the gate open on Sunday?");
  const line = row(page, maya.name);
  await maya.heard("ask for a person");
  await expect(line).toHaveCount(0);
  await maya.say("And until when?");
  await expect(line).toContainText("Unread");
  await expect(line).toContainText("The bot had no answer");
  await look(page, info, "inbox list");

  await line.click();
  await expect(bubble(page, "Is the gate open on Sunday?")).toBeVisible();
  await expect(thread(page).getByRole("heading", { name: "Today" })).toBeVisible();
  await expect(page.getByText(/23 h 5\d min left to reply freely/)).toBeVisible();
  if (isPhone(page)) await expect(list(page)).toBeHidden();
  await back(page);
  await expect(line).not.toContainText("Unread");
  await line.click();

  // A draft survives a reload; Enter sends it.
  await reply(page).fill("From 8 to 22");
  await page.reload();
  await expect(reply(page)).toHaveValue("From 8 to 22");
  await reply(page).press("End");
  await reply(page).pressSequentially(" o'clock.");
  await reply(page).press("Enter");
  await expect(reply(page)).toHaveValue("");
  await expect(bubble(page, "From 8 to 22 o'clock.").getByText("Delivered")).toBeAttached();
  await expect(bubble(page, "From 8 to 22 o'clock.")).toContainText("Ines Ferreira");
  await maya.does("read");
  await expect(bubble(page, "From 8 to 22 o'clock.").getByText("Read", { exact: true })).toBeAttached();

  await reply(page).fill(`/${shortcut.slice(0, -1)}`);
  await expect(page.getByRole("option", { name: `/${shortcut}` })).toContainText(`Hello ${maya.name}`);
  await look(page, info, "inbox canned");
  await reply(page).press("Enter");
  await expect(reply(page)).toHaveValue(`Hello ${maya.name}, we are there from 9 to 5.`);
  await reply(page).press("Enter");
  await maya.heard(`Hello ${maya.name}, we are there from 9 to 5.`);

  await page.getByRole("button", { name: "Note", exact: true }).click();
  await page.getByLabel("A note that only colleagues see").fill("Prefers to be called.");
  await page.getByRole("button", { name: "Save note" }).click();
  await expect(bubble(page, "Prefers to be called.")).toContainText("Note by Ines Ferreira");
  expect((await maya.chat()).some((one) => one.content.text?.includes("called"))).toBe(false);
  await look(page, info, "inbox thread");

  // A day later the window is shown as closed, and only a template can be sent.
  await page.clock.setFixedTime(Date.now() + 24.5 * 3_600_000);
  await page.reload();
  await expect(thread(page).getByRole("heading", { name: "Yesterday" })).toBeVisible();
  await page.getByRole("button", { name: "Reply", exact: true }).click();
  await expect(page.getByText("The 24-hour window is closed")).toBeVisible();
  await expect(page.getByRole("button", { name: "Choose a template" })).toBeVisible();
  await look(page, info, "inbox closed");
});

test("conversations are found, passed on and handed back; details stand beside them", async ({
  page,
  enter,
  api,
  request,
}, info) => {
  const word = own();
  const label = `parcel ${word}`;
  await api("POST", "/api/inbox/labels", { name: label, colour: "#7a5af8" });
  const colleague = `Noor ${word}`;
  await api("POST", "/api/people", { name: colleague, email: `noor.${word}@bellhop.test`, role: "agent" });
  const lot = await api("POST", "/api/parking/lots", {
    name: `Arcade ${word}`,
    currency: "EUR",
    rate_cents_per_hour: 240,
    // The welcome credit is in the currency of the first lot.
    minimum_balance_cents: 0,
    spots: [{ code: `R${word}` }],
  });
  const theo = await customer(request, `Théo Lambert ${word}`);
  const wen = await customer(request, `Wen Li ${word}`);
  await theo.say("I would like to store a violoncello for a week");
  await wen.say("Bonjour", { line: "twilio" });
  await theo.conversation(api, 1);
  await wen.conversation(api, 1);
  const booking = await api("POST", "/api/parking/bookings", { phone: `+${theo.number}`, spot_id: lot.spots[0].id });
  await api("POST", `/api/accounts/${booking.account_id}/adjustments`, { amount_cents: 1_250, reason: "Paid in cash" });

  await enter("agent");
  await open(page, `/inbox?q=${word}`);
  await expect(list(page).getByRole("listitem")).toHaveCount(2);
  // Found by its text, and opened at that message.
  const search = page.getByRole("textbox", { name: "Search people and messages" });
  await search.fill("violoncello");
  await expect(row(page, theo.name)).toContainText("violoncello");
  await expect(row(page, wen.name)).toHaveCount(0);
  await row(page, theo.name).click();
  await expect(page).toHaveURL(/at=\d+/);
  await expect(bubble(page, "violoncello")).toBeVisible();

  if (isPhone(page)) await page.getByRole("button", { name: "Details", exact: true }).click();
  const side = panel(page);
  await expect(side).toContainText("112.50");
  await expect(side.getByRole("link", { name: new RegExp(`R${word}`, "i") })).toBeVisible();
  await expect(side).toContainText(theo.number.slice(-4));
  // Taken over and handed back to the bot.
  await side.getByRole("button", { name: "Take over" }).click();
  await expect(side).toContainText("Taken over now");
  await side.getByRole("button", { name: "Hand back to the bot" }).click();
  await expect(side).toContainText("The bot answers");
  await side.getByRole("combobox", { name: "Assigned to" }).click();
  await page.getByRole("option", { name: colleague }).click();
  await expect(side.getByRole("combobox", { name: "Assigned to" })).toHaveValue(colleague);
  await side.getByLabel("Labels").first().click();
  await page.getByRole("option", { name: label }).click();
  await page.keyboard.press("Escape");
  await side.getByLabel("E-mail").fill("theo@example.com");
  await side.getByLabel("E-mail").press("Enter");
  await expect(side.getByRole("link", { name: "Write an e-mail" })).toHaveAttribute("href", /^mailto:theo/);
  await side.getByLabel("About this customer").fill("Plays in the orchestra");
  await side.getByLabel("About this customer").blur();
  await expect(side.getByRole("status").getByText("Saved").last()).toBeAttached();
  await look(page, info, "inbox details");
  if (isPhone(page)) {
    await side.getByRole("button", { name: "Close" }).click();
    await expect(side).toHaveCount(0);
  }
  await back(page);

  // The views and the filters, which stay in the address.
  await search.fill(word);
  await expect(page).toHaveURL(new RegExp(`q=${word}`));
  const finds = async (...names: string[]) => {
    for (const { name } of [theo, wen]) await expect(row(page, name)).toHaveCount(names.includes(name) ? 1 : 0);
  };
  await finds(theo.name, wen.name);
  await expect(row(page, theo.name)).toContainText(label);
  const view = (name: string) => list(page).getByRole("button", { name: new RegExp(`^${name}`) });
  await view("With the bot").click();
  await finds(theo.name, wen.name);
  await view("Mine").click();
  await finds();
  await look(page, info, "inbox empty");
  await wen.say("human", { line: "twilio" });
  await view("Unassigned").click();
  await finds(wen.name);
  await view("All").click();
  const filter = async (name: string | RegExp) => {
    await list(page).getByRole("button", { name: "Filters" }).click();
    await page.getByRole("menuitem", { name }).click();
  };
  await filter(/^Twilio/);
  await finds(wen.name);
  await page.reload();
  await finds(wen.name);
  await filter("Any channel");
  await filter(label);
  await finds(theo.name);
  await filter("Any label");
  await finds(theo.name, wen.name);
});

test("the inbox by keyboard", async ({ page, enter, api, request }) => {
  const word = own();
  const first = await customer(request, `Ada Quill ${word}`);
  const second = await customer(request, `Bo Quill ${word}`);
  await first.say("first");
  await first.conversation(api, 1);
  await second.say("second");
  await second.conversation(api, 1);
  await enter("agent");
  await open(page, "/inbox");
  await page.keyboard.press("/");
  await page.keyboard.type(word);
  await expect(list(page).getByRole("listitem")).toHaveCount(2);
  await page.keyboard.press("Escape");
  await page.keyboard.press("j");
  const heading = page.getByRole("heading", { level: 2 }).first();
  await expect(heading).toHaveText(second.name);
  await page.keyboard.press("j");
  await expect(heading).toHaveText(first.name);
  await page.keyboard.press("k");
  await expect(heading).toHaveText(second.name);
  if (!isPhone(page)) {
    // What arrives while another conversation is open is shown, and read, on return.
    await first.say("third");
    await expect(row(page, first.name)).toContainText("Unread");
    await page.keyboard.press("k");
    await expect(bubble(page, "third")).toBeVisible();
    await page.keyboard.press("j");
    await expect(heading).toHaveText(second.name);
  }
  await page.keyboard.press("?");
  const keys = page.getByRole("dialog");
  await expect(keys.getByText("Next conversation")).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(keys).toHaveCount(0);
  await page.keyboard.press("a");
  await expect(page.getByRole("status").getByText("Assigned to you")).toBeVisible();
  await page.keyboard.press("n");
  await page.keyboard.type("jekaun");
  await expect(page.getByLabel("A note that only colleagues see")).toHaveValue("jekaun");
  await page.keyboard.press("Escape");
  await page.keyboard.press("e");
  await expect(page.getByRole("button", { name: "Reopen" })).toBeVisible();
  // A search also finds conversations that are done.
  await page.keyboard.press("Escape");
  await expect(row(page, second.name)).toBeVisible();
  await expect(page).toHaveURL(/\/desk\/inbox\?q=/);
});

test("two contacts that are one person are found by name, made one, and told apart again by their numbers", async ({
  page,
  enter,
  api,
  request,
  pageErrors,
}, info) => {
  const name = `Noor Haddad ${own()}`;
  const [first, second] = [await customer(request, name), await customer(request, name)];
  await first.say("Do you have room for a van?");
  const older = await first.conversation(api);
  await second.say("It is me again, with my other phone.");
  const newer = await second.conversation(api);
  const keys: { kind: string; value: string }[] = (await api("GET", `/api/inbox/conversations/${newer}`)).contact
    .identities;
  await enter("agent");
  await open(page, `/inbox/${newer}`);
  await expect(reply(page)).toBeVisible();
  const details = async () => {
    if (isPhone(page) && !(await panel(page).isVisible())) await page.getByRole("button", { name: "Details" }).click();
  };
  await details();
  await panel(page).getByRole("button", { name: "Same person as…" }).click();
  const dialog = page.getByRole("dialog", { name: "Same person as…" });
  const confirmed = dialog.getByRole("button", { name: "Make them one person" });
  await expect(confirmed).toBeDisabled();
  const find = dialog.getByRole("searchbox", { name: "Name, number or user id" });
  await find.fill("nobody is called that");
  await expect(dialog.getByText("Nobody else is found by that.")).toBeVisible();
  await find.fill(name);
  // The contact itself is not offered.
  await expect(dialog.getByRole("radio")).toHaveCount(1);
  await expect(dialog).toContainText(/since \d+ \w+ \d{4}/);
  await dialog.getByRole("radio").check();
  await expect(dialog.getByRole("status")).toContainText("conversations, balances and bookings are joined");
  await look(page, info, "inbox merge");
  await confirmed.click();
  // The open conversation was merged into the older one.
  await expect(page).toHaveURL(new RegExp(`/inbox/${older}`));
  await expect(bubble(page, "It is me again")).toBeVisible();
  await expect(bubble(page, "room for a van?")).toBeVisible();
  // The event that it is gone may arrive before the page has left it.
  expect(pageErrors.splice(0).every((one) => one.includes("404"))).toBe(true);

  await details();
  await panel(page).getByRole("button", { name: "Split by number…" }).click();
  const split = page.getByRole("dialog", { name: "Which of these are somebody else's?" });
  const boxes = split.getByRole("checkbox");
  await expect(boxes).toHaveCount(4);
  for (const box of await boxes.all()) await box.check();
  await expect(split).toContainText("Leave at least one");
  const divided = split.getByRole("button", { name: "Make them two people" });
  await expect(divided).toBeDisabled();
  const wanted = new Set(keys.map(({ value }) => value));
  for (const box of await boxes.all()) if (!wanted.has(await box.inputValue())) await box.uncheck();
  await look(page, info, "inbox split");
  await divided.click();
  await expect(page.getByText("They are two people now")).toBeVisible();
  await expect(bubble(page, "It is me again")).toHaveCount(0);
  await expect(bubble(page, "room for a van?")).toBeVisible();
  expect((await api("GET", `/api/contacts?q=${encodeURIComponent(name)}`)).count).toBe(2);
});
