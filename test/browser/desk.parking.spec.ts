// Parking at the Desk: the map and what can be done at a spot, the table of bookings, lots, boards and drivers.
import { expect, look, open, test } from "./desk.ts";

const words = { name: "Quay", currency: "EUR", rate_cents_per_hour: 240, daily_cap_cents: 1_800, free_minutes: 15 };
/** A lot of its own for each test: one server serves all, and several lots are chosen by tabs. */
const lotNamed = (name: string, spots: string[]) => ({ ...words, name, spots: spots.map((code) => ({ code })) });
const someone = () => `4477009${String(Math.floor(Math.random() * 1e5)).padStart(5, "0")}`;

test("a spot is booked on the map, the stay started and completed", async ({ page, api, enter, complaints }, info) => {
  const lot = await api("POST", "/api/parking/lots", lotNamed(`Quay ${Date.now()}`, ["Q1", "Q2", "Q3"]));
  await enter();
  await open(page, `/parking?lot=${lot.id}`);
  const plan = page.getByRole("list", { name: `Spots of ${lot.name}` });
  await plan.getByRole("button", { name: /^Q1/ }).click();
  const side = page.getByRole("complementary", { name: /Spot Q1/ });
  await side.getByRole("button", { name: "Book for somebody" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/Phone/).fill("12");
  await dialog.getByRole("button", { name: "Book" }).click();
  await expect(dialog.getByRole("alert")).not.toBeEmpty();
  // The refusal, and the browser's own word about it.
  expect(complaints.splice(0)).toHaveLength(2);
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
  await expect(side.getByRole("button", { name: "Book for somebody" })).toBeVisible();
  await page.keyboard.press("Escape");
  await expect(side).toBeHidden();
  await look(page, info, "parking map");
});

test("bookings are found, opened with their story, and exported", async ({ page, api, enter }, info) => {
  const phone = someone();
  const lot = await api("POST", "/api/parking/lots", lotNamed(`Table ${Date.now()}`, ["T1"]));
  const booking = await api("POST", "/api/parking/bookings", { phone: `+${phone}`, spot_id: lot.spots[0].id });
  await enter();
  await open(page, `/parking/bookings?q=${phone}`);
  await page.getByRole("link", { name: String(booking.id), exact: true }).click();
  const side = page.getByRole("complementary", { name: `Booking ${booking.id}` });
  await expect(side.getByRole("list", { name: "Story" })).toContainText("Booked, held until");
  await look(page, info, "parking booking");
  await side.getByRole("button", { name: "Cancel the booking" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(/Note/).fill("Called to say that they are not coming");
  await dialog.getByRole("button", { name: "Cancel the booking" }).click();
  await expect(side.getByRole("list", { name: "Story" })).toContainText("Called to say that they are not coming");
  await page.keyboard.press("Escape");
  await expect(side).toBeHidden();
  await page.getByRole("button", { name: "Export" }).click();
  const saved = page.waitForEvent("download");
  await page.getByRole("menuitem", { name: "CSV", exact: true }).click();
  expect((await saved).suggestedFilename()).toMatch(/^bookings-.*\.csv$/);
  await look(page, info, "parking bookings");
});

test("an admin makes a lot and a board; both are shown", async ({ page, enter }, info) => {
  const name = `Yard ${Date.now()}`;
  await enter();
  await open(page, "/parking/lots");
  await page.getByRole("button", { name: "New lot" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill(name);
  await dialog.getByLabel("Spots").fill("Y1-Y3, VIP");
  await dialog.getByLabel(/Rate for an hour/).fill("2.40");
  await expect(dialog.getByText("€7.20")).toBeVisible();
  await dialog.getByRole("button", { name: "Make the lot" }).click();
  await expect(page.getByRole("heading", { name })).toBeVisible();
  await look(page, info, "parking lots");
  await open(page, "/parking/devices");
  await page.getByRole("button", { name: "New board" }).click();
  await page.getByRole("dialog").getByLabel("Name").fill(`Post of ${name}`);
  await page.getByRole("dialog").getByRole("button", { name: "Make it known" }).click();
  await expect(page.getByRole("dialog").getByText("mqtt:")).toBeVisible();
  await page.getByRole("button", { name: "I have kept it" }).click();
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
  await page.getByRole("button", { name: "Find" }).click();
  await page.getByRole("link", { name: `+${phone}` }).click();
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
});
