// Texts from right to left at the Desk: names, messages, previews and replies, and the language that staff choose for a contact.
import { customer } from "./customer.ts";
import { bubble, expect, isPhone, look, open, reply, test } from "./desk.ts";

test("Arabic is shown from right to left beside numbers and codes, and staff choose the language", async ({
  page,
  api,
  enter,
  request,
}, info) => {
  const who = await customer(request, "محمد علي");
  await who.say("أريد حجز الموقف A1 (رقم 12) من فضلك، booking 4711");
  const id = await who.conversation(api);
  await enter();
  await open(page, `/inbox/${id}`);
  await expect(bubble(page, "booking 4711").locator('[dir="auto"]').first()).toHaveCSS("direction", "rtl");
  await reply(page).fill("شكرًا، سنرد عليك");
  await expect(reply(page)).toHaveCSS("unicode-bidi", "plaintext");
  await look(page, info, "thread in Arabic");
  await reply(page).fill("");
  if (isPhone(page)) return;
  const field = page
    .getByRole("textbox", { name: "Language" })
    .or(page.getByRole("combobox", { name: "Language" }))
    .first();
  await expect(field).toHaveValue("العربية");
  await field.click();
  await page.getByRole("option", { name: "Deutsch" }).click();
  await expect.poll(async () => (await api("GET", `/api/inbox/conversations/${id}`)).contact.language).toBe("de");
});
