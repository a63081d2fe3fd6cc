// The page of messages: searched, filtered, sorted, drilled down by date, opened, changed in bulk, and exported.
import { readFile } from "node:fs/promises";
import type { Locator, Page } from "@playwright/test";
import { expect, look, open, test } from "./desk.ts";

type Api = Parameters<Parameters<typeof test>[2]>[0]["api"];

const someone = () => `4477008${String(Math.floor(Math.random() * 1e5)).padStart(5, "0")}`;
const dialog = (page: Page) => page.getByRole("dialog");
const isPhone = (page: Page) => page.viewportSize()!.width < 720;
/** The messages in the table, without its head. */
const rows = (page: Page) =>
  page
    .locator("tbody")
    .getByRole("row")
    .filter({ has: page.locator("time") });

/** Two customers with a unique word, one on each provider: the bot answers one, and the other waits for the team. */
async function customers(api: Api) {
  const word = `ferry${Math.floor(Math.random() * 1e9).toString(36)}`;
  const [ada, ben] = [someone(), someone()];
  const write = (phone: string, text: string, line: string) =>
    api("POST", `/sim/api/phones/${phone}/write`, { text, line });
  await api("POST", `/sim/api/phones/${ada}`, { name: `Imke ${word}` });
  await write(ada, `=1+2 euro for the ${word}`, "meta");
  await write(ada, "menu", "meta");
  await write(ben, "human", "twilio");
  await write(ben, `the ${word} is late, "very" late`, "twilio");
  const settled = async () => {
    await api("POST", "/sim/api/idle", {});
    const { messages } = await api("GET", `/api/table/messages?q=${ada}&direction=out`);
    return messages.map(({ status }: { status: string }) => status);
  };
  await expect.poll(settled, { timeout: 15_000 }).toEqual(["delivered", "delivered"]);
  return { word, ada, ben };
}

/** Chooses values of a filter, which is behind a button on phones. */
async function filter(page: Page, name: string, ...values: string[]) {
  await unfold(page);
  await page.getByRole("combobox", { name, exact: true }).press("ArrowDown");
  for (const value of values) await page.getByRole("option", { name: value, exact: true }).click();
  await page.keyboard.press("Escape");
}

async function unfold(page: Page) {
  const button = page.getByRole("button", { name: /^Filters/ });
  if (isPhone(page) && (await button.getAttribute("aria-expanded")) === "false") await button.click();
}

const found = (page: Page, n: number) => expect(rows(page)).toHaveCount(n);
const clear = (page: Page) => page.getByRole("button", { name: "Clear filters", exact: true }).click();

test("messages are searched, filtered, sorted by any column, in the columns one likes", async ({
  page,
  api,
  enter,
}, info) => {
  const { word, ada, ben } = await customers(api);
  await enter();
  await open(page, "/messages");
  const words = page.getByRole("searchbox", { name: "Number, name or text" });
  await words.fill(`+${ada}`);
  await found(page, 4);
  await words.fill(ben.slice(3));
  await found(page, 3);
  await words.fill(`Imke ${word}`);
  await found(page, 4);
  await words.fill(`${word} is late`);
  await found(page, 1);
  await words.fill(word);
  await found(page, 5);
  await expect(page.getByRole("heading", { level: 1 })).toContainText("5");

  await filter(page, "Direction", "From the customer");
  await found(page, 3);
  await filter(page, "Channel", "Twilio");
  await found(page, 1);
  await look(page, info, "messages filtered");
  await clear(page);
  await expect(words).toHaveValue("");
  await words.fill(ada);
  await filter(page, "Status", "Delivered", "Failed");
  await found(page, 2);
  await clear(page);
  await words.fill(word);
  await filter(page, "Type", "Photo");
  await expect(page.getByText("No message matches")).toBeVisible();
  // The bot's help has buttons, so its type is not text.
  await filter(page, "Type", "Text");
  await found(page, 4);
  const day = (ahead: number) => new Date(Date.now() + ahead * 86_400_000).toISOString().slice(0, 10);
  await page.getByLabel("From this day").fill(day(1));
  await expect(page.getByText("No message matches")).toBeVisible();
  // Typed key by key, a date passes through the years 2, 20 and 202.
  await page.getByLabel("From this day").fill("");
  await page.getByLabel("From this day").focus();
  const [year, month, date] = day(-1).split("-");
  await page.keyboard.type(`${month}${date}${year}`, { delay: 30 });
  await expect(page.getByLabel("From this day")).toHaveValue(day(-1));
  await page.getByLabel("Up to this day").fill(day(0));
  await found(page, 4);
  await expect
    .poll(() => Object.fromEntries(new URL(page.url()).searchParams))
    .toMatchObject({ q: word, from: day(-1), to: day(0) });
  await page.reload();
  await found(page, 4);

  const sorted = ["Customer", "Type", "Status", "Channel", "Time"];
  for (const title of sorted) {
    if (isPhone(page)) await page.getByLabel("Sort by").selectOption(title);
    else await page.getByRole("button", { name: new RegExp(`^${title} (Not s|S)orted`) }).click();
    await expect(page).toHaveURL(/sort=\w+&order=(asc|desc)/);
    await found(page, 4);
  }
  await page.goto(`/desk/messages?q=${word}&sort=preview&order=asc`);
  await expect(rows(page).first()).toContainText("=1+2 euro");
  await expect(rows(page).last()).toContainText(`the ${word} is late`);
  await look(page, info, "messages");

  if (isPhone(page)) return;
  await page.getByRole("button", { name: "Columns" }).click();
  await page.getByRole("checkbox", { name: "Provider ID" }).check();
  await page.getByRole("checkbox", { name: "Channel" }).uncheck();
  await look(page, info, "messages columns");
  await page.keyboard.press("Escape");
  await page.reload();
  await expect(page.getByRole("columnheader", { name: "Provider ID" })).toBeVisible();
  await expect(page.getByRole("columnheader", { name: "Channel" })).toHaveCount(0);
});

test("stepping through the years to an hour; a message with its payload and its delivery", async ({
  page,
  api,
  enter,
}, info) => {
  const { word, ada } = await customers(api);
  await enter();
  await open(page, `/messages?q=${ada}`);
  const by = page.getByRole("navigation", { name: "Messages by time" });
  for (const when of [/when=\d{4}-\d\d$/, /when=\d{4}-\d\d-\d\d$/, /when=\d{4}-\d\d-\d\dT\d\d$/]) {
    await by.getByRole("button", { name: / [\d,]+ messages?$/ }).click();
    await expect(page).toHaveURL(when);
    await found(page, 4);
  }
  await look(page, info, "messages drill");
  await by.getByRole("button", { name: "All time" }).click();
  await found(page, 4);

  await rows(page).filter({ hasText: "=1+2" }).getByRole("link").click();
  const side = page.getByRole("complementary", { name: /^Message \d+/ });
  await expect(side.getByText(`=1+2 euro for the ${word}`, { exact: true })).toBeVisible();
  await expect(side.locator("pre").first()).toContainText('"wa_id"');
  await expect(side.locator("pre").first()).toContainText(ada);
  await expect(side.getByRole("button", { name: "Copy" }).first()).toBeVisible();
  await look(page, info, "messages detail in");
  await page.keyboard.press("Escape");
  await expect(side).toBeHidden();
  await page.goto(`/desk/messages?q=${ada}&direction=out`);
  await rows(page).first().getByRole("link").click();
  const steps = side.getByRole("listitem").filter({ has: page.locator("time") });
  await expect(steps).toHaveText([/^Delivered/, /^Sent/]);
  await look(page, info, "messages detail out");
  await side.getByRole("link", { name: /^All messages of/ }).click();
  await expect(page).toHaveURL(/conversation=\d+/);
  await found(page, 4);
});

test("many at a time: read, unread, and what failed is sent again", async ({ page, api, enter }, info) => {
  const { ada, word } = await customers(api);
  await api("PUT", "/sim/api/faults", { failed_status: { count: 1, code: 131053, line: "meta" } });
  await api("POST", "/api/whatsapp/send/", { to: `+${ada}`, text: `Gate 4 for the ${word}` });
  const state = async () => (await api("GET", `/api/table/messages?q=${ada}&status=failed`)).count;
  await expect.poll(state, { timeout: 15_000 }).toBe(1);
  await enter();
  await open(page, `/messages?q=${word}&direction=in`);
  await found(page, 3);
  const bar = (page: Page): Locator => page.getByRole("button", { name: "Clear selection" }).locator("..");
  const states = (text: string) => rows(page).getByText(text, { exact: true });
  await rows(page).filter({ hasText: "is late" }).getByRole("checkbox").check();
  await expect(page.getByText("1 message selected")).toBeVisible();
  await bar(page).getByRole("button", { name: "Mark as read" }).click();
  await expect(states("Read")).toHaveCount(1);
  await rows(page).first().getByRole("checkbox").check();
  await page.getByRole("button", { name: "Select all 3 that match" }).click();
  await look(page, info, "messages bulk");
  await bar(page).getByRole("button", { name: "Mark as unread" }).click();
  await expect(dialog(page)).toContainText("Mark 3 messages as unread?");
  await dialog(page).getByRole("button", { name: "Mark as unread" }).click();
  // The others were answered since, and stay so.
  await expect(states("Received")).toHaveCount(1);

  await page.goto(`/desk/messages?q=${word}&status=failed`);
  await rows(page).first().getByRole("link").click();
  const side = page.getByRole("complementary", { name: /^Message \d+/ });
  await expect(side.getByRole("heading", { name: "Why it failed" })).toBeVisible();
  await expect(side).toContainText("Code 131053");
  await look(page, info, "messages failed");
  await page.keyboard.press("Escape");
  await page.getByRole("checkbox", { name: "Select all rows shown" }).check();
  await bar(page).getByRole("button", { name: "Resend failed" }).click();
  await dialog(page).getByRole("button", { name: "Resend failed" }).click();
  await expect(page.getByText("Done with 1 message")).toBeVisible();
  // The failed message stays as it is; a new one is sent.
  const anew = async () => (await api("GET", `/api/table/messages?q=${ada}&status=delivered,read`)).count;
  await expect.poll(anew, { timeout: 15_000 }).toBe(3);
});

test("exactly what the filters show becomes a file, told as it grows", async ({ page, api, enter }, info) => {
  const { word } = await customers(api);
  // The browser saves the file without asking where to.
  await page.addInitScript("delete window.showSaveFilePicker");
  await page.route(/\/export\?/, async (route) => {
    await new Promise((done) => setTimeout(done, 400));
    await route.continue();
  });
  await enter();
  await open(page, `/messages?q=${word}&direction=in&sort=timestamp&order=asc`);
  await found(page, 3);
  const { messages } = await api("GET", `/api/table/messages?q=${word}&direction=in&sort=timestamp&order=asc`);
  const save = async (format: string) => {
    await page.getByRole("button", { name: "Export" }).click();
    await dialog(page).getByText(format, { exact: true }).click();
    await dialog(page).getByRole("button", { name: "All", exact: true }).click();
    if (format === "CSV") await look(page, info, "messages export");
    const saved = page.waitForEvent("download");
    await dialog(page).getByRole("button", { name: "Export" }).click();
    await expect(dialog(page).getByRole("progressbar", { name: "Exporting" })).toBeVisible();
    const text = await readFile(await (await saved).path(), "utf8");
    await expect(page.getByText("3 rows exported").first()).toBeVisible();
    await expect(dialog(page)).toHaveCount(0);
    return { name: (await saved).suggestedFilename(), text };
  };
  const csv = await save("CSV");
  expect(csv.name).toMatch(/^messages-\d{4}-\d\d-\d\d\.csv$/);
  const lines = csv.text.trimEnd().split("\r\n");
  expect(lines[0]).toMatch(/^id,direction,channel,/);
  expect(lines.slice(1).map((line) => Number(line.split(",")[0]))).toEqual(
    messages.map(({ id }: { id: number }) => id),
  );
  expect(csv.text).toContain(`"'=1+2 euro for the ${word}"`);
  expect(csv.text).toContain(`"the ${word} is late, ""very"" late"`);
  const ndjson = await save("NDJSON");
  expect(ndjson.name).toMatch(/\.ndjson$/);
  const objects = ndjson.text
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  expect(objects.map(({ id }) => id)).toEqual(messages.map(({ id }: { id: number }) => id));
  expect(objects[0].text_body).toBe(`=1+2 euro for the ${word}`);
});

test("a viewer reads only; the old panel's addresses lead here", async ({ page, api, enter }, info) => {
  const { word } = await customers(api);
  await enter("viewer");
  for (const [old, place] of [
    ["/admin/whatsapp/whatsappmessage/", "messages"],
    ["/admin/whatsapp/whatsappmessage/17/change/", "messages"],
    ["/admin/whatsapp/whatsappmessagestatus/", "messages"],
    ["/admin/whatsapp/whatsappconversation/", "inbox"],
    ["/admin/", ""],
  ] as const) {
    const answer = await page.request.get(old);
    expect(new URL(answer.url()).pathname).toBe(`/desk/${place}`);
  }
  await page.goto("/admin/whatsapp/whatsappmessage/");
  await page.getByRole("searchbox", { name: "Number, name or text" }).fill(word);
  await found(page, 5);
  await expect(page.getByRole("checkbox")).toHaveCount(0);
  await expect(page.getByRole("button", { name: "Export" })).toHaveCount(0);
  await rows(page).filter({ hasText: "is late" }).getByRole("link").click();
  const side = page.getByRole("complementary", { name: /^Message \d+/ });
  await expect(side.getByRole("link", { name: "Open in the inbox" })).toBeVisible();
  await expect(side.getByRole("button", { name: /Mark|Send/ })).toHaveCount(0);
  await look(page, info, "messages viewer");
});

test("what is rare among much is looked for further, and an order of the newest alone says so", async ({
  page,
  api,
  enter,
}, info) => {
  const { word } = await customers(api);
  await enter();
  // Simulates a million messages: the search reaches its time limit without a result and continues on request; sorted by text, only some are in
  // order.
  await page.route(/\/api\/table\/messages\?/, async (route) => {
    const url = new URL(route.request().url());
    const isFurther = url.searchParams.get("cursor") === "further";
    if (isFurther) url.searchParams.delete("cursor");
    const json = await (await route.fetch({ url: url.href })).json();
    const isCapped = { ...json, count_is_capped: true };
    const sort = url.searchParams.get("sort");
    if (sort === "preview") await route.fulfill({ json: { ...isCapped, sorted_newest: 500 } });
    else if (sort === "from_name")
      await route.fulfill({ json: { ...isCapped, messages: [], count: 0, sorted_newest: 0 } });
    else if (isFurther) await route.fulfill({ json: isCapped });
    else
      await route.fulfill({
        json: { ...isCapped, messages: [], next_cursor: "further", looked_back_to: "2026-03-05T10:00:00.000Z" },
      });
  });
  await open(page, `/messages?q=${word}`);
  await expect(page.getByText("No message found so far")).toBeVisible();
  await expect(page.getByText(/^Searched back to .*Mar/)).toBeVisible();
  await look(page, info, "messages searched so far");
  await page.getByRole("button", { name: "Search further" }).click();
  await found(page, 5);
  await expect(page.getByText("That is all.")).toBeVisible();
  await expect(page.getByRole("heading", { level: 1 })).toContainText("5");
  await expect(page.getByText(/^Only the newest/)).toHaveCount(0);
  await open(page, `/messages?q=${word}&sort=preview&order=asc`);
  await expect(page.getByText(/^Only the newest 500 are sorted/)).toBeVisible();
  await look(page, info, "messages of the newest");
  await open(page, `/messages?q=${word}&sort=from_name&order=asc`);
  await expect(page.getByText("None of the newest messages match")).toBeVisible();
  await look(page, info, "messages none of the newest");
  await page.getByRole("button", { name: "Sort by time" }).click();
  await page.getByRole("button", { name: "Search further" }).click();
  await found(page, 5);
});
