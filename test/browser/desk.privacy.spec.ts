// The data of a person in the Desk: admins export it, and erase it after they typed the number; others are not offered it.
import type { Page } from "@playwright/test";
import { customer } from "./customer.ts";
import { expect, isPhone, look, open, test } from "./desk.ts";

const details = (page: Page) => page.getByRole("complementary", { name: "Details" });

/** Opens a conversation with its panel. */
async function openDetails(page: Page, id: number) {
  await open(page, `/inbox/${id}`);
  if (isPhone(page)) await page.getByRole("button", { name: "Details" }).click();
  await expect(details(page)).toBeVisible();
}

test("an admin exports a customer's data and erases them", async ({ page, enter, api, request, pageErrors }, info) => {
  const ana = await customer(request, `Ana Ruiz ${Date.now().toString(36)}`);
  await ana.say("Please forget me");
  const id = await ana.conversation(api, 1);
  const { contact } = await api("GET", `/api/inbox/conversations/${id}`);
  await enter("agent");
  await openDetails(page, id);
  await expect(details(page).getByRole("button", { name: "Erase…" })).toHaveCount(0);

  await enter("admin");
  await openDetails(page, id);
  const download = page.waitForEvent("download");
  await details(page).getByRole("link", { name: "Export" }).click();
  expect((await download).suggestedFilename()).toBe(`contact-${contact.id}.zip`);

  await details(page).getByRole("button", { name: "Erase…" }).click();
  const dialog = page.getByRole("dialog", { name: "Erase this person for good?" });
  await expect(dialog.getByText("Messages", { exact: true })).toBeVisible();
  const erase = dialog.getByRole("button", { name: "Erase for good" });
  await expect(erase).toBeDisabled();
  await dialog.getByLabel(/^To confirm, type/).fill("15550100000");
  await erase.click();
  await expect(dialog.getByRole("alert")).toContainText("Nothing was erased");
  expect(pageErrors.splice(0).every((one) => one.includes("400"))).toBe(true);
  await look(page, info, "erase dialog");
  await dialog.getByLabel(/^To confirm, type/).fill(`+${contact.phone}`);
  await erase.click();
  await expect(dialog).toBeHidden();
  await expect(page).toHaveURL(/\/inbox\/?$/);
  await expect(page.getByText("Erased. The proof follows")).toBeVisible();
  const { erasures } = await api("GET", "/api/erasures");
  expect(erasures[0]).toMatchObject({ contact_id: contact.id });
  await expect
    .poll(async () => (await api("GET", `/api/erasures/${erasures[0].id}`)).proof?.search, { timeout: 60_000 })
    .toMatchObject({ keys: {} });
  // The page may ask once more for the conversation that is gone, before it leaves.
  expect(pageErrors.splice(0).filter((one) => !one.includes("404"))).toEqual([]);
});
