// Every signed webhook is accepted: however broken the body, the response is 200, and the next valid message is answered as usual.
import { createHmac } from "node:crypto";
import fc from "fast-check";
import { expect, test } from "vitest";
import { useBellhop } from "../support/bellhop.ts";

const journey = useBellhop();

async function deliver(body: Uint8Array): Promise<number> {
  const response = await fetch(`${journey.bellhop.address}/api/whatsapp/webhook/`, {
    method: "POST",
    headers: {
      "content-type": "application/json",
      "x-hub-signature-256": `sha256=${createHmac("sha256", journey.metaSecret).update(body).digest("hex")}`,
    },
    body: Buffer.from(body),
  });
  await response.arrayBuffer();
  return response.status;
}

let phones = 15_550_400_000;

/** A customer asks for the menu and gets it: the drain works. */
async function stillAnswers(): Promise<void> {
  const phone = String(++phones);
  await journey.sim.write(phone, "menu");
  await journey.sim.waitForReply(phone, /menu/);
}

const text = (value: string) => new TextEncoder().encode(value);
const good = (message: object) => ({
  object: "whatsapp_business_account",
  entry: [
    {
      id: "1",
      changes: [
        {
          field: "messages",
          value: {
            messaging_product: "whatsapp",
            metadata: { display_phone_number: "15550100000", phone_number_id: "800000000000001" },
            contacts: [{ profile: { name: "A" }, wa_id: "15550500001" }],
            messages: [{ from: "15550500001", timestamp: "1767225600", type: "text", text: { body: "x" }, ...message }],
          },
        },
      ],
    },
  ],
});

test.each<[string, Uint8Array]>([
  ["nothing", text("")],
  ["not JSON", text("{oops")],
  ["JSON that is no object", text("[1,2,3]")],
  ["half of a message", text(JSON.stringify(good({ id: "wamid.half" })).slice(0, 300))],
  ["100,000 levels", text(`${"[".repeat(100_000)}${"]".repeat(100_000)}`)],
  [
    "100,000 levels inside a message",
    text(JSON.stringify(good({ id: "wamid.deep" })).replace('"x"', `${"[".repeat(100_000)}${"]".repeat(100_000)}`)),
  ],
  ["bytes that are no UTF-8", Uint8Array.from([0x7b, 0xff, 0xfe, 0x00, 0x80, 0x7d])],
  ["NUL in a text", text(JSON.stringify(good({ id: "wamid.nul", text: { body: "a\u0000b" } })))],
  [
    "NUL in ids and keys",
    text(JSON.stringify(good({ id: "wamid.\u0000", "k\u0000": "\u0000", from: "1555\u00000500002" }))),
  ],
  ["a raw NUL byte", text(JSON.stringify(good({ id: "wamid.raw" })).replace('"x"', '"\u0000"'))],
  [
    "a lone surrogate",
    text(
      '{"object":"whatsapp_business_account","entry":[{"id":"\\ud800","changes":[{"field":"\\udfff","value":"\\ud800x"}]}]}',
    ),
  ],
  ["a lone surrogate in a message", text(JSON.stringify(good({ id: "wamid.lone" })).replace('"x"', '"\\ud83d"'))],
  ["3 MB of one string", text(JSON.stringify(good({ id: "wamid.big", text: { body: "y".repeat(3_000_000) } })))],
  ["an id of 10 kB", text(JSON.stringify(good({ id: "i".repeat(10_000) })))],
  ["a sender of 10 kB", text(JSON.stringify(good({ id: "wamid.long-from", from: "5".repeat(10_000) })))],
  ["a time far away", text(JSON.stringify(good({ id: "wamid.far", timestamp: "99999999999999999999" })))],
  [
    "a place that is none",
    text(JSON.stringify(good({ id: "wamid.place", type: "location", location: { latitude: 1e308, longitude: "x" } }))),
  ],
  ["__proto__", text('{"__proto__":{"object":"x"},"object":"whatsapp_business_account","entry":{"constructor":1}}')],
])("%s", async (_, body) => {
  expect(await deliver(body)).toBe(200);
  await stillAnswers();
});

test("any signed bytes, and any damage to a good body", async () => {
  const damaged = fc.tuple(fc.nat(600), fc.nat(40), fc.uint8Array({ maxLength: 20 })).map(([at, cut, put]) => {
    const bytes = Buffer.from(JSON.stringify(good({ id: `wamid.${at}.${cut}` })));
    return new Uint8Array(Buffer.concat([bytes.subarray(0, at), put, bytes.subarray(at + cut)]));
  });
  const json = fc.json({ maxDepth: 6 }).map((value) => text(value));
  const placed = fc
    .jsonValue({ maxDepth: 4 })
    .map((value) => text(JSON.stringify(good({ id: "wamid.any", text: value, from: value, context: value }))));
  await fc.assert(
    fc.asyncProperty(fc.oneof(damaged, json, placed, fc.uint8Array({ maxLength: 200 })), async (body) => {
      expect(await deliver(body)).toBe(200);
    }),
    { numRuns: 300 },
  );
  await stillAnswers();
  await journey.sim.idle();
  const { rows } = await journey.database.pool.query(
    "select reason from dead_letters where reason like 'It could not be recorded%'",
  );
  // All of it was read and recorded by its type; nothing became a dead letter because the database refused it.
  expect(rows).toEqual([]);
}, 60_000);
