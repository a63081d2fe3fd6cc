// A stay from "slots" to the receipt, on both lines and with the MQTT messages of real devices; and what goes otherwise than planned.
import { expect, test } from "vitest";
import type { ChatMessage, Line } from "../../sim/chat/message.ts";
import { useBellhop } from "../support/bellhop.ts";
import { textOf } from "../support/drivers.ts";

const journey = useBellhop();
const lines = ["meta", "twilio"] as const;
const timeoutMs = 15_000;

type Booking = { id: number; status: string; spot: string; phone: string; amount_cents: number | null };

/** The response of the API to a GET. */
async function get<T>(path: string): Promise<T> {
  const { status, body } = await journey.api("GET", path);
  expect(status, path).toBe(200);
  return body as T;
}

const bookingsOf = async (phone: string) =>
  (await get<{ bookings: Booking[] }>(`/api/parking/bookings?phone=%2B${phone}`)).bookings;

/** A spot from the API. */
async function spot(code: string) {
  type Spot = { code: string; state: string; light: { desired: string; reported: string }; sensor: object };
  const { spots } = await get<{ spots: Spot[] }>("/api/parking/spots");
  return spots.find((one) => one.code === code)!;
}

/** Open incidents at a spot, by kind. */
async function incidents(code: string): Promise<string[]> {
  const { incidents } = await get<{ incidents: { spot: string; kind: string; closed_at: string | null }[] }>(
    "/api/parking/incidents",
  );
  return incidents.filter((one) => one.spot === code && one.closed_at === null).map(({ kind }) => kind);
}

/** A lot with a device at each spot; no other test uses the spots' codes. */
async function openLot(name: string, codes: string[], terms: object = {}): Promise<void> {
  const body = { name, currency: "USD", rate_cents_per_hour: 300, debounce_seconds: 0, ...terms };
  const made = await journey.api("POST", "/api/parking/lots", { ...body, spots: codes.map((code) => ({ code })) });
  expect(made.status).toBe(201);
  await journey.sim.park!.open();
  for (const code of codes) await light(code, "green");
}

const light = (code: string, colour: "green" | "blue" | "red" | "amber" | "off") =>
  journey.sim.park!.waitForLight(code, colour, timeoutMs);

let phones = 0;

/** A driver with a phone number that no other test uses, who reads incoming messages in order. */
function newDriver(line: Line, phone = String(15_550_800_000 + ++phones)) {
  let read = 0;
  const hear = async (what: RegExp): Promise<ChatMessage> => {
    const message = await journey.sim.waitForReply(phone, what, { line, after: read, timeoutMs });
    read = message.n;
    return message;
  };
  return {
    phone,
    /** Waits for the next message that matches. */
    hears: async (what: RegExp) => textOf(await hear(what)),
    /** Writes, and waits for an answer that matches. */
    async says(text: string, answer: RegExp): Promise<ChatMessage> {
      await journey.sim.write(phone, text, { line });
      return hear(answer);
    },
    /** Taps a choice of a message; where the line has nothing to tap, types it as the message explains. */
    async taps(message: ChatMessage, choice: string, answer: RegExp): Promise<ChatMessage> {
      if (message.content.type === "text") {
        // The list names each spot once, and explains how to book any of them.
        const [, code] = /^book (\S+)$/.exec(choice) ?? [];
        if (code === undefined) expect(textOf(message)).toContain(choice);
        else {
          expect(textOf(message)).toMatch(new RegExp(`^Free: .*\\b${code}\\b`, "m"));
          expect(textOf(message)).toMatch(/write \*book \S+\*/);
        }
        await journey.sim.write(phone, choice, { line });
      } else await journey.sim.tap(phone, message.id, choice);
      return hear(answer);
    },
    /** The number of matching messages so far. */
    count: (what: RegExp) =>
      journey.sim.transcript(phone, line).filter((one) => one.from === "business" && what.test(textOf(one))).length,
  };
}

for (const line of lines) {
  const [first, second] = line === "meta" ? ["M1", "M2"] : ["T1", "T2"];
  const lot = line === "meta" ? "Meta Yard" : "Twilio Yard";

  test(`${line}: slots, book, drive in, status, drive out, receipt`, async () => {
    await openLot(lot, [first, second]);
    const driver = newDriver(line);
    const slots = await driver.says("Slots please! 🅿️", /Choose a spot/);
    expect(textOf(slots)).toContain(`*${lot}*: 2 free, 0 taken`);
    const booked = await driver.taps(slots, `book ${first}`, /is booked for you until/);
    expect(textOf(booked)).toContain("Your balance is $100.00.");
    await light(first, "blue");
    expect(await bookingsOf(driver.phone)).toMatchObject([
      { status: "reserved", spot: first, phone: driver.phone, amount_cents: null },
    ]);
    expect(await spot(first)).toMatchObject({ state: "reserved", light: { desired: "blue" } });

    await driver.says(`BOOK  ${first.toLowerCase()}`, /is booked for you already/);
    const other = newDriver(line);
    const refusal = await other.says(`book ${first}`, /is booked by somebody else/);
    expect(textOf(refusal)).toContain(`Free: ${second}`);
    expect(await bookingsOf(other.phone)).toEqual([]);

    journey.sim.park!.driveIn(first);
    await light(first, "red");
    await driver.hears(/^You are parked on .* Billing runs: \$3\.00 an hour/);
    expect(await bookingsOf(driver.phone)).toMatchObject([{ status: "active" }]);
    expect(await spot(first)).toMatchObject({ state: "occupied", sensor: { occupied: true } });
    await driver.says("status", /So far: \*\$0\.05\*[\s\S]*Your balance after it: \$99\.95/);

    journey.sim.park!.driveOut(first);
    const receipt = await driver.hears(/^\*Receipt\*/);
    await light(first, "green");
    const [booking] = await bookingsOf(driver.phone);
    expect(booking).toMatchObject({ status: "completed", amount_cents: 5 });
    expect(receipt).toContain(`booking ${booking!.id}`);
    expect(receipt).toContain("Total: *$0.05*");
    expect(receipt).toContain("Your balance is $99.95.");
    await expect
      .poll(async () => (await spot(first)).light, { timeout: timeoutMs })
      .toMatchObject({
        desired: "green",
        reported: "green",
      });

    const { accounts } = await get<{ accounts: { id: number; username: string; balance_cents: number }[] }>(
      `/api/accounts?phone=%2B${driver.phone}`,
    );
    expect(accounts).toMatchObject([{ username: `whatsapp_${driver.phone}`, balance_cents: 9_995 }]);
    const { entries } = await get<{ entries: { kind: string; amount_cents: number }[] }>(
      `/api/accounts/${accounts[0]!.id}/ledger`,
    );
    expect(entries.map(({ kind, amount_cents }) => [kind, amount_cents])).toEqual([
      ["charge", -5],
      ["promotion", 10_000],
    ]);
    await driver.says("balance", /\*\$99\.95\*/);
    await driver.says("history", new RegExp(`\\*${first}\\* at ${lot}\n1 min, \\$0\\.05`));
    await journey.sim.idle();
    expect(driver.count(/^\*Receipt\*/)).toBe(1);
  }, 60_000);

  test(`${line}: a booking is given back when the driver is sure`, async () => {
    const driver = newDriver(line);
    await driver.says(`book ${second}`, /is booked for you until/);
    await light(second, "blue");
    const sure = await driver.says("cancel", /^Cancel booking\?/);
    const kept = await driver.taps(sure, "no", /^Kept\./);
    expect(await bookingsOf(driver.phone)).toMatchObject([{ status: "reserved" }]);
    await driver.taps(await driver.taps(kept, "cancel", /^Cancel booking\?/), "yes", /is cancelled/);
    await light(second, "green");
    expect(await bookingsOf(driver.phone)).toMatchObject([{ status: "cancelled", amount_cents: null }]);
    await driver.says("status", /You have no booking/);
  }, 60_000);

  test(`${line}: the same webhook twice books once`, async () => {
    const driver = newDriver(line);
    journey.sim.faults.set("duplicate", { line });
    try {
      await driver.says(`book ${second}`, /is booked for you until/);
      await journey.sim.idle();
    } finally {
      journey.sim.faults.clear();
    }
    expect(driver.count(/booked/)).toBe(1);
    const [booking, ...more] = await bookingsOf(driver.phone);
    expect(more).toEqual([]);
    await journey.api("POST", `/api/parking/bookings/${booking!.id}/cancel`, { note: "tests are over" });
    await driver.hears(/Our team has cancelled your booking/);
    await light(second, "green");
  }, 60_000);

  test(`${line}: who waits is offered the spot that comes free`, async () => {
    const code = `${first}W`;
    await openLot(`${lot} Corner`, [code]);
    const [has, waits] = [newDriver(line), newDriver(line)];
    await has.says(`book ${code}`, /is booked for you until/);
    await waits.says(`book ${code}`, /is booked by somebody else/);
    await waits.says("wait", /You are next in line/);
    await has.says("cancel", /^Cancel booking\?/);
    await has.says("yes", /is cancelled/);
    await waits.hears(/^Good news: spot/);
    await has.says(`book ${code}`, /is booked by somebody else/);
    expect(await spot(code)).toMatchObject({ state: "reserved", light: { desired: "blue" } });
    await waits.says("yes", /is booked for you until/);
    expect(await bookingsOf(waits.phone)).toMatchObject([{ status: "reserved", spot: code }]);
    expect(journey.sim.park!.light(code)).toBe("blue");
  }, 60_000);
}

test("one person on both lines has one account and one booking", async () => {
  await openLot("Both Lines", ["B1", "B2"]);
  const onMeta = newDriver("meta");
  const onTwilio = newDriver("twilio", onMeta.phone);
  await onMeta.says("book B1", /is booked for you until/);
  await onTwilio.says("status", /Spot \*B1\* .* is booked for you until/);
  await onTwilio.says("book B2", /One spot at a time/);
  await onTwilio.says("cancel", /^Cancel booking\?/);
  await onTwilio.says("yes", /is cancelled/);
  await onMeta.says("balance", /\*\$100\.00\*/);
  await light("B1", "green");
}, 60_000);

test("a code that two lots have is asked about", async () => {
  await openLot("North", ["Z"]);
  const north = (await get<{ spots: { id: number; code: string }[] }>("/api/parking/spots")).spots.find(
    ({ code }) => code === "Z",
  )!;
  await journey.api("POST", "/api/parking/lots", {
    name: "South",
    currency: "USD",
    rate_cents_per_hour: 200,
    spots: [{ code: "Z" }],
  });
  const driver = newDriver("meta");
  await driver.says("book Z", /in several lots\. Which one/);
  await driver.says("North", /Spot \*Z\* at North is booked for you/);
  await journey.sim.park!.waitForLight({ id: String(north.id) }, "blue", timeoutMs);
}, 60_000);

test("a post without power during a stay is told to staff, and the stay ends when it is back", async () => {
  await openLot("Dark Yard", ["D1", "D2"]);
  const park = journey.sim.park!;
  const driver = newDriver("meta");
  await driver.says("book D1", /is booked for you until/);
  park.driveIn("D1");
  await driver.hears(/^You are parked on/);
  park.unplug("D1");
  await expect.poll(() => incidents("D1"), { timeout: timeoutMs }).toEqual(["device_offline_during_stay"]);
  park.driveOut("D1");
  await driver.says("status", /So far/);
  expect(await bookingsOf(driver.phone)).toMatchObject([{ status: "active" }]);
  park.plugIn("D1");
  await driver.hears(/^\*Receipt\*/);
  await light("D1", "green");
  expect(await incidents("D1")).toEqual([]);

  park.unplug("D2");
  await expect.poll(async () => (await spot("D2")).state, { timeout: timeoutMs }).toBe("unknown");
  await driver.says("book D2", /cannot be booked right now/);
  park.plugIn("D2");
  // At once, and not only with the regular check of all LEDs.
  await park.waitForLight("D2", "green", 8_000);
}, 60_000);

test("a sensor that flaps neither ends a stay nor begins another", async () => {
  await openLot("Flap Yard", ["F1"], { debounce_seconds: 2 });
  const park = journey.sim.park!;
  const driver = newDriver("twilio");
  await driver.says("book F1", /is booked for you until/);
  park.driveIn("F1");
  await driver.hears(/^You are parked on/);
  park.flap("F1");
  await expect.poll(() => park.spot("F1").flapping, { timeout: timeoutMs }).toBe(false);
  expect(await bookingsOf(driver.phone)).toMatchObject([{ status: "active", empty_since: null }]);
  expect(park.light("F1")).toBe("red");
  park.driveOut("F1");
  await driver.hears(/^\*Receipt\*/);
  await light("F1", "green");
  await journey.sim.idle();
  expect(await bookingsOf(driver.phone)).toMatchObject([{ status: "completed", amount_cents: 5 }]);
  expect([driver.count(/^You are parked on/), driver.count(/^\*Receipt\*/)]).toEqual([1, 1]);
}, 60_000);

test("a LED that does not answer is told its colour again, and shows it once it is mended", async () => {
  await openLot("Broken Yard", ["L1"]);
  const park = journey.sim.park!;
  const driver = newDriver("meta");
  const commands = () =>
    journey.sim.wire
      .entries({ direction: "mqtt", path: /led\/command$/ })
      .filter(({ method, path }) => method === "receive" && path.startsWith(prefix));
  const { devices } = await get<{ devices: { id: number; spot: string }[] }>("/api/devices");
  const prefix = `bellhop/devices/${devices.find((one) => one.spot === "L1")!.id}/`;
  park.breakLed("L1");
  const before = commands().length;
  await driver.says("book L1", /is booked for you until/);
  await expect.poll(() => commands().length - before, { timeout: timeoutMs }).toBeGreaterThan(1);
  expect(park.light("L1")).toBe("off");
  expect(await spot("L1")).toMatchObject({ state: "reserved", light: { desired: "blue", reported: "green" } });
  park.breakLed("L1", false);
  await light("L1", "blue");
  await expect.poll(async () => (await spot("L1")).light.reported, { timeout: timeoutMs }).toBe("blue");
}, 60_000);

test("a car that the sensor does not see is billed by the driver's word, and staff can look", async () => {
  await openLot("Blind Yard", ["S1"]);
  const park = journey.sim.park!;
  const driver = newDriver("meta");
  await driver.says("book S1", /is booked for you until/);
  park.stuck("S1");
  park.driveIn("S1");
  await driver.says("parked", /The sensor does not see your car yet/);
  await light("S1", "red");
  expect(await incidents("S1")).toEqual(["sensor_says_empty"]);
  park.stuck("S1", false);
  await expect.poll(() => incidents("S1"), { timeout: timeoutMs }).toEqual([]);
  park.driveOut("S1");
  await driver.hears(/^\*Receipt\*/);
  expect(await bookingsOf(driver.phone)).toMatchObject([{ status: "completed", amount_cents: 5 }]);
}, 60_000);

test("a car without a booking is told to staff, and nobody can book the spot meanwhile", async () => {
  await openLot("Stray Yard", ["X1"]);
  const park = journey.sim.park!;
  park.driveIn("X1");
  await light("X1", "red");
  expect(await incidents("X1")).toEqual(["car_without_booking"]);
  const driver = newDriver("twilio");
  await driver.says("book X1", /is taken/);
  park.driveOut("X1");
  await light("X1", "green");
  expect(await incidents("X1")).toEqual([]);
  await driver.says("book X1", /is booked for you until/);
  await light("X1", "blue");
}, 60_000);

test("in the end the books are right", async () => {
  const { rows } = await journey.database.pool.query(
    `select count(*)::int as stays, (select count(*) from ledger_entries where kind = 'charge')::int as charges,
       (select sum(amount_cents) from ledger_lines)::int as sum, (select count(*) from dead_letters)::int as dead
     from bookings where status = 'completed'`,
  );
  expect(rows).toEqual([{ stays: 5, charges: 5, sum: 0, dead: 0 }]);
});
