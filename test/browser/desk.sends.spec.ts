// Every kind of outgoing-kinds.ts on both lines: it goes out, its statuses come back, and the Desk and the customer's phone show it as what it is.
import { readFile } from "node:fs/promises";
import type { APIRequestContext, Locator, Page } from "@playwright/test";
import sharp from "sharp";
import { type Customer, customer, type Line } from "./customer.ts";
import { type Api, bubble, expect, look, open, own, reply, test, thread } from "./desk.ts";
import { type Kind, kindsOf, type Mark, samples, type Way } from "./outgoing-kinds.ts";
import { openAs } from "./simulator-page.ts";
import { look as lookAt } from "./views.ts";

/** A field of a form; the label of a required one ends with an asterisk. */
const field = (form: Locator, label: string) =>
  form.getByLabel(new RegExp(`^${label.replaceAll(/[()]/g, "\\$&")}( ?\\*)?$`));

type Desk = { page: Page; api: Api; request: APIRequestContext; key: string };
type Talk = { noa: Customer; line: Line; id: number };

/** Sends a message of a kind. */
async function send({ kind, way }: Kind, { page, api, request, key }: Desk, { noa, line, id }: Talk): Promise<void> {
  switch (way.by) {
    case "text": {
      if (way.quotes) {
        const quoted = thread(page)
          .getByRole("article")
          .filter({ has: page.getByText(way.quotes, { exact: true }) })
          .first();
        await quoted.hover();
        await quoted.getByRole("button", { name: "Quote" }).click();
        const notice = page.getByText("Twilio sends no quotes");
        await expect(notice).toHaveCount(line === "twilio" ? 1 : 0);
      }
      await reply(page).fill(way.text);
      return await reply(page).press("Enter");
    }
    case "form":
      return await sendForm(page, kind, way.fields);
    case "file": {
      const tray = page.getByRole("region", { name: "Files to send" });
      await page.getByLabel("Attach files").and(page.locator("input")).setInputFiles(way.file);
      if (way.caption) await tray.getByRole("textbox").fill(way.caption);
      await tray.getByRole("button", { name: "Send" }).click();
      return await expect(tray).toHaveCount(0);
    }
    case "recorder": {
      const recorder = page.getByRole("region", { name: "Voice message" });
      await page.getByRole("button", { name: "Record a voice message" }).click();
      await expect(recorder.getByRole("timer")).toContainText("Recording 0:01");
      await recorder.getByRole("button", { name: "Send voice message" }).click();
      return await expect(recorder).toHaveCount(0);
    }
    case "template":
      return await sendTemplate(page, way);
    case "forward": {
      const said = await api("GET", `/api/table/messages?q=${encodeURIComponent(way.text)}`);
      await api("POST", `/api/inbox/conversations/${id}/forward`, { message_id: said.messages[0].id });
      return;
    }
    case "API": {
      const { media, ...message } = way.message as { media?: object };
      let file = {};
      if (way.file) {
        const headers = { authorization: `Bearer ${key}` };
        const kept = await request.post("/api/media", { multipart: { file: way.file }, headers });
        file = { media: { ...media, id: (await kept.json()).id } };
      }
      await api("POST", "/api/whatsapp/send/", { to: `+${noa.number}`, channel: line, ...message, ...file });
    }
  }
}

async function sendForm(page: Page, kind: string, fields: Record<string, string>): Promise<void> {
  await page.getByRole("button", { name: "More to send" }).click();
  await page.getByRole("menuitem", { name: kind, exact: true }).click();
  const form = page.getByRole("dialog", { name: kind });
  for (const [label, value] of Object.entries(fields)) await field(form, label).fill(value);
  await form.getByRole("button", { name: "Send" }).click();
  await expect(form).toBeHidden();
}

async function sendTemplate(page: Page, { name, values }: Extract<Way, { by: "template" }>): Promise<void> {
  await page.getByRole("button", { name: "Choose a template" }).click();
  await page.getByRole("combobox", { name: "Find by name or text" }).fill(name);
  await page
    .getByRole("option", { name: new RegExp(name) })
    .first()
    .click();
  const box = page.getByRole("dialog", { name: "Send a template" });
  for (const [n, value] of values.entries()) await box.getByRole("textbox").nth(n).fill(value);
  await box.getByRole("button", { name: "Send template" }).click();
  await expect(box).toHaveCount(0);
}

/** Checks that all marks are seen in a message. */
async function sees(message: Locator, marks: readonly Mark[], kind: string): Promise<void> {
  for (const mark of marks)
    if (typeof mark === "string") await expect(message, kind).toContainText(mark);
    else if ("css" in mark) await expect(message.locator(mark.css), kind).toBeAttached();
    else await expect(message.getByRole(mark.role, { name: mark.name, exact: true }), kind).toBeVisible();
}

/** Checks that the file that was sent is on the phone, and opens there. Only a photo may have become smaller. */
async function opensOnPhone(message: Locator, content: Buffer, kind: string): Promise<void> {
  const [picture, player, link] = [message.locator("img"), message.locator("video, audio"), message.locator("a.file")];
  if (await picture.count()) await expect(picture, kind).not.toHaveJSProperty("naturalWidth", 0);
  else if (await player.count()) await expect(player, kind).not.toHaveJSProperty("readyState", 0);
  else {
    const download = message.page().waitForEvent("download");
    await link.click();
    expect((await readFile(await (await download).path())).equals(content), kind).toBe(true);
    return;
  }
  const address = (await picture.or(player).getAttribute("src"))!;
  const arrived = await (await message.page().request.get(`/sim/${address}`)).body();
  if (kind !== "Photo") return expect(arrived.equals(content), kind).toBe(true);
  expect(arrived.length).toBeLessThanOrEqual(content.length);
  expect(await sharp(arrived).metadata()).toMatchObject({ width: 800, height: 600 });
}

// The simulator answers once the server listens: what was read of its templates at the start may have missed it.
test.beforeEach(({ api }) => api("POST", "/api/templates/sync"));

for (const line of ["meta", "twilio"] as const)
  test(`${line}: each kind goes out, comes back as status, and is shown`, async ({
    page,
    enter,
    api,
    request,
    bellhop,
  }, info) => {
    test.setTimeout(300_000);
    const other = await customer(request, `Kai Lund ${own()}`);
    const forwarded = `The gate code is ${own()}`;
    await other.say(forwarded, { line });
    await other.conversation(api);
    const noa = await customer(request, `Noa Berg ${own()}`);
    await noa.say("menu", { line });
    await noa.heard("Here is what you can write", line);
    const id = await noa.conversation(api);
    await enter("agent");
    await open(page, `/inbox/${id}`);
    const all = kindsOf(await samples(page), { quoted: "menu", forwarded }).filter((kind) => kind[line]);
    const desk = { page, api, request, key: bellhop.apiKey };
    // Before them stand what the customer wrote and what the bot answered.
    const atDesk = (n: number) =>
      thread(page)
        .getByRole("article")
        .nth(2 + n);
    const is = (state: string, n: number) =>
      expect(atDesk(n).getByText(state, { exact: true }), `${all[n]!.kind} is ${state}`).toBeAttached();

    await noa.does("", { online: false });
    for (const [n, kind] of all.entries()) {
      await send(kind, desk, { noa, line, id });
      await is("Sent", n);
      await sees(atDesk(n), kind.desk, kind.kind);
    }
    await noa.does("", { online: true });
    for (const n of all.keys()) await is("Delivered", n);
    const phone = await page.context().newPage();
    const chat = await openAs(phone, noa, line);
    const onPhone = (n: number) => chat.locator("[data-id]").nth(2 + n);
    for (const [n, kind] of all.entries()) {
      await is("Read", n);
      await sees(onPhone(n), kind[line]!, kind.kind);
      if ("file" in kind.way && kind.way.file) await opensOnPhone(onPhone(n), kind.way.file.buffer, kind.kind);
    }
    await look(page, info, `inbox sends ${line}`);
    if (line === "meta") await lookAt(phone, info, "phone receives");
    await phone.close();
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

test("a reaction is at the message here and on the phone, and is taken back; Twilio has none", async ({
  page,
  enter,
  api,
  request,
}, info) => {
  const noa = await customer(request, `Noa Berg ${own()}`);
  const asked = await noa.say("Is it open today?");
  await enter("agent");
  await open(page, `/inbox/${await noa.conversation(api)}`);
  const phone = await page.context().newPage();
  const onPhone = (await openAs(phone, noa))
    .locator(`[data-id="${asked.id}"]`)
    .getByRole("img", { name: /^Reactions/ });
  const one = bubble(page, "Is it open today?");
  await one.hover();
  await one.getByRole("button", { name: "React" }).click();
  await expect(page.getByRole("button", { name: "React with 👍" })).toBeVisible();
  await look(page, info, "inbox reactions");
  await page.getByRole("button", { name: "React with 👍" }).click();
  await expect(one.getByRole("listitem").filter({ hasText: "👍" })).toBeVisible();
  await expect(onPhone).toHaveAccessibleName("Reactions: 👍");
  // Of a reaction nothing comes back but that it was sent.
  const sent = async () => (await api("GET", `/api/table/messages?q=${noa.number}&type=reaction`)).messages[0]?.status;
  await expect.poll(sent).toBe("sent");
  await one.hover();
  await one.getByRole("button", { name: "React" }).click();
  await page.getByRole("button", { name: "Take the reaction back" }).click();
  await expect(one.getByText("👍")).toHaveCount(0);
  await expect(onPhone).toHaveCount(0);
  await phone.close();

  await noa.say("And tomorrow?", { line: "twilio" });
  const twilio = async () =>
    (await api("GET", `/api/inbox/conversations?q=${noa.number}`)).conversations.find(
      ({ channel }: { channel: { provider: string } }) => channel.provider === "twilio",
    )?.id;
  await expect.poll(twilio).toBeDefined();
  await open(page, `/inbox/${await twilio()}`);
  await bubble(page, "And tomorrow?").hover();
  await bubble(page, "And tomorrow?").getByRole("button", { name: "React" }).click();
  await expect(page.getByText("Twilio sends no reactions")).toBeVisible();
});
