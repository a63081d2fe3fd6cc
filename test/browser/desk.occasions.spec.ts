// What the bot says outside the 24-hour window: an admin chooses a template for it on each number.
import type { Page } from "@playwright/test";
import { customer } from "./customer.ts";
import { expect, look, open, test } from "./desk.ts";

// The simulator answers once the server listens; what was read at start may have missed it.
test.beforeEach(async ({ api }) => {
  await api("POST", "/api/templates/sync");
  const { occasions } = await api("GET", "/api/templates/occasions");
  for (const { name, channels } of occasions)
    for (const { channel, binding } of channels)
      if (binding) await api("DELETE", `/api/templates/occasions/${name}/bindings/${channel.id}`);
});

const item = (page: Page, title: string) =>
  page.getByRole("listitem").filter({ has: page.getByRole("heading", { name: title, exact: true }) });
const onMeta = (page: Page, title: string) => item(page, title).getByRole("listitem").filter({ hasText: "Meta" });
async function pick(page: Page, field: string, option: string | RegExp): Promise<void> {
  await page.getByRole("dialog").getByRole("combobox", { name: field }).click();
  await page.getByRole("option", { name: option }).click();
}

test("an admin chooses what is sent when the window is closed, and sees what people read", async ({
  page,
  enter,
}, info) => {
  await enter("admin");
  await open(page, "/templates");
  await page.getByRole("link", { name: "After 24 hours" }).click();
  await expect(item(page, "Receipt")).toContainText("A stay has ended and was charged.");
  await expect(onMeta(page, "Reminder")).toContainText("Waits until they write");
  await look(page, info, "occasions none");

  await onMeta(page, "Reminder")
    .getByRole("button", { name: /^Choose a template for Reminder/ })
    .click();
  const box = page.getByRole("dialog", { name: /^Reminder on/ });
  await expect(box.getByRole("button", { name: "Use this template" })).toBeDisabled();
  await pick(page, "Template", /^booking_reminder/);
  const preview = box.getByRole("region", { name: "As the customer sees it" });
  await expect(preview).toContainText("Your spot {{1}} is held until {{2}}.");
  await box.getByRole("button", { name: "Use this template" }).click();
  await expect(box.getByRole("alert")).toContainText("Choose what stands in each place.");
  await pick(page, "Variable 1", "The spot");
  await pick(page, "Variable 2", "Until when it is kept");
  await expect(preview).toContainText("Your spot A12 is held until 18:30.");
  await look(page, info, "occasions dialog");
  await box.getByRole("button", { name: "Use this template" }).click();
  await expect(box).toHaveCount(0);
  await expect(onMeta(page, "Reminder")).toContainText("Reaches them");
  await expect(onMeta(page, "Reminder")).toContainText("as booking_reminder");
  await look(page, info, "occasions bound");

  // It is there again, and can be taken away.
  await onMeta(page, "Reminder")
    .getByRole("button", { name: /^Change the template for Reminder/ })
    .click();
  await expect(preview).toContainText("Your spot A12 is held until 18:30.");
  await box.getByRole("button", { name: "Use none" }).click();
  await expect(onMeta(page, "Reminder")).toContainText("Waits until they write");
});

test("a template that cannot be sent says why, and the text to submit can be copied", async ({ page, enter }, info) => {
  await enter("admin");
  await open(page, "/templates/occasions");
  await onMeta(page, "Balance changed by the team").getByRole("button").click();
  const box = page.getByRole("dialog");
  await pick(page, "Template", /^seasonal_offer/);
  await expect(box).toContainText("seasonal_offer is paused");
  await expect(box).toContainText("Until it can be sent, messages wait");
  await pick(page, "Variable 1", "The balance");
  await box.getByRole("button", { name: "Use this template" }).click();
  await expect(onMeta(page, "Balance changed by the team")).toContainText("Cannot be sent");
  await expect(onMeta(page, "Balance changed by the team")).toContainText("is paused");
  await item(page, "Receipt").getByRole("button", { name: "Text for a template: Receipt" }).click();
  await expect(box).toContainText("Your parking receipt for booking {{booking}}");
  for (const name of ["English", "español", "português (Brasil)", "Deutsch", "français", "हिन्दी", "العربية"])
    await expect(box.getByRole("region", { name }).getByRole("button", { name: "Copy the text" })).toBeVisible();
  await look(page, info, "occasions text");
});

test("others read it and change nothing", async ({ page, enter }) => {
  await enter("agent");
  await open(page, "/templates/occasions");
  await expect(onMeta(page, "Receipt")).toContainText("Waits until they write");
  await expect(item(page, "Receipt").getByRole("button")).toHaveCount(0);
});

test("after 24 hours the customer is told with the template, and the thread says so", async ({
  page,
  enter,
  api,
  request,
}, info) => {
  const ida = await customer(request, "Ida Holm");
  await ida.say("balance");
  await ida.heard("Your balance is");
  const id = await ida.conversation(api);
  const { occasions } = await api("GET", "/api/templates/occasions");
  const { channel } = occasions[0].channels.find(
    (one: { channel: { provider: string } }) => one.channel.provider === "meta",
  );
  const place = `/api/templates/occasions/account.credited/bindings/${channel.id}`;
  await api("PUT", place, { template: "booking_reminder", values: { body: { 1: "balance", 2: "change" } } });
  await ida.does("close-window", { line: "meta" });
  const { accounts } = await api("GET", `/api/accounts?q=${ida.number}`);
  await api("POST", `/api/accounts/${accounts[0].id}/adjustments`, { amount_cents: 100, reason: "a gift" });
  await ida.heard("Your spot");
  await enter("agent");
  await open(page, `/inbox/${id}`);
  await expect(page.getByText("A template, because the 24-hour window was closed")).toBeVisible();
  // Nobody has to look at the message that failed before.
  await expect(page.getByRole("button", { name: /^Ida Holm.*A message could not be sent/ })).toHaveCount(0);
  await look(page, info, "occasions thread");
});

test("the history of a booking says as which template the driver was told", async ({
  page,
  enter,
  api,
  request,
}, info) => {
  const ina = await customer(request, "Ina Berg");
  await ina.say("balance");
  await ina.heard("Your balance is");
  const terms = { currency: "EUR", rate_cents_per_hour: 240, minimum_balance_cents: 0 };
  const lot = await api("POST", "/api/parking/lots", { ...terms, name: `Pier ${ina.number}`, spots: [{ code: "P1" }] });
  const booking = await api("POST", "/api/parking/bookings", { phone: `+${ina.number}`, spot_id: lot.spots[0].id });
  const { occasions } = await api("GET", "/api/templates/occasions");
  const { channel } = occasions[0].channels.find(
    (one: { channel: { provider: string } }) => one.channel.provider === "meta",
  );
  const place = `/api/templates/occasions/booking.cancelled_by_team/bindings/${channel.id}`;
  await api("PUT", place, { template: "booking_reminder", values: { body: { 1: "spot", 2: "lot" } } });
  await ina.does("close-window", { line: "meta" });
  await api("POST", `/api/parking/bookings/${booking.id}/cancel`, { note: "closed today" });
  await ina.heard("Your spot P1");
  await enter("agent");
  await open(page, `/parking/bookings/${booking.id}`);
  const history = page.getByRole("list", { name: "History" });
  await expect(history).toContainText("Cancelled by the team: sent as the template booking_reminder");
  await look(page, info, "occasions history");
});
