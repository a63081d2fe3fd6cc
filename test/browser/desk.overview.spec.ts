// The overview: today's figures update with events, the charts have tables, and the delivery part shows what is wrong and what to do.
import type { Page } from "@playwright/test";
import { expect, look, open, test } from "./desk.ts";

const someone = () => `4477007${String(Math.floor(Math.random() * 1e5)).padStart(5, "0")}`;
const tile = (page: Page, name: string) =>
  page.locator("section").filter({ has: page.getByRole("heading", { level: 3, name, exact: true }) });

test("today follows what is sent and booked; every chart is a table as well", async ({ page, api, enter }, info) => {
  const phone = someone();
  await enter();
  await open(page, "/overview");
  const of = async () => (await api("GET", "/api/overview?days=7&time_zone=UTC")).today;
  const before = await of();
  const messages = tile(page, "Messages").first();
  await expect(messages).toContainText(`${before.messages_in} in, ${before.messages_out} out`);
  await api("POST", `/sim/api/phones/${phone}/write`, { text: "human", line: "meta" });
  await expect(messages).toContainText(`${before.messages_in + 1} in, ${before.messages_out + 1} out`);
  await expect(tile(page, "Waiting for an answer").first()).toContainText(String(before.waiting + 1));
  await api("POST", "/api/whatsapp/send/", { to: `+${phone}`, text: "It is, until noon." });
  await expect(messages).toContainText(`${before.messages_in + 1} in, ${before.messages_out + 2} out`);

  const words = { name: `Basin ${phone}`, currency: "EUR", rate_cents_per_hour: 240, minimum_balance_cents: 0 };
  const lot = await api("POST", "/api/parking/lots", { ...words, spots: [{ code: "B1" }, { code: "B2" }] });
  await api("POST", "/api/parking/bookings", { phone: `+${phone}`, spot_id: lot.spots[0].id });
  await expect(tile(page, "Bookings").first()).toContainText(`${before.bookings_reserved + 1} reserved now`);
  const spots = tile(page, "Spots now").getByRole("listitem");
  await expect(spots.filter({ hasText: "Reserved" })).toContainText(String(before.spots.reserved + 1));

  for (const name of ["Messages", "First response time", "Bookings", "Occupancy"])
    await expect(page.getByRole("table", { name, exact: true })).toBeAttached();
  await expect(page.locator("svg.recharts-surface").first()).toBeVisible();
  await page.getByText("7 days").click();
  await expect(page).toHaveURL(/days=7/);
  await expect(page.getByRole("table", { name: "Messages", exact: true }).getByRole("row")).toHaveCount(8);
  await look(page, info, "overview");
  await page.getByRole("switch", { name: "Show as tables" }).press("Space");
  const today = page.getByRole("table", { name: "Messages", exact: true }).getByRole("row").nth(1);
  await expect(today).toContainText(String(before.messages_in + 1));
  await expect(page.locator("svg.recharts-surface")).toHaveCount(0);
  await page.getByRole("heading", { name: "Trends" }).scrollIntoViewIfNeeded();
  await look(page, info, "overview tables");
});

test("delivery: a badly signed call, one that nobody can read and is taken again, a number that rests, and what waits for it", async ({
  page,
  api,
  enter,
}, info) => {
  const phone = someone();
  const write = (text: string, line: string) => api("POST", `/sim/api/phones/${phone}/write`, { text, line });
  await api("PUT", "/sim/api/faults", {
    bad_signature: { count: 1, line: "meta" },
    wrong_json: { count: 1, line: "meta" },
    rate_limit: { retryAfter: 20, line: "twilio", count: 1 },
  });
  await write("nothing for a bot", "meta");
  await write("menu", "twilio");
  const health = () => api("GET", "/api/health/delivery");
  await expect
    .poll(
      async () => {
        const { dead_letters, channels, webhook_endpoints } = await health();
        const refused = webhook_endpoints.find(
          ({ source }: { source: string }) => source === "meta",
        )?.signature_failures;
        const rests = channels.some(({ resting_until }: { resting_until: string | null }) => resting_until);
        return dead_letters > 0 && rests && refused > 0;
      },
      { timeout: 15_000 },
    )
    .toBe(true);
  // A message is reported as stuck after more than a minute, too long for a test.
  await page.route("**/api/health/delivery", async (route) => {
    const told = await (await route.fetch()).json();
    const since = new Date(Date.now() - 90_000).toISOString();
    const reason = "The number rests: the provider asked for a pause.";
    const one = { message_id: 1, conversation_id: 1, to: phone, name: null, state: "queued", since, due_at: since };
    const channels = told.channels.map((channel: { held: object | null }) =>
      channel.held ? { ...channel, held: { ...channel.held, since } } : channel,
    );
    await route.fulfill({ json: { ...told, channels, stuck: [{ ...one, attempts: 1, reason }] } });
  });
  await enter();
  await open(page, "/overview");
  const attention = page.getByRole("region", { name: "Needs attention" });
  await expect(attention).toContainText("Meta: a webhook with an invalid signature was refused");
  await expect(attention).toContainText(/Twilio .+ cannot send: \d+ messages? waits?/);
  await expect(attention).toContainText("1 message has waited for more than a minute");
  await expect(attention).toContainText("webhook item could not be processed");
  await look(page, info, "overview attention");

  const delivery = page.getByRole("region", { name: "Delivery" });
  const door = delivery.getByRole("table", { name: "Webhooks", exact: true }).getByRole("row", { name: /^Meta/ });
  await expect(door).toContainText(/now|minute/);
  await expect(delivery.getByRole("table", { name: "Numbers" })).toContainText("Cannot send since");
  const waiting = delivery.getByRole("table", { name: "Waiting to be sent" });
  await expect(waiting.getByRole("row", { name: new RegExp([...phone].join(" ?")) })).toContainText("The number rests");
  const dead = delivery.getByRole("table", { name: "Webhooks that could not be processed" });
  await expect(dead).toContainText("not JSON");
  await dead.scrollIntoViewIfNeeded();
  await look(page, info, "overview delivery");
  await dead
    .getByRole("button", { name: /^Process again/ })
    .first()
    .click();
  await page.getByRole("dialog").getByRole("button", { name: "Process again" }).click();
  await expect(page.getByText("1 webhook is being processed again")).toBeVisible();
  // It cannot be parsed the second time either.
  await expect(dead).toContainText("not JSON");
  await page.unrouteAll({ behavior: "ignoreErrors" });
});

test("a viewer sees how things stand, and no button that changes them", async ({ page, enter }) => {
  await enter("viewer");
  await open(page, "/overview");
  await expect(page.getByRole("table", { name: "Webhooks", exact: true })).toBeVisible();
  await expect(page.getByRole("button", { name: /^(Process|Try)/ })).toHaveCount(0);
});
