// The calls of a number in the Desk: its policy with what Meta has, and what the customer's phone shows; and the buttons for one's own site.
import type { Page } from "@playwright/test";
import { customer } from "./customer.ts";
import { expect, look, open, test } from "./desk.ts";

const simulator = async (page: Page, method: "PUT", path: string, data: object) =>
  expect((await page.request.fetch(`/sim/api/${path}`, { method, data })).status()).toBe(200);
const part = (page: Page, which: "meta" | "twilio") =>
  page
    .locator("section")
    .filter({ hasText: which === "meta" ? /Meta · / : /Twilio · / })
    .getByRole("region", { name: /^Calls of/ });
const always = { status: "ENABLED", call_icon_visibility: "DEFAULT", callback_permission_status: "DISABLED" };

test.afterEach(async ({ page, api }) => {
  await simulator(page, "PUT", "account", { messaging_limit: "TIER_2K" });
  await simulator(page, "PUT", "call-settings", { calling: always });
  const { numbers } = await api("GET", "/api/numbers");
  const { id } = numbers.find(({ provider }: { provider: string }) => provider === "meta");
  await api("PATCH", `/api/numbers/${id}/calls`, { policy: "ring_desk", reply: null });
});

test("a policy is chosen with its reply and hours; the customer's phone follows, and gets the reply", async ({
  page,
  browser,
  bellhop,
  request,
  enter,
}, info) => {
  const rosa = await customer(request, "Rosa Lindqvist");
  await enter();
  await open(page, "/numbers");
  const calls = part(page, "meta");
  await expect(calls).toContainText("It rings at the Desk");
  await expect(calls).toContainText("At Meta calling is on, at all hours.");
  await look(page, info, "calls card");

  await calls.getByRole("button", { name: /^Change/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Customers see no button to call").click();
  await dialog.getByLabel("Reply", { exact: true }).fill("Ring us: +1 555 0123, weekdays 9 to 5.");
  await expect(dialog.getByRole("region", { name: "As the customer sees it" })).toContainText("Ring us: +1 555 0123");
  await dialog.getByLabel("Only at certain hours").click();
  await dialog.getByLabel("Monday, until").fill("08:00");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByRole("alert")).toContainText("Monday: the end must be later than the beginning.");
  await dialog.getByLabel("Monday, until").fill("12:30");
  await dialog.getByRole("button", { name: "Add hours on Monday" }).click();
  await dialog.getByRole("button", { name: "Add a day off" }).click();
  await dialog.getByLabel("Date").fill("2030-12-25");
  await look(page, info, "calls form");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(calls).toContainText("Customers see no button to call");
  await expect(calls).toContainText(/at certain hours \(UTC\), and the button is hidden/);
  const { calling } = await (await page.request.get("/sim/api/call-settings")).json();
  expect(calling).toMatchObject({
    ...{ status: "ENABLED", call_icon_visibility: "DISABLE_ALL" },
    call_hours: { holiday_schedule: [{ date: "2030-12-25", start_time: "0000", end_time: "2359" }] },
  });
  expect(calling.call_hours.weekly_operating_hours).toHaveLength(6);

  const phone = await (await browser.newContext({ baseURL: bellhop.url })).newPage();
  await phone.goto("/sim/");
  await expect(phone.getByRole("status").first()).toHaveText("online");
  await expect(phone.locator("#call")).toBeHidden();
  await simulator(page, "PUT", "call-settings", {
    calling: { call_icon_visibility: "DEFAULT", call_hours: { ...calling.call_hours, status: "DISABLED" } },
  });
  await expect(phone.locator("#call")).toBeVisible();
  await phone.context().close();

  await page.reload();
  await expect(calls).toContainText("Customers still see the button to call. Set the policy again to hide it at Meta.");
  await rosa.does("call");
  await rosa.heard("Ring us: +1 555 0123, weekdays 9 to 5.");
  await calls.getByRole("button", { name: "Set the policy again" }).click();
  await expect(calls).toContainText("and the button is hidden");
  await expect(calls).not.toContainText("Customers still see");
});

test("that calling is off at Meta is said, and why it cannot be switched on; what was typed stays", async ({
  page,
  pageErrors,
  enter,
}, info) => {
  await simulator(page, "PUT", "call-settings", { calling: { status: "DISABLED" } });
  await simulator(page, "PUT", "account", { messaging_limit: "TIER_250" });
  await enter();
  await open(page, "/numbers");
  const calls = part(page, "meta");
  await expect(calls).toContainText("Calls are off at Meta: customers see no button to call, and nothing rings.");
  await look(page, info, "calls off");
  await calls.getByRole("button", { name: /^Change/ }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Reply", { exact: true }).fill("Write to us.");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByRole("alert")).toContainText("limit of 2,000 customers a day");
  await expect(dialog.getByLabel("Reply", { exact: true })).toHaveValue("Write to us.");
  await look(page, info, "calls refused");
  expect(pageErrors.splice(0).every((one) => one.includes("409"))).toBe(true);
  await simulator(page, "PUT", "account", { messaging_limit: "TIER_2K" });
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(calls).toContainText("At Meta calling is on");
});

test("a number of Twilio has only a reply; a viewer changes nothing", async ({ page, enter }) => {
  await enter();
  await open(page, "/numbers");
  const calls = part(page, "twilio");
  await expect(calls).toContainText("go to its voice application");
  await calls.getByRole("button", { name: /^Change/ }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("radio")).toHaveCount(0);
  await dialog.getByLabel("Reply", { exact: true }).fill("Ring +1 555 0123.");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
  await enter("viewer");
  await open(page, "/numbers");
  await expect(part(page, "meta")).toContainText("It rings at the Desk");
  await expect(part(page, "meta").getByRole("button", { name: /^Change/ })).toHaveCount(0);
});

test("buttons for one's own site: what is typed is in the HTML, harmless, and the preview and the link show it", async ({
  page,
  request,
  api,
  enter,
}, info) => {
  // A webhook tells which number it is.
  const ines = await customer(request, "Ines Duarte");
  await ines.say("menu");
  await ines.conversation(api);
  await enter("viewer");
  await open(page, "/numbers");
  await part(page, "meta").getByRole("button", { name: "Buttons for your website" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Text of the button", { exact: true }).fill('Chat <b>now</b> & "save"');
  await dialog.getByLabel("The message begins with").fill("Hello! A bay for 50% & more?");
  await dialog.getByLabel("Also a button to call over WhatsApp").click();
  await dialog.getByLabel("Telephone number").fill("call me");
  await expect(dialog).toContainText("This is no telephone number");
  await dialog.getByLabel("Telephone number").fill("+1 (555) 012-3456");
  await dialog.getByText("Outlined", { exact: true }).click();
  const preview = dialog.frameLocator("iframe");
  await expect(preview.getByRole("link")).toHaveText(['Chat <b>now</b> & "save"', "Call us on WhatsApp", "Call us"]);
  const links = await preview.getByRole("link").all();
  expect(await Promise.all(links.map((one) => one.getAttribute("href")))).toEqual([
    expect.stringMatching(/^https:\/\/wa\.me\/\d+\?text=Hello!%20A%20bay%20for%2050%25%20%26%20more%3F$/),
    expect.stringMatching(/^https:\/\/wa\.me\/call\/\d+$/),
    "tel:+15550123456",
  ]);
  await expect(dialog.getByRole("img", { name: "QR code of the link to the chat" })).toBeVisible();
  await look(page, info, "site buttons");
  await page.context().grantPermissions(["clipboard-read", "clipboard-write"]);
  await dialog.getByRole("button", { name: "Copy the HTML" }).click();
  const copied = await page.evaluate("navigator.clipboard.readText()");
  expect(copied).toContain("Chat &lt;b&gt;now&lt;/b&gt; &amp; &quot;save&quot;</a>");
  await dialog.getByText("Right", { exact: true }).click();
  await expect(dialog.locator("pre")).toContainText("position:fixed;right:16px");
});
