// What customers of a number see of colleagues: set on the number's card, and seen on the customer's phone.
import type { Page } from "@playwright/test";
import { customer } from "./customer.ts";
import { type Api, expect, look, open, own, reply, test } from "./desk.ts";
import { openAs } from "./simulator-page.ts";

const choice = (page: Page, externalId: string) =>
  page
    .locator("section")
    .filter({ hasText: externalId })
    .getByRole("combobox", { name: "What customers see of colleagues" });

type Own = { id: number; provider: string; external_id: string };
const numberOf = async (api: Api, line: string): Promise<Own> =>
  (await api("GET", "/api/numbers")).numbers.find(({ provider }: Own) => provider === line);

// Tests of one server share its numbers.
test.afterEach(async ({ api }) => {
  for (const line of ["meta", "twilio"])
    await api("PUT", `/api/numbers/${(await numberOf(api, line)).id}/receipts`, { receipts: "off" });
});

for (const line of ["meta", "twilio"] as const)
  test(`${line}: nothing at first; set to typing, the phone sees that somebody reads and writes`, async ({
    page,
    enter,
    api,
    request,
  }, info) => {
    const noa = await customer(request, `Noa Berg ${own()}`);
    const first = await noa.say("Is anybody there?", { line });
    const id = await noa.conversation(api);
    await enter();
    await open(page, `/inbox/${id}`);
    await expect(page.getByRole("log")).toContainText("Is anybody there?");
    const phone = await page.context().newPage();
    const chat = await openAs(phone, noa, line);
    const sign = (message: { id: string }) => chat.locator(`[data-id="${message.id}"]`).getByRole("img");
    await reply(page).fill("I look");
    await expect(sign(first)).toHaveAccessibleName("Delivered to Bellhop");

    const { external_id } = await numberOf(api, line);
    await open(page, "/numbers");
    await expect(choice(page, external_id)).toHaveValue("Nothing");
    await choice(page, external_id).click();
    // Twilio cannot tell that somebody read without saying that they write.
    await expect(page.getByRole("option")).toHaveCount(line === "meta" ? 3 : 2);
    await look(page, info, `numbers receipts ${line}`);
    await page.getByRole("option", { name: /when somebody is typing$/ }).click();
    await expect(page.getByText("Saved", { exact: true })).toBeVisible();
    await page.reload();
    await expect(choice(page, external_id)).toHaveValue(/when somebody is typing$/);

    const second = await noa.say("Hello again?", { line });
    await open(page, `/inbox/${id}`);
    await expect(page.getByRole("log")).toContainText("Hello again?");
    if (line === "meta") await expect(sign(second)).toHaveAccessibleName("Read by Bellhop");
    await reply(page).fill("I look once more");
    await expect(chat.getByLabel("Bellhop is typing")).toBeVisible();
    await expect(sign(second)).toHaveAccessibleName("Read by Bellhop");
    await phone.close();
  });

test("who is no admin sees the setting and cannot change it", async ({ page, enter, api }) => {
  await enter("viewer");
  await open(page, "/numbers");
  await expect(choice(page, (await numberOf(api, "meta")).external_id)).toBeDisabled();
});
