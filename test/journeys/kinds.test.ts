// Each kind of message besides text, files and templates, from the API to a phone and back as a status, on both lines.
import { expect, test } from "vitest";
import type { Content } from "../../sim/chat/message.ts";
import { useBellhop } from "../support/bellhop.ts";

const journey = useBellhop();

let phones = 0;
const newPhone = () => String(15_550_400_000 + ++phones);

const yes = { id: "yes", title: "Yes" };
const card = { name: "Ana Paz", phones: ["+1 555 010 0002"] };
const place = { latitude: -34.6, longitude: -58.4, name: "Office" };
const kinds: [sent: object, meta: Partial<Content>, twilio: Partial<Content>][] = [
  [
    { type: "buttons", text: "Confirm?", buttons: [yes] },
    { type: "buttons", text: "Confirm?", buttons: [yes] },
    { type: "buttons", text: "Confirm?", buttons: [yes] },
  ],
  [
    { type: "list", text: "Which?", button: "Open", sections: [{ rows: [{ ...yes, description: "do it" }] }] },
    { type: "list", text: "Which?", button: "Open", sections: [{ rows: [{ ...yes, description: "do it" }] }] },
    { type: "list", text: "Which?", button: "Open", sections: [{ rows: [{ ...yes, description: "do it" }] }] },
  ],
  [
    { type: "link_button", text: "Pay here", label: "Pay", url: "https://example.com/p" },
    { type: "link", text: "Pay here", label: "Pay", url: "https://example.com/p" },
    { type: "link", text: "Pay here", label: "Pay", url: "https://example.com/p" },
  ],
  [
    { type: "location", ...place },
    { type: "location", ...place },
    { type: "location", ...place },
  ],
  [
    { type: "location_request", text: "Where are you?" },
    { type: "location_request", text: "Where are you?" },
    { type: "text", text: "Where are you?\n\nTo send your location, tap + or the paper clip, then Location." },
  ],
  [
    { type: "number_request", text: "For the receipt" },
    { type: "number_request", text: "For the receipt" },
    { type: "text", text: "For the receipt\n\nReply with your phone number and its country code." },
  ],
  [
    { type: "contacts", contacts: [card] },
    { type: "contacts", contacts: [{ name: "Ana Paz", phone: "+1 555 010 0002" }] },
    { type: "text", text: "*Ana Paz*\n+1 555 010 0002" },
  ],
];

const say = async (body: object) => {
  const answer = await journey.api("POST", "/api/whatsapp/send", body);
  expect(answer.status, JSON.stringify(answer.body)).toBe(202);
  return answer.body as { id: number };
};
const stateOf = async (id: number) =>
  ((await journey.api("GET", `/api/whatsapp/messages/${id}`)).body as { state: string }).state;
/** A phone that has just written, and the id of its message. */
async function open(line: "meta" | "twilio") {
  const phone = newPhone();
  await journey.sim.write(phone, "menu", { line });
  await journey.sim.waitForReply(phone, /menu/, { line });
  const { body } = await journey.api("GET", `/api/whatsapp/messages/?phone=%2B${phone}`);
  return { phone, id: (body as { messages: { id: number }[] }).messages[0]!.id };
}

for (const [index, line] of (["meta", "twilio"] as const).entries()) {
  test.each(kinds)(`${line}: %j`, async (content, ...shown) => {
    const { phone } = await open(line);
    const { id } = await say({ to: phone, content });
    await expect.poll(() => stateOf(id), { timeout: 10_000 }).toBe("delivered");
    const bubble = journey.sim.transcript(phone, line).at(-1)!;
    expect(bubble).toMatchObject({ from: "business", content: shown[index]! });
  });
}

test("meta: a reaction is at the message on the phone, is reported as sent, and is taken back", async () => {
  const { phone, id } = await open("meta");
  const written = journey.sim.transcript(phone)[0]!;
  const react = (emoji: string) => say({ to: phone, content: { type: "reaction", message_id: id, emoji } });
  const reaction = await react("👍");
  await expect.poll(() => stateOf(reaction.id), { timeout: 10_000 }).toBe("sent");
  expect(written.reactions).toEqual({ business: "👍" });
  await react("");
  await expect.poll(() => written.reactions, { timeout: 10_000 }).toEqual({});
});

test("meta: a reaction to a deleted message is refused", async () => {
  const { phone, id } = await open("meta");
  await journey.sim.revoke(phone, journey.sim.transcript(phone)[0]!.id);
  const content = { type: "reaction", message_id: id, emoji: "👍" };
  await expect
    .poll(async () => (await journey.api("POST", "/api/whatsapp/send", { to: phone, content })).status)
    .toBe(400);
});

test("twilio: a reaction is refused with a sentence", async () => {
  const { phone, id } = await open("twilio");
  const content = { type: "reaction", message_id: id, emoji: "👍" };
  expect(await journey.api("POST", "/api/whatsapp/send", { to: phone, content })).toMatchObject({
    status: 400,
    body: { detail: expect.stringContaining("Twilio cannot send reactions") },
  });
});

test("meta: who is asked for the number shares it with one tap", async () => {
  const { phone } = await open("meta");
  await say({ to: phone, content: { type: "number_request", text: "For the receipt" } });
  const asked = await journey.sim.waitForReply(phone, /receipt/);
  const answer = await journey.sim.shareNumber(phone, asked.id);
  expect(answer.handover?.state).toBe("delivered");
});

test("twilio: a tapped button comes back with its id", async () => {
  const { phone } = await open("twilio");
  await say({ to: phone, content: { type: "buttons", text: "Confirm?", buttons: [yes] } });
  const asked = await journey.sim.waitForReply(phone, /Confirm/, { line: "twilio" });
  await journey.sim.tap(phone, asked.id, "yes");
  const list = () => journey.api("GET", `/api/whatsapp/messages/?phone=%2B${phone}`);
  await expect
    .poll(async () => ((await list()).body as { messages: object[] }).messages, { timeout: 5_000 })
    .toContainEqual(expect.objectContaining({ text_body: "Yes", message_type: "button" }));
});
