// One message from phone to phone, on both lines, with every part in between real; also while a fault of the provider is active.
import { expect, test } from "vitest";
import { useBellhop } from "../support/bellhop.ts";

const journey = useBellhop();
const lines = ["meta", "twilio"] as const;

/** A phone number that no other test uses. */
let phones = 0;
const newPhone = () => String(15_550_300_000 + ++phones);

const answersTo = (phone: string, line: (typeof lines)[number]) =>
  journey.sim.transcript(phone, line).filter((message) => message.from === "business");

for (const line of lines) {
  test(`${line}: menu is answered, the answer gets its ticks, and REST and SQL tell of it`, async () => {
    const phone = newPhone();
    journey.sim.setChatOpen(phone, line, true);
    const written = await journey.sim.write(phone, "  Menu, please 🙂", { line });
    const reply = await journey.sim.waitForReply(phone, /menu/, { line });
    await journey.sim.waitForTick(reply.id, "read");
    await journey.sim.idle();

    const listed = await journey.api("GET", `/api/whatsapp/messages/?phone=%2B${phone}`);
    expect(listed.body).toMatchObject({
      count: 1,
      messages: [
        {
          message_id: written.id,
          from_number: phone,
          message_type: "text",
          text_body: "  Menu, please 🙂",
          status: "replied",
        },
      ],
    });
    await expect
      .poll(async () =>
        (
          await journey.database.pool.query("select status from whatsapp_whatsappmessagestatus where message_id = $1", [
            reply.id,
          ])
        ).rows
          .map((row) => row.status)
          .sort(),
      )
      .toEqual(["delivered", "read", "sent"]);
    const { rows } = await journey.database.pool.query(
      "select message_count, unread_count from whatsapp_whatsappconversation where phone_number = $1",
      [phone],
    );
    expect(rows).toEqual([{ message_count: 1, unread_count: 1 }]);
  });

  test(`${line}: webhooks sent twice and out of order are answered once each, in the order of the conversation`, async () => {
    const phone = newPhone();
    journey.sim.faults.set("duplicate", { line });
    try {
      for (const said of ["menu", "help", "menu"]) {
        await journey.sim.write(phone, said, { line });
        await expect.poll(() => answersTo(phone, line).length, { timeout: 5_000 }).toBeGreaterThan(0);
      }
      await expect.poll(() => answersTo(phone, line).length, { timeout: 5_000 }).toBe(3);
      await journey.sim.idle();
      expect(answersTo(phone, line)).toHaveLength(3);
    } finally {
      journey.sim.faults.clear();
    }
  });

  test.each([
    ["429 with Retry-After", "rate_limit", { retryAfter: 1, count: 1 }],
    ["a 5xx", "server_error", { count: 1 }],
    ["a reset connection", "reset", { count: 1 }],
    ["a slow answer", "slow", { ms: 400, count: 1 }],
    ["a status before the send has returned", "early_status", { count: 1 }],
  ] as const)(
    `${line}: %s leaves one answer`,
    async (_, fault, how) => {
      // After a broken connection Bellhop waits for Meta's echo longer than a test should take; the outbox's own tests cover it.
      if (line === "meta" && fault === "reset") return;
      const phone = newPhone();
      journey.sim.faults.set(fault, { ...how, line });
      try {
        await journey.sim.write(phone, "menu", { line });
        const reply = await journey.sim.waitForReply(phone, /menu/, { line, timeoutMs: 40_000 });
        await journey.sim.waitForTick(reply.id, "delivered");
        await journey.sim.idle();
        expect(answersTo(phone, line)).toHaveLength(1);
      } finally {
        journey.sim.faults.clear();
      }
    },
    60_000,
  );

  test(`${line}: a failure that comes later is told with its reason and remedy`, async () => {
    const phone = newPhone();
    await journey.sim.write(phone, "hello there", { line });
    await journey.sim.waitForReply(phone, /./, { line });
    await journey.sim.idle();
    journey.sim.faults.set("failed_status", { line, code: line === "meta" ? 131026 : 63003, count: 1 });
    try {
      const sent = await journey.api("POST", "/api/whatsapp/send/", { to: `+${phone}`, text: "Are you there?" });
      expect(sent.status).toBe(202);
      const { id } = sent.body as { id: number };
      await expect
        .poll(
          async () => ((await journey.api("GET", `/api/whatsapp/messages/${id}`)).body as { state: string }).state,
          { timeout: 5_000 },
        )
        .toBe("failed");
      const { body } = await journey.api("GET", `/api/whatsapp/messages/${id}/`);
      expect(body).toMatchObject({
        error: { code: line === "meta" ? 131026 : 63003, remedy: expect.stringMatching(/\w/) },
      });
    } finally {
      journey.sim.faults.clear();
    }
  });
}

test("one person on both lines is one contact with two conversations", async () => {
  const phone = newPhone();
  for (const line of lines) await journey.sim.write(phone, "hello", { line });
  await expect
    .poll(
      async () =>
        (
          await journey.database.pool.query(
            "select count(distinct contact_id)::int as people, count(*)::int as talks from conversations v join contact_identities i using (contact_id) where i.value = $1",
            [phone],
          )
        ).rows,
    )
    .toEqual([{ people: 1, talks: 2 }]);
});

test("outside the 24-hour window free text is refused and a template goes through", async () => {
  const phone = newPhone();
  const text = await journey.api("POST", "/api/whatsapp/send/", { to: `+${phone}`, text: "hello" });
  expect(text).toMatchObject({ status: 409, body: { code: "WINDOW_CLOSED" } });
  const template = await journey.api("POST", "/api/whatsapp/send/", {
    to: `+${phone}`,
    template: "call_instructions",
    parameters: ["For voice calls, please dial +91 98765 43210"],
    channel: "meta",
  });
  expect(template.status).toBe(202);
  await journey.sim.waitForReply(phone, /98765 43210/, { line: "meta" });
});

test("mark-read resets the unread count and marks what was received", async () => {
  const phone = newPhone();
  // The bot offers help once; further messages wait for a person.
  await journey.sim.write(phone, "I need help with my order");
  await journey.sim.waitForReply(phone, /./);
  await journey.sim.write(phone, "It was to come yesterday");
  await expect
    .poll(
      async () =>
        ((await journey.api("GET", `/api/whatsapp/messages/?phone=${phone}`)).body as { count: number }).count,
    )
    .toBe(2);
  expect((await journey.api("POST", "/api/whatsapp/mark-read/", { phone_number: phone })).status).toBe(200);
  const { body } = await journey.api("GET", `/api/whatsapp/messages/?phone=${phone}`);
  expect(body).toMatchObject({ messages: [{ status: "read" }, { status: "replied" }] });
});
