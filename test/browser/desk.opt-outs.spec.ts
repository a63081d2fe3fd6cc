// Opt-outs in the Desk: shown at the contact as soon as they are known, recorded and lifted by staff, and kept in mind where a template is chosen.
import type { Page } from "@playwright/test";
import { customer } from "./customer.ts";
import { expect, isPhone, look, open, test } from "./desk.ts";

test.beforeEach(({ api }) => api("POST", "/api/templates/sync"));

const own = () => Date.now().toString(36);
const details = (page: Page) => page.getByRole("complementary", { name: "Details" });

/** Opens a conversation with its panel. */
async function openDetails(page: Page, id: number) {
  await open(page, `/inbox/${id}`);
  if (isPhone(page)) await page.getByRole("button", { name: "Details" }).click();
  await expect(details(page)).toBeVisible();
}

test("staff stop marketing with a note, and allow it again", async ({ page, enter, api, request }, info) => {
  const ana = await customer(request, `Ana Ruiz ${own()}`);
  await ana.say("Please call me");
  const id = await ana.conversation(api, 1);
  await enter("agent");
  await openDetails(page, id);
  await expect(details(page)).toContainText("Gets marketing");
  await details(page).getByRole("button", { name: "Marketing: Stop…" }).click();
  const dialog = page.getByRole("dialog", { name: "No more marketing" });
  await expect(dialog.getByLabel("Note for the team")).toBeFocused();
  await page.keyboard.type("said so on the phone");
  await look(page, info, "opt-out dialog");
  await page.keyboard.press("Enter");
  await expect(details(page)).toContainText(
    /Wants no marketing since .*recorded by Ines Ferreira: said so on the phone/,
  );
  await look(page, info, "opt-out panel");
  const { contact } = await api("GET", `/api/inbox/conversations/${id}`);
  const { entries } = await api("GET", `/api/audit?subject=contact&id=${contact.id}`);
  expect(entries).toMatchObject([{ action: "contact.marketing", note: "said so on the phone" }]);

  await details(page).getByRole("button", { name: "Marketing: Allow again…" }).click();
  await page
    .getByRole("dialog", { name: "Allow marketing again" })
    .getByRole("button", { name: "Allow marketing" })
    .click();
  await expect(details(page)).toContainText("Gets marketing");
});

test("what a customer chooses in WhatsApp is seen at once, and no marketing can be chosen for them", async ({
  page,
  enter,
  api,
  request,
}, info) => {
  const lena = await customer(request, `Lena Brandt ${own()}`);
  await lena.say("hello there, a question");
  const id = await lena.conversation(api, 1);
  await enter("agent");
  await openDetails(page, id);
  await expect(details(page)).toContainText("Gets marketing");
  await lena.does("marketing", { choice: "stop" });
  await expect(details(page)).toContainText(/Wants no marketing since .*chosen in WhatsApp/);
  if (isPhone(page)) await details(page).getByRole("button", { name: "Close" }).click();

  await page.getByRole("button", { name: "Choose a template" }).click();
  const dialog = page.getByRole("dialog", { name: "Send a template" });
  await expect(dialog.getByRole("note")).toContainText("Wants no marketing since");
  const offer = dialog.getByRole("option", { name: /weekend_offer/ });
  await expect(offer).toBeDisabled();
  await expect(offer).toContainText("Marketing, which they do not want.");
  await expect(dialog.getByRole("option", { name: /booking_reminder/ })).toBeEnabled();
  await look(page, info, "opt-out picker");
  await page.keyboard.press("Escape");

  await lena.does("marketing", { choice: "resume" });
  await page.getByRole("button", { name: "Choose a template" }).click();
  await expect(offer).toBeEnabled();
});

test("a customer who writes STOP hears it once", async ({ page, enter, api, request }) => {
  const mia = await customer(request, `Mia Sand ${own()}`);
  await mia.say("unsubscribe");
  const id = await mia.conversation(api, 1);
  await enter("agent");
  await openDetails(page, id);
  await expect(details(page)).toContainText(/Wants no marketing since .*wrote “unsubscribe”/);
  await expect(page.getByText("You will get no more offers from us.").last()).toBeAttached();
});
