// The inbox in the hands of a fast user: a long list by keyboard, Enter before the search has finished, and text that must not be lost.
import type { Page } from "@playwright/test";
import { customer } from "./customer.ts";
import { expect, isPhone, open, own, reply, test } from "./desk.ts";

const list = (page: Page) => page.getByRole("region", { name: "Conversations" });
const row = (page: Page, name: string) => list(page).getByRole("button", { name });
const search = (page: Page) => list(page).getByRole("textbox");
const heading = (page: Page) => page.getByRole("heading", { level: 2 }).first();
const bubble = (page: Page, text: string) => page.getByRole("log").getByRole("article").filter({ hasText: text });

test("a list that is longer than its first page is walked through, and keeps what changes below", async ({
  page,
  enter,
  request,
}) => {
  test.slow();
  const word = own();
  for (let n = 1; n <= 55; n += 1) {
    const one = await customer(request, `Row ${word} ${n}`);
    await one.say(`number ${n}`);
  }
  await enter("agent");
  await open(page, `/inbox?q=${word}`);
  await expect(row(page, `Row ${word} 55`)).toBeVisible();
  for (let n = 55; n >= (isPhone(page) ? 20 : 4); n -= 1) {
    await page.keyboard.press("j");
    await expect(heading(page)).toHaveText(`Row ${word} ${n}`);
  }
  // A phone shows one conversation at a time.
  if (isPhone(page)) return;
  const low = list(page)
    .getByRole("listitem")
    .filter({ has: page.getByText(`Row ${word} 4`, { exact: true }) });
  await expect(low).toBeInViewport();
  await page.keyboard.press("a");
  await expect(low.getByTitle("Ines Ferreira")).toBeVisible();
  await expect(low).toBeInViewport();
});

test("Enter in the search opens what was typed, done or not", async ({ page, enter, api, request }) => {
  const word = own();
  const other = await customer(request, `Other ${own()}`);
  const sought = await customer(request, `Sought ${word}`);
  await sought.say("long ago");
  const id = await sought.conversation(api, 1);
  await api("PATCH", `/api/inbox/conversations/${id}`, { state: "done" });
  // A message that the bot answers does not wait for a person.
  await other.say("human");
  await other.conversation(api, 1);
  await enter("agent");
  await open(page, "/inbox");
  await expect(row(page, other.name)).toBeVisible();
  await search(page).fill(word);
  await search(page).press("Enter");
  await expect(heading(page)).toHaveText(sought.name);
});

test("a reply that could not be sent outlives a reload, and a note is kept once", async ({
  page,
  enter,
  api,
  request,
  pageErrors,
}) => {
  const mia = await customer(request, `Mia Stone ${own()}`);
  await mia.say("Hello?");
  const id = await mia.conversation(api, 1);
  await enter("agent");
  await open(page, `/inbox/${id}`);
  await expect(bubble(page, "Hello?")).toBeVisible();
  await page.route("**/api/inbox/conversations/*/messages", (route) =>
    route.request().method() === "POST" ? route.abort() : route.continue(),
  );
  await reply(page).fill("We are here.");
  await reply(page).press("Enter");
  await expect(bubble(page, "We are here.")).toContainText("Not sent");
  expect(pageErrors.splice(0).every((one) => one.includes("ERR_FAILED"))).toBe(true);
  await page.unroute("**/api/inbox/conversations/*/messages");
  await page.reload();
  await bubble(page, "We are here.").getByRole("button", { name: "Send again" }).click();
  await expect(bubble(page, "We are here.").getByText("Delivered", { exact: true })).toBeAttached();
  await expect(bubble(page, "We are here.")).toHaveCount(1);

  await page.getByRole("button", { name: "Note", exact: true }).click();
  const note = page.getByLabel("A note that only colleagues see");
  await note.fill("Calls on Mondays");
  await note.press("Enter");
  await note.press("Enter");
  await expect(note).toHaveValue("");
  await page.reload();
  await expect(page.getByRole("log").getByText("Calls on Mondays")).toHaveCount(1);
});
