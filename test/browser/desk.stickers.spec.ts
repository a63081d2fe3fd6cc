// Stickers and saved templates in the reply box: made in the Desk, sent, and on the phone.
import { customer } from "./customer.ts";
import { expect, look, open, test } from "./desk.ts";
import { photo } from "./sample-files.ts";

const own = () => Math.random().toString(36).slice(2, 8);

test("a picture becomes a sticker, which can be sent again", async ({ page, enter, api, request }, info) => {
  const noa = await customer(request, `Noa Berg ${own()}`);
  await noa.say("Do you have stickers?");
  const id = await noa.conversation(api, 1);
  await enter("agent");
  await open(page, `/inbox/${id}`);
  const stickers = page.getByRole("button", { name: "Stickers" });
  await stickers.click();
  const input = page.getByLabel("Make one from a picture").and(page.locator("input"));
  await input.setInputFiles({ name: "car.jpg", mimeType: "image/jpeg", buffer: await photo(900, 300) });
  const sent = async () =>
    (await noa.chat()).filter(({ content }) => content.type === "media").map(({ content }) => content);
  const sticker = { kind: "sticker", mimeType: "image/webp" };
  await expect.poll(sent).toMatchObject([sticker]);
  await expect(page.getByRole("log").getByRole("img", { name: "Sticker" })).toBeVisible();
  await stickers.click();
  const first = page.getByRole("button", { name: "Send sticker 1", exact: true });
  await expect(first).toBeVisible();
  await look(page, info, "inbox stickers");
  await first.click();
  await expect.poll(sent).toMatchObject([sticker, sticker]);
});

test("a canned reply with a template opens it with its fields filled", async ({ page, enter, api, request }, info) => {
  const shortcut = `held${own()}`;
  await enter("agent");
  await api("POST", "/api/templates/sync");
  await open(page, "/rules/canned");
  await page.getByRole("button", { name: "New reply" }).first().click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Shortcut").fill(shortcut);
  await dialog.getByRole("combobox", { name: "What it sends" }).click();
  await page.getByRole("option", { name: "Template", exact: true }).click();
  await dialog.getByRole("combobox", { name: "Template" }).click();
  await page.getByRole("option", { name: /booking_reminder/ }).click();
  await dialog.getByLabel("Value 1").fill("B12");
  await dialog.getByLabel("Value 2").fill("18:00, {{name}}");
  await look(page, info, "canned template");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);

  const noa = await customer(request, `Noa Berg ${own()}`);
  await noa.say("Until when is it held?");
  await open(page, `/inbox/${await noa.conversation(api, 1)}`);
  await page.getByRole("textbox", { name: /reply/i }).fill(`/${shortcut}`);
  await page.getByRole("option", { name: `/${shortcut}` }).click();
  await expect(dialog.getByLabel("Value 1")).toHaveValue("B12");
  await expect(dialog.getByLabel("Value 2")).toHaveValue(`18:00, ${noa.name}`);
  await look(page, info, "inbox canned template");
  await dialog.getByRole("button", { name: "Send template" }).click();
  await noa.heard(`Your spot B12 is held until 18:00, ${noa.name}.`);
});
