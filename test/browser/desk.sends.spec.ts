// What the reply box sends besides text, on both lines: it reaches the phone, comes back as a status and is shown; and reactions to messages.
import type { Locator, Page } from "@playwright/test";
import { customer } from "./customer.ts";
import { expect, look, open, test } from "./desk.ts";

const own = () => Math.random().toString(36).slice(2, 8);
const thread = (page: Page) => page.getByRole("log");
const bubble = (page: Page, text: string | RegExp) =>
  thread(page).getByRole("article").filter({ hasText: text }).last();

/** A field of a form; the label of a required one ends with an asterisk. */
const field = (form: Locator, label: string) =>
  form.getByLabel(new RegExp(`^${label.replaceAll(/[()]/g, "\\$&")}( ?\\*)?$`));

/** Fills the form of a kind and sends it. */
async function send(page: Page, kind: string, fields: Record<string, string>): Promise<void> {
  await page.getByRole("button", { name: "More to send" }).click();
  await page.getByRole("menuitem", { name: kind, exact: true }).click();
  const form = page.getByRole("dialog", { name: kind });
  for (const [label, value] of Object.entries(fields)) await field(form, label).fill(value);
  await form.getByRole("button", { name: "Send" }).click();
  await expect(form).toBeHidden();
}

const kinds: {
  kind: string;
  fields: Record<string, string>;
  shows: string[];
  meta: object;
  twilio: object;
}[] = [
  {
    kind: "Location",
    fields: { "Latitude and longitude": "59.9075, 10.7531", "Name (optional)": "Opera" },
    shows: ["Opera", "59.90750, 10.75310"],
    meta: { type: "location", name: "Opera", latitude: 59.9075 },
    twilio: { type: "location", name: "Opera", latitude: 59.9075 },
  },
  {
    kind: "Contact card",
    fields: { Name: "Ivo Marsh", Numbers: "+47 400 00 001" },
    shows: ["Ivo Marsh", "+47 400 00 001"],
    meta: { type: "contacts", contacts: [{ name: "Ivo Marsh", phone: "+47 400 00 001" }] },
    twilio: { type: "text", text: "*Ivo Marsh*\n+47 400 00 001" },
  },
  {
    kind: "Buttons",
    fields: { Text: "Shall we keep it?", Buttons: "Yes\nNo" },
    shows: ["Shall we keep it?", "Yes", "No"],
    meta: { type: "buttons", text: "Shall we keep it?" },
    twilio: { type: "buttons", text: "Shall we keep it?" },
  },
  {
    kind: "List",
    fields: {
      Text: "Which spot?",
      Choices: "Spot A | near the door\nSpot B",
      "Label of the button that opens the list": "Spots",
    },
    shows: ["Which spot?", "Spot A", "Spot B"],
    meta: { type: "list", button: "Spots" },
    twilio: { type: "list", button: "Spots" },
  },
  {
    kind: "Link button",
    fields: {
      "Header (optional)": "Lot 4",
      Text: "Pay here",
      "Label of the button": "Pay now",
      Address: "https://example.com/pay",
    },
    shows: ["Lot 4", "Pay here", "Pay now"],
    meta: { type: "link", header: "Lot 4", label: "Pay now", url: "https://example.com/pay" },
    twilio: { type: "link", label: "Pay now", url: "https://example.com/pay" },
  },
  {
    kind: "Ask for the location",
    fields: { Text: "Where did you park?" },
    shows: ["Where did you park?", "With a button that sends their location"],
    meta: { type: "location_request", text: "Where did you park?" },
    twilio: { type: "text" },
  },
  {
    kind: "Ask for the number",
    fields: { Text: "May we have your number?" },
    shows: ["May we have your number?", "With a button that shares their number"],
    meta: { type: "number_request", text: "May we have your number?" },
    twilio: { type: "text" },
  },
];

for (const line of ["meta", "twilio"] as const)
  test(`${line}: each kind goes out, is delivered and is shown`, async ({ page, enter, api, request }, info) => {
    test.setTimeout(180_000);
    const noa = await customer(request, `Noa Berg ${own()}`);
    await noa.say("Hello?", { line });
    const id = await noa.conversation(api);
    await enter("agent");
    await open(page, `/inbox/${id}`);
    for (const one of kinds) {
      await send(page, one.kind, one.fields);
      const shown = bubble(page, one.shows[0]!);
      for (const text of one.shows) await expect(shown).toContainText(text);
      await expect(shown).toContainText("Delivered");
      expect((await noa.chat(line)).at(-1)).toMatchObject({ from: "business", content: one[line] });
    }
    await look(page, info, `inbox sends ${line}`);
  });

test("a form says what is wrong and keeps what was written", async ({ page, enter, api, request }, info) => {
  const noa = await customer(request, `Noa Berg ${own()}`);
  await noa.say("Hello?");
  await enter("agent");
  await open(page, `/inbox/${await noa.conversation(api)}`);
  await page.getByRole("button", { name: "More to send" }).click();
  await page.getByRole("menuitem", { name: "Buttons" }).click();
  const form = page.getByRole("dialog", { name: "Buttons" });
  await field(form, "Text").fill("Which?");
  await field(form, "Buttons").fill("1\n2\n3\n4");
  await form.getByRole("button", { name: "Send" }).click();
  await expect(form.getByRole("alert")).toContainText("Write one to three buttons");
  await expect(field(form, "Text")).toHaveValue("Which?");
  await look(page, info, "inbox sends form");
});

test("a reaction is at the message here and on the phone, and is taken back", async ({
  page,
  enter,
  api,
  request,
}, info) => {
  const noa = await customer(request, `Noa Berg ${own()}`);
  const asked = await noa.say("Is it open today?");
  await enter("agent");
  await open(page, `/inbox/${await noa.conversation(api)}`);
  const one = bubble(page, "Is it open today?");
  const onPhone = async () =>
    ((await noa.chat()).find(({ id }) => id === asked.id) as unknown as { reactions: { business?: string } }).reactions
      .business;
  await one.hover();
  await one.getByRole("button", { name: "React" }).click();
  await expect(page.getByRole("button", { name: "React with 👍" })).toBeVisible();
  await look(page, info, "inbox reactions");
  await page.getByRole("button", { name: "React with 👍" }).click();
  await expect(one.getByRole("listitem").filter({ hasText: "👍" })).toBeVisible();
  await expect.poll(onPhone).toBe("👍");
  await one.hover();
  await one.getByRole("button", { name: "React" }).click();
  await page.getByRole("button", { name: "Take the reaction back" }).click();
  await expect(one.getByText("👍")).toHaveCount(0);
  await expect.poll(onPhone).toBeUndefined();
});
