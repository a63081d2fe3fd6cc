// Regression tests for small faults of the Desk that users found.
import type { Locator, Page } from "@playwright/test";
import { customer } from "./customer.ts";
import { expect, isPhone, look, open, own, test } from "./desk.ts";

const dialog = (page: Page) => page.getByRole("dialog");

/** The shortcuts that `?` lists: each with its description and key. */
async function keysShown(page: Page): Promise<string[]> {
  await page.keyboard.press("?");
  await expect(dialog(page).getByRole("heading", { name: "Keyboard shortcuts" })).toBeVisible();
  const lines = dialog(page).locator("dl > div");
  const shown = (await lines.allInnerTexts()).map((line) => line.replaceAll(/\s+/g, " ").trim());
  await page.keyboard.press("Escape");
  await expect(dialog(page)).toHaveCount(0);
  return shown;
}

test("? shows every key, before a conversation is open as well as in one", async ({
  page,
  enter,
  api,
  request,
}, info) => {
  const mia = await customer(request, `Mia ${own()}`);
  await mia.say("Hello?");
  const id = await mia.conversation(api);
  await enter("agent");
  await open(page, "/inbox");
  const before = await keysShown(page);
  expect(before).toEqual([
    ...["Next conversation j", "Previous conversation k", "Search /"],
    ...["Mark as done, or reopen e", "Reply r", "Write a note n", "Assign to me a", "Mark as unread u"],
    ...["Hand back to the bot b", "Show or hide details i", "Back to the list Esc"],
    ...["Send Enter", "New line Shift+Enter", "Canned replies, at the start of a reply /", "Leave the reply box Esc"],
    ...["Go to the inbox g i", "Go to the messages g m", "Go to parking g p", "Go to the incidents g x"],
    ...["Go to the overview g o", "Go to the replies g r", "Go to the templates g t", "Show shortcuts ?"],
  ]);
  await open(page, `/inbox/${id}`);
  await expect(page.getByRole("log").getByText("Hello?")).toBeVisible();
  expect((await keysShown(page)).toSorted()).toEqual(before.toSorted());
  await page.keyboard.press("?");
  await look(page, info, "keys in a conversation");
});

test("today, which is not over, is named so and does not pull the lines of the charts down", async ({
  page,
  enter,
}) => {
  await enter("viewer");
  await open(page, "/overview?days=7");
  const chart = page
    .locator("section")
    .filter({ has: page.getByRole("table", { name: "Messages", exact: true }) })
    .last();
  await expect(chart.locator("svg").getByText("Today", { exact: true })).toBeVisible();
  // A dot for each day of the two lines, except today.
  await expect(chart.locator("circle.recharts-line-dot")).toHaveCount(12);
  await expect(chart.getByRole("row").nth(1)).toContainText("Today so far");
});

test("the map stays where it is when a spot is chosen, and after a move the panel shows the new spot", async ({
  page,
  api,
  enter,
}) => {
  const spots = Array.from({ length: 12 }, (_, n) => ({ code: `M${n + 1}` }));
  const terms = { currency: "EUR", rate_cents_per_hour: 240, minimum_balance_cents: 0 };
  const lot = await api("POST", "/api/parking/lots", { name: `Mole ${own()}`, ...terms, spots });
  const phone = `+4477008${String(Math.floor(Math.random() * 1e5)).padStart(5, "0")}`;
  await api("POST", "/api/parking/bookings", { phone, spot_id: lot.spots[1].id });
  await enter();
  await open(page, `/parking?lot=${lot.id}`);
  const plan = page.getByRole("list", { name: `Spots of ${lot.name}` });
  const bays = plan.getByRole("listitem");
  const places = () => Promise.all(spots.map((_, n) => bays.nth(n).boundingBox()));
  await expect(bays).toHaveCount(spots.length);
  await expect(bays.nth(1)).toContainText("Reserved");
  const before = await places();
  await plan.getByRole("button", { name: /^M2\b/ }).click();
  const side = (code: string) => page.getByRole("complementary", { name: new RegExp(`Spot ${code}\\b`) });
  await expect(side("M2")).toBeVisible();
  expect(await places()).toEqual(before);

  await side("M2").getByRole("button", { name: "Move" }).click();
  await dialog(page).getByRole("combobox", { name: "To spot" }).click();
  await page.getByRole("option", { name: /M7\b/ }).click();
  await dialog(page).getByRole("button", { name: "Move" }).click();
  await expect(side("M7")).toBeVisible();
  await expect(side("M7")).toContainText("Reserved");
  await page.keyboard.press("Escape");
  await expect(side("M7")).toBeHidden();
  expect(await places()).toEqual(before);
});

test("what was typed into a dialog is not lost by a click beside it or by Escape", async ({ page, enter }) => {
  await enter();
  await open(page, "/parking/lots");
  await page.getByRole("button", { name: "New lot" }).click();
  const form = dialog(page).filter({ has: page.getByLabel("Rate per hour") });
  const name = form.getByRole("textbox", { name: "Name" });
  await name.fill("Quay of the evening");
  await page.mouse.click(4, 4);
  await expect(name).toHaveValue("Quay of the evening");
  await page.keyboard.press("Escape");
  await dialog(page).filter({ hasText: "Discard what you typed?" }).getByRole("button", { name: "Cancel" }).click();
  await expect(name).toHaveValue("Quay of the evening");
});

test("a label made elsewhere shows in an open panel, and a wrong e-mail is said once", async ({
  page,
  enter,
  api,
  request,
  pageErrors,
}) => {
  const ben = await customer(request, `Ben ${own()}`);
  await ben.say("Hello?");
  const id = await ben.conversation(api);
  await enter("agent");
  await open(page, `/inbox/${id}`);
  const side = page.getByRole("complementary", { name: "Details" });
  if (page.viewportSize()!.width < 1_180) await page.getByRole("button", { name: "Details", exact: true }).click();
  const label = `late ${own()}`;
  await api("POST", "/api/inbox/labels", { name: label, colour: "#7a5af8" });
  await side.getByLabel("Labels", { exact: true }).first().click();
  await expect(page.getByRole("option", { name: label })).toBeVisible();
  await page.keyboard.press("Escape");
  await side.getByLabel("E-mail").fill("ben at home");
  await side.getByLabel("E-mail").press("Enter");
  await expect(side.getByText(/e-mail/i).last()).toBeVisible();
  await expect(side.getByLabel("E-mail")).toHaveAttribute("aria-invalid", "true");
  await expect(page.getByRole("status").getByText(/mail/i)).toHaveCount(0);
  await expect(side.getByLabel("E-mail")).toHaveValue("ben at home");
  expect(pageErrors.splice(0).every((one) => one.includes("400"))).toBe(true);
});

/** Resolves when an element is within the width of the window. */
const onScreen = async (page: Page, what: Locator) => {
  await expect(what).toBeVisible();
  const box = (await what.boundingBox())!;
  expect([box.x >= 0, box.x + box.width <= page.viewportSize()!.width]).toEqual([true, true]);
};

test("a booking for somebody who never wrote says that they are not told, in a toast at the top; its amount is on screen", async ({
  page,
  api,
  enter,
}) => {
  const terms = { currency: "EUR", rate_cents_per_hour: 240, minimum_balance_cents: 0 };
  const lot = await api("POST", "/api/parking/lots", { name: `Jetty ${own()}`, ...terms, spots: [{ code: "J1" }] });
  const phone = `+4477007${String(Math.floor(Math.random() * 1e5)).padStart(5, "0")}`;
  await enter();
  await open(page, `/parking?lot=${lot.id}`);
  await page
    .getByRole("list", { name: `Spots of ${lot.name}` })
    .getByRole("button", { name: /^J1/ })
    .click();
  const side = page.getByRole("complementary", { name: /Spot J1/ });
  await side.getByRole("button", { name: "Book for a driver" }).click();
  await dialog(page).getByLabel(/Phone/).fill(phone);
  await dialog(page).getByRole("button", { name: "Book" }).click();
  const toast = page.getByText("The driver is not told: they have never written to you");
  await expect(toast).toBeVisible();
  // Never over what people type into and send with.
  const { y, height } = (await toast.boundingBox())!;
  expect(y + height).toBeLessThan(page.viewportSize()!.height / 3);

  const { bookings } = await api("GET", `/api/parking/bookings?phone=${encodeURIComponent(phone)}`);
  const path = `/api/parking/bookings/${bookings[0].id}`;
  await api("POST", `${path}/start`, {});
  await api("POST", `${path}/complete`, {});
  await api("POST", `${path}/adjust`, { amount_cents: 1_234, note: "As agreed on the phone" });
  await open(page, `/parking/bookings?q=${encodeURIComponent(phone)}`);
  await onScreen(page, page.locator("tbody").getByText("€12.34"));
});

test("a device shows its lot, and the number of open incidents stands in the navigation", async ({
  page,
  api,
  enter,
  request,
}) => {
  const terms = { currency: "EUR", rate_cents_per_hour: 240, minimum_balance_cents: 0 };
  const lot = await api("POST", "/api/parking/lots", { name: `Dock ${own()}`, ...terms, spots: [{ code: "D1" }] });
  const made = await api("POST", "/api/devices", { name: `board ${lot.id}`, spot_id: lot.spots[0].id });
  // A car stands at a spot that nobody has booked.
  const board = Buffer.from(`${made.username}:${made.password}`).toString("base64");
  const heard = await request.post(`/api/devices/${made.id}/readings`, {
    headers: { authorization: `Basic ${board}` },
    data: { occupied: true },
  });
  expect(heard.status(), await heard.text()).toBe(202);
  await expect.poll(async () => (await api("GET", "/api/incidents?open=true")).count).toBeGreaterThan(0);
  const { count } = await api("GET", "/api/incidents?open=true");
  await enter();
  await open(page, `/parking/devices?q=${encodeURIComponent(`board ${lot.id}`)}`);
  await onScreen(page, page.getByText(lot.name).first());
  if (isPhone(page)) await page.goto("/desk/overview");
  await expect(page.getByTitle(`${count} open`).first()).toHaveText(String(count));
});

test("a number that changed is told as a notice and not as the customer's words", async ({
  page,
  api,
  enter,
  request,
}) => {
  const noa = await customer(request, `Noa ${own()}`);
  await noa.say("Hello there");
  const id = await noa.conversation(api);
  await noa.does("change-number", { to: `4477006${String(Math.floor(Math.random() * 1e5)).padStart(5, "0")}` });
  await enter("agent");
  await open(page, `/inbox/${id}`);
  const notice = page.getByRole("log").locator("p[data-message]").filter({ hasText: "WhatsApp:" });
  await expect(notice.first()).toBeVisible();
});

test("the sign-in page of a Desk without an admin says how there will be one", async ({ page }) => {
  await page.route("**/api/auth/state", async (route) => {
    const answer = await route.fetch();
    await route.fulfill({ response: answer, json: { ...(await answer.json()), has_admin: false } });
  });
  await page.goto("/desk/sign-in");
  await expect(page.getByRole("heading", { name: "This Bellhop has no admin yet" })).toBeVisible();
  await expect(page.getByText("npm run bellhop -- users invite")).toBeVisible();
});
