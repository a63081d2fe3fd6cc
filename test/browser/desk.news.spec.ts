// News from the providers: a webhook and a check tell it, the navigation counts it, and it ends by itself or by somebody's word.
import { expect, isPhone, look, open, test } from "./desk.ts";

test("a paused template and an account without a way to pay are news with a remedy, until they are over", async ({
  page,
  api,
  enter,
}, info) => {
  const name = `bay_${isPhone(page) ? "phone" : "desktop"}`;
  const tell = (event: string, more: object = {}) =>
    api("POST", "/sim/api/news", {
      field: "message_template_status_update",
      value: { event, message_template_name: name, message_template_language: "en_US", reason: "NONE", ...more },
    });
  await tell("PAUSED");
  await enter();
  await open(page, "/news");
  const item = (text: RegExp) => page.getByRole("main").getByRole("listitem").filter({ hasText: text });
  const paused = item(new RegExp(`The template ${name}, en_US is paused`));
  await expect(paused).toContainText("The third pause disables it for good");

  const account = { can_send_message: "BLOCKED", error: { code: 141006, description: "Payment method missing." } };
  await api("PUT", "/sim/api/account", account);
  await page.getByRole("button", { name: "Ask now" }).click();
  const payment = item(/Payment method missing/);
  await expect(payment).toContainText("Add a way to pay");
  await look(page, info, "news");
  await api("PUT", "/sim/api/account", { can_send_message: "AVAILABLE", error: null });
  await page.getByRole("button", { name: "Ask now" }).click();
  await expect(payment).toHaveCount(0);

  await tell("APPROVED");
  await expect(paused).toHaveCount(0);
  await tell("PAUSED", { other_info: { title: "SECOND_PAUSE", description: "Paused for six hours." } });
  await paused.getByRole("button", { name: "Settle" }).click();
  await expect(paused).toHaveCount(0);
  await page.getByText("All", { exact: true }).click();
  await expect(paused.first()).toContainText("Settled by ada");
});
