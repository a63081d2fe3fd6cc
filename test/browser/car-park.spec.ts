// The car park beside the phone: booked by chat, seen by the sensor, billed; at the sizes and in the colour schemes of the configuration.
import type { Page } from "@playwright/test";
import { expect, test } from "./bellhop.ts";
import { open, say, show } from "./simulator-page.ts";
import { look } from "./views.ts";

/** The post of a spot while its LED shows a colour. */
const post = (page: Page, code: string, colour: string) =>
  page.getByRole("button", { name: new RegExp(`^Post ${code}: ${colour}\\b`) });

for (const { line, code } of [
  { line: "Meta", code: "A" },
  { line: "Twilio", code: "B" },
]) {
  test(`a stay from slots to receipt, on the line of ${line}`, async ({ page }, info) => {
    // One of the two tests runs with animated cars, the other without animation.
    await page.emulateMedia({ reducedMotion: line === "Meta" ? "no-preference" : "reduce" });
    const chat = await open(page);
    await page.getByRole("radio", { name: new RegExp(line) }).check();
    await show(page, "Car park");
    await expect(post(page, code, "green")).toBeVisible();

    await show(page, "Phone");
    await say(page, "slots");
    await expect(chat.getByText("Market Square").first()).toBeVisible();
    await say(page, `book ${code}`);
    await expect(chat.getByText(/reserved|booked/i).last()).toBeVisible();
    await show(page, "Car park");
    await expect(post(page, code, "blue")).toBeVisible();

    await page.getByRole("button", { name: `Drive in to ${code}` }).click();
    await expect(post(page, code, "red")).toBeVisible();
    await expect(page.getByRole("button", { name: `Drive out of ${code}` })).toBeVisible();
    await look(page, info, `park ${line}`);

    await show(page, "Phone");
    await say(page, "status");
    await expect(chat.getByText(new RegExp(`\\b${code}\\b`)).last()).toBeVisible();
    await show(page, "Car park");
    await page.getByRole("button", { name: `Drive out of ${code}` }).click();
    await expect(post(page, code, "green")).toBeVisible();
    // Where the phone and the car park do not fit side by side, the answer is announced over the car park.
    const notice = page.getByRole("button", { name: /^Bellhop.*receipt\W+for booking/is });
    if (info.project.name.startsWith("phone")) await notice.click();
    await expect(chat.getByText("Receipt", { exact: true }).last()).toBeVisible();
  });
}

test("a post can be unplugged and plugged in, with the keyboard alone", async ({ page }, info) => {
  await open(page);
  await show(page, "Car park");
  await post(page, "F", "green").focus();
  await page.keyboard.press("Enter");
  const menu = page.getByRole("menu", { name: "Post F" });
  await expect(menu.getByRole("menuitemcheckbox", { name: /^Unplugged/ })).toBeFocused();
  await look(page, info, "park unplugged");
  await page.keyboard.press("Enter");
  const dark = page.getByRole("button", { name: "Post F: dark, no power" });
  await expect(dark).toBeVisible();
  await dark.press("Enter");
  await expect(menu.getByRole("menuitemcheckbox", { name: /^Unplugged/ })).toBeChecked();
  await page.keyboard.press("Enter");
  await expect(post(page, "F", "green")).toBeVisible();
});
