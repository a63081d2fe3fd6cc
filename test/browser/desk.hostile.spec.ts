// Texts from strangers are shown and never run: every text that reaches the Desk is hostile here, and every page of it is opened.
import { readFileSync } from "node:fs";
import path from "node:path";
import type { APIRequestContext, Page } from "@playwright/test";
import { customer } from "./customer.ts";
import { type Api, expect, isPhone, look, open, test } from "./desk.ts";

/** If one of these becomes an element, it has the attribute `data-evil`; if one runs, it sets `evil`. */
const nasty = [
  '<img src=x data-evil onerror="evil=1">',
  "<script data-evil>evil=1</script>",
  '"><svg data-evil onload="evil=1">',
  "<a data-evil href=\"javascript:evil=1\">x</a><iframe data-evil srcdoc='<script>parent.evil=1</script>'>",
  "javascript:evil=1",
  'https://evil.invalid/"onmouseover="evil=1 http://evil.invalid/\'><b data-evil>',
  "\u202Egnp.tluafed\u202C \u2067\u200F\u0000end",
  `{{constructor.constructor('evil=1')()}} \${evil=1} $t(title) {{name}} %s __proto__`,
  "*<b data-evil>_~```<i data-evil>```~_</b>*",
];
const short = "<b data-evil>7";

const root = path.join(import.meta.dirname, "../..");
const text = (file: string) => readFileSync(path.join(root, file), "utf8");

/** The addresses of all pages, from the routes. `known` has a value for each parameter. */
function pagesOf(known: Record<string, string | number>): string[] {
  const routes = [
    ...text("web/desk/routes.tsx").matchAll(/const (\w+) = create(?:Root)?Route\(([\s\S]*?)\}\);\n/g),
  ].map(([, name, body]) => ({
    name: name!,
    parent: /getParentRoute: \(\) => (\w+)/.exec(body!)?.[1],
    part: /\bpath: "([^"]*)"/.exec(body!)?.[1] ?? "",
  }));
  const whole = (name: string | undefined): string => {
    const one = routes.find((each) => each.name === name);
    return one ? `${whole(one.parent)}/${one.part}` : "";
  };
  const found = routes.map(({ name }) => whole(name).replaceAll(/\/+/g, "/").replace(/\/$/, ""));
  for (const [, to] of text("web/desk/shell/nav-items.ts").matchAll(/to: "([^"]+)"/g)) expect(found).toContain(to);
  return [...new Set(found)]
    .filter((one) => one !== "" && one !== "/sign-in" && one !== "/welcome")
    .map((one) =>
      one.replaceAll(/\$(\w+)/g, (_, parameter: string) => {
        expect(known, `a value for ${parameter} in ${one}`).toHaveProperty(parameter);
        return String(known[parameter]);
      }),
    );
}

/** Searches the whole page, including hidden parts, for injected elements and scripts. */
const harm = `(() => {
  const suspects = "[data-evil],[onerror],[onload],[onmouseover],[srcdoc],iframe,object,embed,base,form[action]";
  const found = [...document.querySelectorAll(suspects)].map((one) => one.outerHTML);
  for (const one of document.querySelectorAll("[href],[src],[action],[formaction]"))
    for (const { name, value } of one.attributes)
      if (/(href|src|action)$/.test(name) && /^[\\s\\p{Cc}]*(javascript|data|vbscript):/iu.test(value))
        found.push(one.outerHTML);
  return { found, ran: "evil" in window };
})()`;

async function isHarmless(page: Page, where: string): Promise<void> {
  expect(await page.evaluate(harm), where).toEqual({ found: [], ran: false });
}

/** Creates every text that a stranger, or a careless colleague, can enter. */
async function mischief(api: Api, request: APIRequestContext) {
  const mallory = await customer(request, nasty[0]!);
  await mallory.does("", { username: "svgonload", name: nasty[0] });
  const told = [];
  for (const one of nasty) told.push(await mallory.say(one));
  const quoted = await mallory.say(nasty[2]!, { quote: told[0]!.id });
  await mallory.does("edit", { messageId: told[1]!.id, text: nasty[1] });
  await mallory.does("revoke", { messageId: told[2]!.id });
  await mallory.does("react", { messageId: quoted.id, emoji: nasty[0] });
  await mallory.does("media", { kind: "image", caption: nasty[0] });
  await mallory.does("media", {
    kind: "document",
    fileName: `${nasty[2]}.pdf`,
    mimeType: "text/html",
    caption: nasty[1],
  });
  await mallory.does("media", { kind: "audio", mimeType: `audio/${short}` });
  await mallory.does("location", { latitude: 1, longitude: 2, name: nasty[0], address: nasty[5] });
  await mallory.does("contacts", { contacts: [{ name: nasty[2], phone: nasty[4] }] });
  await mallory.does("kind", { kind: "poll" });
  const conversation = await mallory.conversation(api);
  const eve = await customer(request, nasty[5]!);
  await eve.say(nasty[0]!, { line: "twilio" });
  await eve.does("media", { kind: "document", line: "twilio", fileName: nasty[0], caption: nasty[2] });
  await eve.does("location", { latitude: 1, longitude: 2, line: "twilio", name: nasty[0], address: nasty[1] });

  const label = await api("POST", "/api/inbox/labels", { name: `${short} ${Math.random()}`, colour: "#ff0000" });
  await api("PATCH", `/api/inbox/conversations/${conversation}`, {
    labels: [label.id],
    notes: nasty.join("\n").replaceAll("\0", ""),
    contact_name: nasty[3],
    customer_email: "o'evil+onload@evil.invalid",
  });
  await api("POST", `/api/inbox/conversations/${conversation}/notes`, { text: nasty[0] });
  await api("POST", `/api/inbox/conversations/${conversation}/messages`, { text: nasty[3] });
  await mallory.does("", { failsWith: 131026 });
  await api("POST", `/api/inbox/conversations/${conversation}/messages`, { text: nasty[1] });
  const shortcut = `<b\u2007data-evil>${Math.random()}`.replaceAll(/\s/g, "");
  const canned = await api("POST", "/api/inbox/canned", { shortcut, text: nasty[0] });
  const rule = { keyword: `${nasty[4]}, ${nasty[0]}`, match: "exact", answer: nasty[1], describes: nasty[2] };
  const { id: ruleId } = await api("POST", "/api/bot/rules", rule);

  const lot = await api("POST", "/api/parking/lots", {
    name: nasty[0],
    currency: "EUR",
    rate_cents_per_hour: 100,
    // The welcome credit is in the currency of the first lot.
    minimum_balance_cents: 0,
    spots: [{ code: short }, { code: '"onload=evil=1' }],
  });
  const booking = await api("POST", "/api/parking/bookings", { phone: `+${mallory.number}`, spot_id: lot.spots[0].id });
  await api("POST", `/api/parking/bookings/${booking.id}/cancel`, { note: nasty[0] });
  await api("POST", `/api/accounts/${booking.account_id}/adjustments`, { amount_cents: 500, reason: nasty[2] });
  const device = await api("POST", "/api/devices", { name: nasty[0], spot_id: lot.spots[1].id });
  await api("POST", "/api/keys", { name: nasty[0], role: "viewer" });
  await api("POST", "/api/people", { name: nasty[2], email: `x${Math.random()}@evil.invalid`, role: "agent" });
  const tidy = async () => {
    await api("DELETE", `/api/bot/rules/${ruleId}`);
    await api("DELETE", `/api/inbox/canned/${canned.id}`);
    await api("DELETE", `/api/devices/${device.id}`);
  };
  return { conversation, lot, booking, device, tidy };
}

test("nothing that a stranger writes is run, on any page", async ({ page, api, enter, request, bellhop }, info) => {
  test.setTimeout(120_000);
  const { conversation, lot, booking, device, tidy } = await mischief(api, request);
  const kinds = new Map<string, number>();
  const told = async () => {
    const { messages } = await api("GET", `/api/table/messages?conversation_id=${conversation}&limit=100`);
    for (const one of messages as { id: number; message_type: string }[]) kinds.set(one.message_type, one.id);
    return [...kinds.keys()];
  };
  const sent = ["text", "image", "document", "audio", "location", "contacts", "unsupported", "edit", "revoke"];
  await expect.poll(told).toEqual(expect.arrayContaining(sent));

  const abroad: string[] = [];
  let under = 0;
  let since = 0;
  const ends = () => {
    under -= 1;
    since = Date.now();
  };
  page.on("requestfinished", ends);
  page.on("requestfailed", ends);
  page.on("request", (one) => {
    under += 1;
    if (!/^(data|blob):/.test(one.url()) && !one.url().startsWith(bellhop.url)) abroad.push(one.url());
  });
  page.on("dialog", (one) => {
    abroad.push(`dialog: ${one.message()}`);
    void one.dismiss();
  });
  // Pages that must show the hostile text, as proof that it is rendered harmlessly and not left out.
  const telling = ["/inbox", `/inbox/${conversation}`, "/messages", "/keys", "/people", "/audit"];
  for (const one of ["", "/canned", "/labels"]) telling.push(`/rules${one}`);
  for (const one of ["", "/bookings", `/bookings/${booking.id}`, "/lots", "/devices", `/drivers/${booking.account_id}`])
    telling.push(`/parking${one}`);
  await enter();
  const visit = async (place: string) => {
    // Within the application, as a user navigates: much faster than loading each page.
    since = Date.now();
    await page.evaluate(`history.pushState({}, "", ${JSON.stringify(`/desk${place}`)})`);
    await expect.poll(() => under === 0 && Date.now() - since > 200, { intervals: [50] }).toBe(true);
    await expect(page.getByRole("heading", { level: 1 }).first()).toBeVisible();
    if (telling.includes(place)) await expect(page.locator("body"), place).toContainText("data-evil");
    await isHarmless(page, place);
  };
  await open(page, `/inbox?q=${encodeURIComponent(nasty[0]!)}`);
  await expect(page.getByRole("region", { name: "Conversations" }).getByRole("listitem").first()).toBeVisible();
  await isHarmless(page, "a search");
  await api("POST", "/api/templates/sync");
  const { templates } = await api("GET", "/api/templates");
  const known = { conversationId: conversation, bookingId: booking.id, accountId: booking.account_id };
  const pages = pagesOf({ ...known, templateId: templates[0].id });
  expect(pages).toEqual(expect.arrayContaining(telling));
  for (const place of pages) await visit(place);
  await visit(`/parking?lot=${lot.id}&spot=${lot.spots[0].id}`);
  await look(page, info, "hostile spot");
  await visit(`/parking/devices?device=${device.id}`);
  await visit("/audit?subject=conversation");
  for (const one of (await page.locator("tbody time").all()).slice(0, 12)) {
    await one.click();
    const entry = page.getByRole("complementary", { name: /^Entry \d+/ });
    await expect(entry).toBeVisible();
    await isHarmless(page, "audit, opened");
    await page.keyboard.press("Escape");
    await expect(entry).toHaveCount(0);
  }
  await visit("/messages");
  for (const [kind, id] of kinds) {
    // Within the application: the table stays.
    await page.evaluate(`history.pushState({}, "", "/desk/messages?message=${id}")`);
    const side = page.getByRole("complementary", { name: `Message ${id}`, exact: true });
    await expect(
      side
        .getByText(/^Raw payload$/)
        .or(side.getByText(/^Provider ID$/))
        .first(),
    ).toBeVisible();
    await isHarmless(page, kind);
  }
  await look(page, info, "hostile message");

  await visit(`/inbox/${conversation}`);
  await expect(page.getByRole("log").getByText(nasty[0]!).first()).toBeVisible();
  await expect(page.getByRole("log").getByText("$t(title) {{name}}")).toBeVisible();
  await look(page, info, "hostile thread");
  await page.getByRole("log").getByRole("button", { name: "Show the raw data" }).last().click();
  await expect(page.getByRole("dialog")).toContainText("raw");
  await isHarmless(page, "raw data");
  await page.keyboard.press("Escape");
  await page.getByRole("textbox", { name: /canned replies/ }).fill("/");
  await expect(page.getByRole("option").first()).toBeVisible();
  await isHarmless(page, "canned replies");
  if (isPhone(page)) await page.getByRole("button", { name: "Details", exact: true }).click();
  await expect(page.getByRole("link", { name: "Write an e-mail" })).toHaveAttribute("href", /^mailto:o'evil%2Bonload/);
  await isHarmless(page, "details");
  await look(page, info, "hostile details");
  expect(abroad).toEqual([]);
  await tidy();
});
