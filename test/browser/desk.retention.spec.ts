// How long things are kept: an admin sees what would go, sets a duration, and an exception for a number; the night deletes what is older.
import { customer } from "./customer.ts";
import { expect, isPhone, look, open, own, test } from "./desk.ts";

// Tests of one server share its settings.
test.afterEach(async ({ api }) => {
  for (const kind of ["messages", "notes", "audit"])
    await api("PUT", `/api/settings/retention/${kind}`, { days: null, numbers: [] });
});

test("an admin sees what would be deleted before it is saved, and sets it", async ({
  page,
  enter,
  api,
  request,
}, info) => {
  await (await customer(request, `Noa Berg ${own()}`)).say("Hello");
  await enter();
  await open(page, "/settings");
  const sheet = page.locator("section").filter({ hasText: "How long things are kept" });
  const row = sheet.getByRole("row").filter({ hasText: "Messages" }).first();
  await expect(row).toContainText("For ever");
  await sheet.scrollIntoViewIfNeeded();
  await look(page, info, "retention");
  await row.getByRole("button", { name: "Change how long it is kept: Messages" }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByRole("status")).toHaveText("Nothing is that old: nothing would be deleted now.");
  await dialog.getByLabel("Days").fill("365");
  const numbers = (await api("GET", "/api/numbers")).numbers;
  const select = dialog.getByRole("combobox").first();
  await expect(dialog.getByRole("combobox")).toHaveCount(numbers.length);
  await select.click();
  await page.getByRole("option", { name: "A time of its own" }).click();
  await expect(dialog.getByRole("status")).toHaveText("Enter the days of each number that has a time of its own.");
  await expect(dialog.getByRole("button", { name: "Save" })).toBeDisabled();
  await dialog.getByLabel("Days").nth(1).fill("30");
  await expect(dialog.getByRole("status")).toHaveText("Nothing is that old: nothing would be deleted now.");
  await look(page, info, "retention dialog");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toBeHidden();
  await expect(row).toContainText("365 days");
  await expect(row).toContainText("Another time on 1 number");
  const { kinds } = await api("GET", "/api/settings/retention");
  expect(kinds[0]).toMatchObject({ kind: "messages", days: 365, numbers: [{ days: 30 }] });
});

test("what would go is counted, and the button says so", async ({ page, enter }, info) => {
  // The seventh day is the soonest that can be set, so old data is answered here as the server would.
  await page.route("**/api/settings/retention/audit/preview", (route) =>
    route.fulfill({
      json: { found: [{ kind: "audit", title: "Audit log", count: 1_234, oldest: "2024-05-03T10:00:00.000Z" }] },
    }),
  );
  await enter();
  await open(page, "/settings");
  await page.getByRole("button", { name: "Change how long it is kept: Audit log" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Days").fill("90");
  await expect(dialog.getByRole("status")).toContainText(/Audit log: 1,234, the oldest of .*2024/);
  await expect(dialog.getByRole("status")).toContainText("cannot be brought back");
  await look(page, info, "retention preview");
  await dialog.getByRole("button", { name: "Save and have it deleted" }).click();
  await expect(dialog).toBeHidden();
  const row = page.getByRole("row").filter({ hasText: "Audit log" });
  await expect(row).toContainText("90 days");
  if (isPhone(page)) await expect(row.getByText("Who changed what")).toBeHidden();
});

test("a colleague who is no admin sees none of it", async ({ page, enter }) => {
  await enter("agent");
  await open(page, "/settings");
  await expect(page.getByText("This browser")).toBeVisible();
  await expect(page.getByText("How long things are kept")).toHaveCount(0);
});
