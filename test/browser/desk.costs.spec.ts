// What messages cost, in the overview: the sums, a budget, and the table of rates.
import { expect, isPhone, look, open, test } from "./desk.ts";

test("an admin sets a budget and enters a rate; a delivered message appears with its cost", async ({
  page,
  api,
  enter,
  request,
}, info) => {
  test.setTimeout(150_000);
  await request.post("/sim/api/phones/15550107001/write", { data: { text: "menu", line: "meta" } });
  await enter();
  await open(page, "/overview");
  const costs = page.getByRole("region", { name: "Cost of messages" });
  await costs.getByRole("button", { name: "Table of rates" }).click();
  const rates = page.getByRole("dialog", { name: "What a message costs" });
  await rates.getByLabel("Search a market").fill("north am");
  await expect(rates.getByRole("row")).toHaveCount(5);
  await expect(rates.getByRole("row", { name: /Utility/ })).toContainText("0.0034");
  await look(page, info, "rates");
  await rates.getByRole("button", { name: "Change Utility of North America" }).click();
  const form = page.getByRole("dialog", { name: "North America, Utility" });
  await form.getByLabel("Cost of one message").fill("0.004");
  await form.getByLabel("Source").fill("our contract of November");
  await form.getByRole("button", { name: "Save" }).click();
  await expect(form).toBeHidden();
  await expect(rates.getByRole("row", { name: /Utility.*\$0\.0040?/ })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(rates).toBeHidden();

  // Costs are computed every ten seconds.
  await expect
    .poll(async () => (await api("GET", "/api/costs")).channels.length, { timeout: 90_000, intervals: [2_000] })
    .toBeGreaterThan(0);
  await page.reload();
  await expect(costs.getByRole("row", { name: /Meta/ })).toBeVisible();
  await costs.getByRole("button", { name: "Set budget" }).first().click();
  const budget = page.getByRole("dialog", { name: /^Monthly budget of/ });
  await budget.getByLabel("Budget for each calendar month, in USD").fill("50");
  await budget.getByRole("button", { name: "Save" }).click();
  await expect(costs.getByText(/^0%: \S*0\.00 of \S*50\.00$/).first()).toBeVisible();
  await costs.scrollIntoViewIfNeeded();
  await look(page, info, `costs ${isPhone(page) ? "phone" : "desktop"}`);
});
