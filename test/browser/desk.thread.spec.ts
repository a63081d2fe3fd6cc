// A conversation at the Desk: each type of message, what happens to it later, a failed send, and a user who may only read.
import { customer } from "./customer.ts";
import { bubble, expect, isPhone, look, open, own, reply, test, thread } from "./desk.ts";

test("each message is shown as what it is, and what happened to it", async ({ page, enter, api, request }, info) => {
  const noa = await customer(request, `Noa Berg ${own()}`);
  const asked = await noa.say("My ticket is at https://example.com/t/7?x=1, *please* look.");
  const gone = await noa.say("It costs 40");
  const wrong = await noa.say("I come on Mondy");
  const id = await noa.conversation(api, 3);
  await enter("agent");
  await open(page, `/inbox/${id}`);

  const ticket = thread(page).getByRole("article").filter({ hasText: "My ticket" }).first();
  await ticket.hover();
  await ticket.getByRole("button", { name: "Quote" }).click();
  await expect(page.getByText(`Answering ${noa.name}`)).toBeVisible();
  await reply(page).fill("We look at it.");
  await reply(page).press("Enter");
  const answer = await noa.heard("We look at it.");
  expect(answer).toMatchObject({ quotes: asked.id });
  await expect(bubble(page, "We look at it.").getByRole("button", { name: /^My ticket/ })).toBeVisible();
  await noa.does("react", { messageId: answer.id, emoji: "👍" });
  await expect(bubble(page, "We look at it.").getByText("👍")).toBeVisible();
  await noa.does("edit", { messageId: wrong.id, text: "I come on Monday" });
  const before = bubble(page, "I come on Monday").getByRole("button", { name: /^Edited/ });
  await before.click();
  await expect(bubble(page, "I come on Monday")).toContainText("I come on Mondy");
  await before.click();
  await expect(thread(page).getByText("I come on Mondy")).toHaveCount(0);
  await noa.does("revoke", { messageId: gone.id });
  await expect(bubble(page, "It costs 40")).toContainText("The customer deleted this message");
  await expect(ticket.getByRole("link")).toHaveAttribute("href", "https://example.com/t/7?x=1");
  await expect(ticket.locator("strong")).toHaveText("please");
  await look(page, info, "inbox folded");

  await noa.does("media", { kind: "image", caption: "The gate this morning" });
  await noa.does("media", { kind: "audio", voice: true });
  await noa.does("media", { kind: "document", caption: "" });
  await noa.does("location", {
    latitude: 59.91,
    longitude: 10.75,
    name: "Opera",
    address: "Kirsten Flagstads plass 1",
  });
  await noa.does("contacts", { contacts: [{ name: "Ivo Marsh", phone: "+47 400 00 001" }] });
  await noa.does("kind", { kind: "poll" });
  // Files themselves are in desk.files.spec.ts.
  await expect(bubble(page, "The gate this morning")).toBeVisible();
  await expect(bubble(page, "price list.pdf")).toBeVisible();
  await expect(bubble(page, "Opera").getByRole("link", { name: "Show on a map" })).toHaveAttribute(
    "href",
    /mlat=59\.91/,
  );
  await expect(bubble(page, "Ivo Marsh")).toContainText("+47 400 00 001");
  const unknown = bubble(page, "Poll");
  await expect(unknown).toContainText("Message type is currently not supported.");
  await look(page, info, "inbox kinds");
  await unknown.hover();
  await unknown.getByRole("button", { name: "Show the raw data" }).click();
  const raw = page.getByRole("dialog", { name: "As the provider sent it" });
  await expect(raw).toContainText('"code": 131051');
  await look(page, info, "inbox raw");
  await raw.getByRole("button", { name: "Close" }).click();
  await expect(raw).toHaveCount(0);
});

test("a payment stands at the message that asked for it, and the phone's address book names the customer", async ({
  page,
  enter,
  api,
  request,
}, info) => {
  const tag = own();
  const ivy = await customer(request, `Ivy ${tag}`);
  await ivy.say("How much is it?");
  const id = await ivy.conversation(api, 1);
  await enter("agent");
  await open(page, `/inbox/${id}`);
  await reply(page).fill("It is 210 rupees.");
  await reply(page).press("Enter");
  const bill = await ivy.heard("It is 210 rupees.");
  await ivy.does("pay", { messageId: bill.id, state: "pending" });
  await expect(bubble(page, "It is 210 rupees.")).toContainText("Payment is pending");
  await ivy.does("pay", { messageId: bill.id, state: "captured" });
  await expect(bubble(page, "It is 210 rupees.")).toContainText("Paid");
  await expect(bubble(page, "It is 210 rupees.")).toContainText("₹210");
  await ivy.does("save-name", { name: `Ivy of the harbour ${tag}` });
  await page.reload();
  await expect(page.getByRole("log", { name: `Ivy of the harbour ${tag}` })).toBeVisible();
  await look(page, info, "inbox payment");
});

test("a send that fails says why, and is sent again", async ({ page, enter, api, request }, info) => {
  const kai = await customer(request, `Kai Lund ${own()}`);
  await kai.say("Are you there, dear people?");
  const id = await kai.conversation(api, 1);
  await enter("agent");
  await open(page, `/inbox/${id}`);
  const says = async (text: string) => {
    await reply(page).fill(text);
    await reply(page).press("Enter");
    return bubble(page, text);
  };
  // A failure that would repeat is explained; one that may succeed now has a button.
  await kai.does("", { failsWith: 131026 });
  const hopeless = await says("We are.");
  await expect(hopeless.getByRole("alert")).toContainText("not on WhatsApp");
  await expect(hopeless.getByText("Not delivered", { exact: true })).toBeAttached();
  await expect(hopeless.getByRole("button", { name: "Send again" })).toHaveCount(0);
  await kai.does("", { failsWith: null });
  await request.put("/sim/api/faults", { data: { failed_status: { count: 1, line: "meta", code: 131000 } } });
  const unlucky = await says("Come to the gate.");
  await expect(unlucky.getByRole("alert")).toContainText("Trying again may help");
  await look(page, info, "inbox failed");
  await unlucky.getByRole("button", { name: "Send again" }).click();
  await expect(bubble(page, "Come to the gate.").getByText("Delivered", { exact: true })).toBeAttached();
});

test("what became of a message stays, when the answer to its sending comes late", async ({
  page,
  enter,
  api,
  request,
}) => {
  const lea = await customer(request, `Lea Holm ${own()}`);
  await lea.say("Are you there today?");
  const id = await lea.conversation(api, 1);
  await lea.does("", { failsWith: 131026 });
  await enter("agent");
  await open(page, `/inbox/${id}`);
  const late = Promise.withResolvers<void>();
  await page.route("**/api/inbox/conversations/*/messages", async (route) => {
    if (route.request().method() !== "POST") return route.fallback();
    const response = await route.fetch();
    await late.promise;
    return route.fulfill({ response });
  });
  await reply(page).fill("We are.");
  await reply(page).press("Enter");
  const failed = thread(page).getByRole("article").filter({ hasText: "We are." }).getByRole("alert");
  await expect(failed).toContainText("not on WhatsApp");
  const answered = page.waitForResponse((response) => response.request().method() === "POST");
  late.resolve();
  await answered;
  await expect(bubble(page, "We are.").getByText("Not delivered", { exact: true })).toBeAttached();
  await expect(thread(page).getByRole("article").filter({ hasText: "We are." })).toHaveCount(1);
  await expect(failed).toContainText("not on WhatsApp");
});

test("a viewer reads along and can do nothing", async ({ page, enter, api, request }, info) => {
  const uma = await customer(request, `Uma Reyes ${own()}`);
  await uma.say("Good evening to you all");
  const id = await uma.conversation(api, 1);
  await enter("viewer");
  await open(page, `/inbox/${id}`);
  await expect(bubble(page, "Good evening")).toBeVisible();
  await expect(page.getByText("You can read along.")).toBeVisible();
  await expect(reply(page)).toHaveCount(0);
  if (isPhone(page)) await page.getByRole("button", { name: "Details", exact: true }).click();
  const side = page.getByRole("complementary", { name: "Details" });
  await expect(side).toContainText("The bot answers");
  // The list has a filter of that name; the conversation must have no such button.
  expect(await page.getByRole("button", { name: "Done", exact: true }).count()).toBeLessThanOrEqual(1);
  for (const name of ["Mark as unread", "Quote", "Take over", "Assign to me", "Save note"])
    await expect(page.getByRole("button", { name, exact: true })).toHaveCount(0);
  for (const box of await side.getByRole("textbox").all()) await expect(box).not.toBeEditable();
  await side.getByRole("combobox").first().click();
  await expect(page.getByRole("option")).toHaveCount(0);
  await look(page, info, "inbox viewer");
  // A viewer changes nothing by looking: it still waits for an agent.
  expect(await uma.conversation(api, 1)).toBe(id);
});
