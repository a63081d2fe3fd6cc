// Every kind of message that a phone can send, as the thread and the lists show it, on both lines.
import type { APIRequestContext, Page } from "@playwright/test";
import { customer } from "./customer.ts";
import { type Api, bubble, expect, isPhone, look, open, own, test, thread } from "./desk.ts";

/** Opens the conversation of a new customer; returns the customer and how they send a kind. */
async function begin(page: Page, enter: (role: "agent") => Promise<void>, api: Api, request: APIRequestContext) {
  const noa = await customer(request, `Noa Berg ${own()}`);
  await noa.say("Hello, one after the other");
  const id = await noa.conversation(api, 1);
  await enter("agent");
  await open(page, `/inbox/${id}`);
  return { noa, send: (kind: string) => noa.does("kind", { kind }) };
}

test("forms, orders and ads", async ({ page, enter, api, request }, info) => {
  const { send } = await begin(page, enter, api, request);
  await send("form");
  const form = thread(page).getByRole("table", { name: "Answers" });
  await expect(form.getByRole("row", { name: "Arrival 18:30" })).toBeVisible();
  await expect(form.getByRole("row", { name: "Days Monday, Friday" })).toBeVisible();
  await expect(thread(page)).not.toContainText("ft-1");
  await send("address");
  await expect(bubble(page, "Mumbai").getByRole("row", { name: "PIN code 400063" })).toBeVisible();
  await send("order");
  await expect(bubble(page, "Car wash").getByRole("row", { name: /Sum/ })).toContainText("€31.00");
  await send("ad");
  const ad = bubble(page, "Is it open today?");
  await expect(ad).toContainText("Came by an ad");
  await expect(ad).toContainText("Park by the harbour");
  await expect(ad.getByRole("link", { name: "Open the ad" })).toHaveAttribute("href", "https://example.com/ad");
  await look(page, info, "inbox kinds forms");
});

test("cards, places and permissions", async ({ page, enter, api, request }, info) => {
  const { noa, send } = await begin(page, enter, api, request);
  await send("product");
  await expect(bubble(page, "come in blue")).toContainText("SKU-1");
  await send("card");
  const card = bubble(page, "Ivo Marsh");
  for (const said of [
    "+47 400 00 001",
    "+47 400 00 002",
    "Marsh Towing Ltd",
    "Harbour Road 1, 0150 Oslo",
    "ivo@example.com",
    "1990-01-31",
  ])
    await expect(card).toContainText(said);
  await send("place");
  await expect(bubble(page, "Opera").getByRole("link", { name: "Open its page" })).toBeVisible();
  await noa.does("media", { kind: "audio", mimeType: "audio/mpeg" });
  await expect(thread(page)).not.toContainText("Voice message");
  await send("forwarded");
  await expect(bubble(page, "Look at this offer")).toContainText("Forwarded many times");
  await send("call_allowed");
  await expect(bubble(page, "You may call this customer")).toContainText("until");
  await send("call_refused");
  await expect(bubble(page, "does not want to be called")).toBeVisible();
  await send("untyped");
  await expect(bubble(page, "A text of a type of its own")).toBeVisible();
  await look(page, info, "inbox kinds cards");
});

test("what is not handed over has a name and a reason", async ({ page, enter, api, request }, info) => {
  const { send } = await begin(page, enter, api, request);
  for (const [kind, name, reason] of [
    ["poll", "Poll", "currently not supported"],
    ["poll_vote", "Vote in a poll", "currently not supported"],
    ["event", "Event", "currently not supported"],
    ["view_once", "View-once message", "currently unavailable"],
    ["unavailable", "Unavailable message", "currently unavailable"],
    ["reacted", "Reaction", "👍"],
    ["unreacted", "Took back a reaction", ""],
  ] as const) {
    await send(kind);
    await expect(bubble(page, name)).toContainText(reason);
  }
  await send("handover");
  await expect(thread(page)).toContainText("passed from ai agent to escalation: wants a person");
  await look(page, info, "inbox kinds names");
});

test("the lists name what has no text, and find who came by an ad", async ({ page, enter, api, request }, info) => {
  const [ivo, ana] = [await customer(request, `Ivo Lund ${own()}`), await customer(request, `Ana Lund ${own()}`)];
  await ivo.does("kind", { kind: "ad" });
  // The bot does not answer it, so it stays the last message.
  await ana.does("kind", { kind: "call_allowed" });
  await ivo.conversation(api);
  await ana.conversation(api);
  await enter("agent");
  await open(page, "/inbox?view=all&came_by=ad");
  const list = page.getByRole("region", { name: "Conversations" });
  await expect(list.getByRole("button", { name: new RegExp(ivo.name) })).toBeVisible();
  await expect(list.getByRole("button", { name: new RegExp(ana.name) })).toHaveCount(0);
  await look(page, info, "inbox came by an ad");
  await page.getByRole("button", { name: "Filters" }).click();
  await expect(page.getByRole("menuitem", { name: "An ad or a post" })).toBeVisible();
  await page.getByRole("menuitem", { name: "Any way" }).click();
  await expect(list.getByRole("button", { name: new RegExp(ana.name) })).toContainText("Call permission");
  await open(page, `/messages?came_by=ad&q=${ivo.number}`);
  await expect(page.getByText("Is it open today?").first()).toBeVisible();
  await open(page, `/messages?q=${ana.number}`);
  await expect(page.getByText("Call permission").first()).toBeVisible();
});

test("what is changed later: captions, quotes and choices", async ({ page, enter, api, request }, info) => {
  const { noa } = await begin(page, enter, api, request);
  const photo = await noa.does("media", { kind: "image", caption: "The gate on Mondy" });
  const price = await noa.say("It costs 40");
  await noa.say("Is that right?", { quote: price.id });
  const shut = await noa.say("The gate is shut");
  await noa.say("Shall I wait?", { quote: shut.id });
  await expect(bubble(page, "Is that right?").getByRole("button", { name: "It costs 40", exact: true })).toBeVisible();
  await noa.does("edit", { messageId: photo.id, text: "The gate on Monday" });
  await noa.does("edit", { messageId: price.id, text: "It costs 50" });
  await noa.does("revoke", { messageId: shut.id });
  await expect(bubble(page, "The gate on Monday").getByRole("button", { name: /^Open photo/ })).toBeVisible();
  await bubble(page, "The gate on Monday")
    .getByRole("button", { name: /^Edited/ })
    .click();
  await expect(bubble(page, "The gate on Monday")).toContainText("The gate on Mondy");
  await expect(bubble(page, "Is that right?").getByRole("button", { name: "It costs 50 (edited)" })).toBeVisible();
  await expect(bubble(page, "Shall I wait?").getByRole("button", { name: "Deleted message" })).toBeVisible();

  const spots = [{ rows: [{ id: "a", title: "Spot A", description: "near the door" }] }];
  const content = { type: "list", text: "Which spot?", button: "Spots", sections: spots };
  await api("POST", "/api/whatsapp/send/", { to: `+${noa.number}`, content });
  const list = await noa.heard("Which spot?");
  await noa.does("tap", { messageId: list.id, choice: "a" });
  await expect(bubble(page, "near the door")).toContainText("Spot A");
  await look(page, info, "inbox kinds changed");
});

test("answers and addresses are found and exported", async ({ page, enter, api, request }) => {
  const ola = await customer(request, `Ola Dahl ${own()}`);
  for (const kind of ["form", "address"]) await ola.does("kind", { kind });
  await ola.conversation(api);
  await enter("agent");
  for (const words of ["Arrival 18:30", "Mumbai 400063"]) {
    await open(page, `/messages?q=${encodeURIComponent(words)}`);
    await expect(page.getByRole("main").getByText(ola.name).first()).toBeVisible();
  }
  const file = await page.request.get(`/api/table/messages/export?format=csv&direction=in&q=${ola.number}`);
  const lines = await file.text();
  for (const said of ["Arrival: 18:30", "Days: Monday, Friday", "PIN code: 400063"]) expect(lines).toContain(said);
});

test("what another app answers is left alone", async ({ page, enter, api, request }) => {
  const kai = await customer(request, `Kai Moe ${own()}`);
  await kai.does("kind", { kind: "standby" });
  const id = await kai.conversation(api, 0);
  await kai.does("kind", { kind: "history" });
  await enter("agent");
  await open(page, `/inbox/${id}`);
  await expect(bubble(page, "right place")).toContainText("Another application has this conversation");
  await expect(bubble(page, "open last week")).toContainText("From the history of the phone");
  // The history is older, and so it stands first.
  await expect(thread(page).getByRole("article").first()).toContainText("open last week");
  await kai.say("menu");
  await kai.heard("Here is what you can write");
  const all = await kai.chat();
  expect(all.filter(({ from }) => from === "business")).toHaveLength(1);
});

test("on Twilio too", async ({ page, enter, api, request }, info) => {
  const lea = await customer(request, `Lea Roth ${own()}`);
  const send = (kind: string) => lea.does("kind", { kind, line: "twilio" });
  await send("form");
  await send("ad");
  await send("place");
  await send("forwarded");
  await send("call_allowed");
  await send("survey");
  await lea.does("contacts", { contacts: [{ name: "Ivo Marsh", phone: "+47 400 00 001" }], line: "twilio" });
  await lea.does("media", { kind: "audio", mimeType: "audio/mpeg", line: "twilio" });
  const id = await lea.conversation(api);
  await enter("agent");
  await open(page, `/inbox/${id}`);
  await expect(thread(page).getByRole("row", { name: "Arrival 18:30" })).toBeVisible();
  await expect(bubble(page, "Is it open today?")).toContainText("Park by the harbour");
  await expect(bubble(page, "We are here")).toContainText("Opera");
  await expect(bubble(page, "Look at this offer")).toContainText("Forwarded many times");
  await expect(bubble(page, "You may call this customer")).toBeVisible();
  await expect(thread(page).getByRole("row", { name: "How was it Good" })).toBeVisible();
  await expect(bubble(page, "Ivo Marsh")).toContainText("+47 400 00 001");
  await expect(thread(page).getByRole("group", { name: "Audio" })).toBeVisible();
  await expect(thread(page)).not.toContainText("Voice message");
  const rows = [{ rows: [{ id: "a", title: "Spot A", description: "near the door" }] }];
  const content = { type: "list", text: "Which spot?", button: "Spots", sections: rows };
  await api("POST", "/api/whatsapp/send/", { to: `+${lea.number}`, channel: "twilio", content });
  await lea.does("tap", { messageId: (await lea.heard("Which spot?", "twilio")).id, choice: "a" });
  await expect(bubble(page, "near the door")).toContainText("Spot A");
  if (!isPhone(page)) await look(page, info, "inbox kinds twilio");
});
