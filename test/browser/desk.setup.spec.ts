// Setting Bellhop up: the page says what is done and what comes next.
import { expect, look, open, test } from "./desk.ts";

test("each step of setting up says how it is and what to do", async ({ page, enter }, info) => {
  await enter();
  await open(page, "/setup");
  const step = (name: string) =>
    page
      .getByRole("main")
      .getByRole("listitem")
      .filter({ has: page.getByRole("heading", { name: new RegExp(`^${name}`) }) });
  await expect(step("Database")).toContainText("done");
  await expect(step("Public address")).toContainText("Set PUBLIC_URL to an address");
  await expect(step("Number")).toContainText("Connect a number");
  await expect(page.getByText(/of 11 steps are done/)).toBeVisible();
  await look(page, info, "setup");
  await page.getByRole("button", { name: "Look again" }).click();
  await expect(step("Database")).toContainText("done");
});
