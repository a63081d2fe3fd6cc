// Calls: a customer's phone in the simulator rings, somebody at the Desk answers, and sound flows both ways.
import type { Browser, Page } from "@playwright/test";
import { type Customer, customer } from "./customer.ts";
import { expect, isPhone, look, open, test } from "./desk.ts";
import { openAs } from "./simulator-page.ts";

/** Keeps a page's WebRTC connections in `window.peers`, so that a test can ask for their statistics. */
const watchPeers = (page: Page) =>
  page.addInitScript({
    content: `
      window.peers = [];
      window.RTCPeerConnection = class extends RTCPeerConnection {
        constructor(given) { super(given); window.peers.push(this); }
      };`,
  });

/** How much sound the page's latest connection has received: its energy, which is 0 for silence, and its bytes. */
const heard = (page: Page): Promise<{ energy: number; bytes: number }> =>
  page.evaluate(`(async () => {
    const peer = window.peers.at(-1);
    const all = peer && peer.connectionState !== "closed" ? [...(await peer.getStats()).values()] : [];
    const sound = all.find((one) => one.type === "inbound-rtp");
    return { energy: sound?.totalAudioEnergy ?? 0, bytes: sound?.bytesReceived ?? 0 };
  })()`);

/** Both hear each other: what each receives grows. For its first call, Chromium may take long to start its sound. */
async function soundFlows(...pages: Page[]): Promise<void> {
  test.slow();
  for (const page of pages) {
    const { bytes } = await heard(page);
    const within = (message: string) => ({ message, timeout: 45_000 });
    await expect.poll(async () => (await heard(page)).bytes, within("more sound")).toBeGreaterThan(bytes + 2_000);
    await expect.poll(async () => (await heard(page)).energy, within("no silence")).toBeGreaterThan(0);
  }
}

/** The customer's phone, on a page of its own. */
async function phoneOf(browser: Browser, url: string, who: Customer): Promise<Page> {
  const context = await browser.newContext({ baseURL: url, viewport: { width: 1440, height: 900 } });
  const page = await context.newPage();
  await watchPeers(page);
  await openAs(page, who);
  return page;
}

const panel = (page: Page) => page.getByRole("complementary", { name: "Calls" });

test("a customer rings, an agent answers, both hear each other, and the customer hangs up", async ({
  page,
  browser,
  bellhop,
  request,
  enter,
  api,
}, info) => {
  const ana = await customer(request, "Ana Marín");
  await watchPeers(page);
  await enter("agent");
  await open(page, "/inbox");
  const phone = await phoneOf(browser, bellhop.url, ana);
  await phone.getByRole("button", { name: "Call Bellhop" }).click();
  await expect(panel(page).getByRole("alert")).toContainText("Ana Marín is calling");
  await look(page, info, "call ringing");
  await panel(page).getByRole("button", { name: "Answer Ana Marín" }).click();
  await expect(panel(page).getByRole("status")).toHaveText("On the phone");
  await soundFlows(page, phone);
  await panel(page).getByRole("button", { name: "Mute" }).click();
  await expect(panel(page).getByRole("status")).toHaveText("Your microphone is off");
  await panel(page).getByRole("button", { name: "Unmute" }).click();
  await look(page, info, "call talking");
  await phone.getByRole("button", { name: "Hang up" }).click();
  await expect(panel(page).getByRole("status")).toHaveText("The call is over");
  const { calls } = await api("GET", `/api/calls?conversation=${await ana.conversation(api)}`);
  expect(calls).toMatchObject([{ state: "answered", direction: "in", taken_by: { name: "Ines Ferreira" } }]);
  await phone.context().close();
});

test("the first to answer has the call; for others it stops ringing, and the agent hangs up", async ({
  page,
  browser,
  bellhop,
  request,
  enter,
}) => {
  const tom = await customer(request, "Tom Whitfield");
  await watchPeers(page);
  await enter("agent");
  await open(page, "/inbox");
  const other = await (await browser.newContext({ baseURL: bellhop.url })).newPage();
  await other.request.post("/api/auth/sign-in/email", {
    data: { email: "ada@bellhop.test", password: "a counter with a brass bell" },
  });
  await open(other, "/news");
  const phone = await phoneOf(browser, bellhop.url, tom);
  await phone.getByRole("button", { name: "Call Bellhop" }).click();
  await expect(panel(other).getByRole("alert")).toContainText("Tom Whitfield is calling");
  await page.keyboard.press("c");
  await page.keyboard.press("a");
  await expect(panel(page).getByRole("status")).toHaveText("On the phone");
  await expect(panel(other)).toBeHidden();
  await soundFlows(page, phone);
  await panel(page).getByRole("button", { name: "Hang up" }).click();
  await expect(phone.locator("#call-bar")).toBeHidden();
  await expect(panel(page).getByRole("status")).toHaveText("The call is over");
  await other.context().close();
  await phone.context().close();
});

test("a call that nobody takes waits for people, and the filter for missed calls finds it", async ({
  page,
  request,
  enter,
  api,
}) => {
  const bea = await customer(request, "Beatriz Costa");
  const { id: callId } = await bea.does("call");
  await enter("agent");
  await open(page, "/inbox");
  await expect(panel(page).getByRole("alert")).toContainText("Beatriz Costa is calling");
  await panel(page).getByRole("button", { name: "Leave it to others: Beatriz Costa" }).click();
  await expect(panel(page)).toBeHidden();
  await bea.does("hang-up", { callId });
  const id = await bea.conversation(api);
  await expect
    .poll(async () => (await api("GET", `/api/inbox/conversations/${id}`)).waiting?.reason)
    .toBe("missed_call");
  await open(page, "/inbox?calls=missed");
  await page.getByRole("button", { name: /Beatriz Costa/ }).click();
  await expect(page.getByText("Missed call").first()).toBeVisible();
  if (!isPhone(page)) await expect(page.getByRole("button", { name: /Beatriz Costa/ })).toBeVisible();
});

test("a customer is asked whether they may be called, allows it, and is called; both hear each other", async ({
  page,
  browser,
  bellhop,
  request,
  enter,
  api,
}, info) => {
  const eva = await customer(request, "Eva Lindholm");
  await eva.say("hello");
  await watchPeers(page);
  await enter("agent");
  await open(page, `/inbox/${await eva.conversation(api)}`);
  const details = async () => {
    if (isPhone(page)) await page.getByRole("button", { name: "Details" }).click();
    return page.locator("section").filter({ has: page.getByRole("heading", { name: "Calls", exact: true }) });
  };
  const part = await details();
  await expect(part).toContainText("Has not allowed you to call.");
  await part.getByRole("button", { name: "Ask to call" }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Send the request" }).click();
  const phone = await phoneOf(browser, bellhop.url, eva);
  await phone.getByRole("button", { name: "Allow calls" }).click();
  await expect(part).toContainText("May be called until");
  await look(page, info, "call permission");
  await part.getByRole("button", { name: "Call", exact: true }).click();
  await expect(panel(page).getByRole("status")).toHaveText(/Connecting|Ringing/);
  await phone.getByRole("button", { name: "Answer" }).click();
  await expect(panel(page).getByRole("status")).toHaveText("On the phone");
  await soundFlows(page, phone);
  await panel(page).getByRole("button", { name: "Hang up" }).click();
  await expect(phone.locator("#call-bar")).toBeHidden();
  const { calls } = await api("GET", `/api/calls?conversation=${await eva.conversation(api)}`);
  expect(calls).toMatchObject([{ state: "answered", direction: "out", taken_by: { name: "Ines Ferreira" } }]);
  await phone.context().close();
});
