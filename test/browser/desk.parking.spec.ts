// Parking at the Desk: the map and the actions at a spot, the table of bookings, lots, devices and drivers.
import { expect, look, open, test } from "./desk.ts";

const words = {
  name: "Quay",
  currency: "EUR",
  rate_cents_per_hour: 240,
  daily_cap_cents: 1_800,
  free_minutes: 15,
  minimum_balance_cents: 0,
};
/** A lot for each test: all share one server, and several lots are shown as tabs. */
const lotNamed = (name: string, spots: string[]) => ({ ...words, name, spots: spots.map((code) => ({ code })) });
const someone = () => `4477009${String(Math.floor(Math.random() * 1e5)).padStart(5, "0")}`;

test("a spot is booked on the map, the stay started and completed", async ({ page, api, enter, pageErrors }, info) => {
  const lot = await api("POST", "/api/parking/lots", lotNamed(`Quay ${Date.now()}`, ["Q1", "Q2", "Q3"]));
  await enter();
  await open(page, `/parking?lot=${lot.id}`);
  const plan = page.getByRole("list", { name: `Spots of ${lot.name}` });
  await plan.getByRole("button", { name: /^Q1/ }).click();
  const side = page.getByRole("complementary", { name: /Spot Q1/ });
  await side.getByRole("button", { name: "Book for a driver" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/Phone/).fill("12");
  await dialog.getByRole("button", { name: "Book" }).click();
  await expect(dialog.getByRole("alert")).not.toBeEmpty();
  // The server's refusal, and the browser's own error about it.
  expect(pageErrors.splice(0)).toHaveLength(2);
  await dialog.getByLabel(/Phone/).fill(`+${someone()}`);
  await dialog.getByRole("button", { name: "Book" }).click();
  await expect(dialog).toBeHidden();
  await expect(side.getByText("Reserved").first()).toBeVisible();
  await look(page, info, "parking spot");
  await side.getByRole("button", { name: "Start the stay" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Start the stay" }).click();
  await expect(side.getByText("Parked").first()).toBeVisible();
  await side.getByRole("button", { name: "Complete" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Complete" }).click();
  await expect(side.getByRole("button", { name: "Book for a driver" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(side).toBeHidden();
  await look(page, info, "parking map");
});

test("bookings are found, opened with their story, and exported", async ({ page, api, enter }, info) => {
  const phone = someone();
  const lot = await api("POST", "/api/parking/lots", lotNamed(`Table ${Date.now()}`, ["T1"]));
  const booking = await api("POST", "/api/parking/bookings", { phone: `+${phone}`, spot_id: lot.spots[0].id });
  // The browser saves the file without asking where to.
  await page.addInitScript("delete window.showSaveFilePicker");
  await enter();
  await open(page, `/parking/bookings?q=${phone}`);
  await page.locator("tbody").getByRole("link").click();
  const side = page.getByRole("complementary", { name: `Booking ${booking.id}` });
  await expect(side.getByRole("list", { name: "History" })).toContainText("Booked, held until");
  await look(page, info, "parking booking");
  await side.getByRole("button", { name: "Cancel the booking" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/Note/).fill("Called to say that they are not coming");
  await dialog.getByRole("button", { name: "Cancel the booking" }).click();
  await expect(side.getByRole("list", { name: "History" })).toContainText("Called to say that they are not coming");
  await page.keyboard.press("Escape");
  await expect(side).toBeHidden();
  await page.getByRole("button", { name: "Export" }).click();
  const saved = page.waitForEvent("download");
  const file = page.getByRole("dialog", { name: "Export bookings" });
  await file.getByLabel("Username").uncheck();
  await look(page, info, "parking bookings export");
  await file.getByRole("button", { name: "Export" }).click();
  expect((await saved).suggestedFilename()).toMatch(/^bookings-.*\.csv$/);
  await look(page, info, "parking bookings");
});

test("bookings are filtered, stepped through by date, and cancelled many at a time", async ({
  page,
  api,
  enter,
}, info) => {
  const lot = await api("POST", "/api/parking/lots", lotNamed(`Flood ${Date.now()}`, ["F1", "F2", "F3", "F4"]));
  const made: { id: number }[] = [];
  for (const { id } of lot.spots)
    made.push(await api("POST", "/api/parking/bookings", { phone: `+${someone()}`, spot_id: id }));
  await api("POST", `/api/parking/bookings/${made[3]!.id}/start`, {});
  await enter();
  await open(page, `/parking/bookings?lot=${lot.id}`);
  const rows = page
    .locator("tbody")
    .getByRole("row")
    .filter({ hasText: /F[1-4]/ });
  const row = (code: string) => rows.filter({ hasText: code });
  await expect(rows).toHaveCount(4);
  const isPhone = page.viewportSize()!.width < 720;
  await expect(page.getByRole("combobox", { name: "Status" })).toBeVisible({ visible: !isPhone });
  if (isPhone) {
    await page.getByRole("button", { name: "Filters (1)" }).click();
    await page.getByLabel("Sort by").selectOption("Spot");
  } else await page.getByRole("button", { name: /^Spot (Not s|S)orted/ }).click();
  await expect(page).toHaveURL(/sort=spot/);
  await page.getByRole("combobox", { name: "Status" }).press("ArrowDown");
  await page.getByRole("option", { name: "Reserved", exact: true }).click();
  await page.keyboard.press("Escape");
  await expect(rows).toHaveCount(3);
  await look(page, info, "parking bookings filtered");

  const by = page.getByRole("navigation", { name: "Bookings by time" });
  for (const when of [/when=\d{4}-\d\d(&|$)/, /when=\d{4}-\d\d-\d\d(&|$)/, /when=\d{4}-\d\d-\d\dT\d\d(&|$)/]) {
    await by.getByRole("button", { name: / 3 bookings$/ }).click();
    await expect(page).toHaveURL(when);
    await expect(rows).toHaveCount(3);
  }
  await look(page, info, "parking bookings drill");
  await by.getByRole("button", { name: "All time" }).click();
  await expect(page).not.toHaveURL(/when=/);

  await page.goto(`/desk/parking/bookings?lot=${lot.id}&sort=spot&order=asc`);
  for (const code of ["F1", "F2", "F4"]) await row(code).getByRole("checkbox").check();
  await expect(page.getByText("3 bookings selected")).toBeVisible();
  await look(page, info, "parking bookings chosen");
  const dialog = page.getByRole("dialog");
  const cancel = async () => {
    await page.getByRole("button", { name: /^Cancel \d bookings?$/ }).click();
    await dialog.getByLabel(/Reason/).fill("The lot floods");
  };
  await cancel();
  await expect(dialog).toContainText("Cancel 2 reserved bookings");
  await expect(dialog).toContainText("1 selected booking is not reserved");
  await look(page, info, "parking bookings cancel");
  // A colleague starts one of them first.
  await api("POST", `/api/parking/bookings/${made[1]!.id}/start`, {});
  await dialog.getByRole("button", { name: "Cancel 2 bookings" }).click();
  const told = page.getByRole("list", { name: "Result for each booking" });
  await expect(told.getByRole("listitem")).toHaveText([/F2.*No longer reserved/, /F1.*Cancelled/]);
  await look(page, info, "parking bookings told");
  await page.keyboard.press("Escape");
  await expect(told).toBeHidden();
  await expect(row("F1")).toContainText("Cancelled");
  await expect(row("F2")).toContainText("Parked");
  await expect(page.getByText("selected")).toHaveCount(0);

  await row("F4").getByRole("checkbox").check();
  await expect(page.getByText("Only reserved bookings can be cancelled.")).toBeVisible();
  await page.getByRole("button", { name: "Select all 4 that match" }).click();
  await expect(page.getByText("All 4 that match are selected")).toBeVisible();
  await cancel();
  await dialog.getByRole("button", { name: "Cancel 1 booking" }).click();
  await expect(page.getByText("1 booking cancelled")).toBeVisible();
  await expect(row("F3")).toContainText("Cancelled");
});

test("an admin makes a lot and a board; both are shown", async ({ page, enter }, info) => {
  const name = `Yard ${Date.now()}`;
  await enter();
  await open(page, "/parking/lots");
  await page.getByRole("button", { name: "New lot" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Spots").fill("Y1-Y3, VIP");
  await dialog.getByLabel(/Rate per hour/).fill("2.40");
  await expect(dialog.getByText("€7.20")).toBeVisible();
  await dialog.getByRole("button", { name: "Create lot" }).click();
  await expect(page.getByRole("heading", { name })).toBeVisible();
  await look(page, info, "parking lots");
  await open(page, "/parking/devices");
  await page.getByRole("button", { name: "New board" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill(`Post of ${name}`);
  await page.getByRole("dialog").getByRole("button", { name: "Register board" }).click();
  await expect(page.getByRole("dialog").getByText("mqtt:")).toBeVisible();
  await page.getByRole("button", { name: "I have saved it" }).click();
  await page.getByRole("link", { name: `Post of ${name}` }).click();
  await expect(page.getByRole("complementary", { name: `Post of ${name}` })).toBeVisible();
  await look(page, info, "parking devices");
});

test("a driver's balance is topped up; a viewer sees no buttons", async ({ page, api, enter }, info) => {
  const phone = someone();
  const lot = await api("POST", "/api/parking/lots", lotNamed(`Drivers ${Date.now()}`, ["D1"]));
  await api("POST", "/api/parking/bookings", { phone: `+${phone}`, spot_id: lot.spots[0].id });
  await enter();
  await open(page, "/parking/drivers");
  await page.getByRole("searchbox").fill(`+${phone}`);
  // Numbers are shown in groups.
  await page.getByRole("link", { name: new RegExp([...phone].join(" ?")) }).click();
  await page.getByRole("button", { name: "Top up" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/Amount/).fill("12.5");
  await dialog.getByLabel(/Reason/).fill("Paid at the counter");
  await dialog.getByRole("button", { name: "Top up" }).click();
  await expect(page.getByRole("table", { name: "Ledger" })).toContainText("Paid at the counter");
  await look(page, info, "parking driver");
  await page.context().clearCookies();
  await enter("viewer");
  await open(page, `/parking?lot=${lot.id}&spot=${lot.spots[0].id}`);
  await expect(page.getByRole("complementary", { name: /Spot D1/ })).toContainText("Reserved");
  await expect(page.getByRole("button", { name: /Cancel|Move|Settle|Take out/ })).toHaveCount(0);
  await open(page, `/parking/bookings?lot=${lot.id}`);
  await expect(page.locator("tbody")).toContainText("Reserved");
  await expect(page.getByRole("checkbox")).toHaveCount(0);
});
