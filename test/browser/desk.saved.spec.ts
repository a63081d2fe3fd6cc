// Rules and canned replies that send more than text: made in the Desk, shown as the customer sees them, and sent on both lines.
import { customer } from "./customer.ts";
import { expect, look, open, own, test } from "./desk.ts";
import { pdf, photo } from "./sample-files.ts";

test("a rule answers with buttons, and one with a file", async ({ page, enter, api, request, pageErrors }, info) => {
  const [word, other] = [`offer${own()}`, `plan${own()}`];
  await enter("admin");
  await open(page, "/rules");
  await page.getByRole("button", { name: "New rule" }).click();
  const dialog = page.getByRole("dialog");
  const pick = async (kind: string) => {
    await dialog.getByRole("combobox", { name: "What it sends" }).click();
    await page.getByRole("option", { name: kind, exact: true }).click();
  };
  await dialog.getByLabel("Words").fill(word);
  await pick("Buttons");
  await dialog.getByRole("textbox", { name: "Text" }).fill("Shall we keep it, {{name}}?");
  await dialog.getByRole("textbox", { name: "Buttons" }).fill("Yes, please\nA title that is far too long for it");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog.getByRole("alert")).toContainText("far too long");
  expect(pageErrors.splice(0).every((one) => one.includes("400"))).toBe(true);
  await dialog.getByRole("textbox", { name: "Buttons" }).fill("Yes, please\nNo");
  await look(page, info, "rule buttons");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);
  const line = page.getByRole("listitem").filter({ hasText: word });
  await expect(line.getByRole("listitem").filter({ hasText: "Yes, please" })).toBeVisible();

  await page.getByRole("button", { name: "New rule" }).click();
  await dialog.getByLabel("Words").fill(other);
  await pick("File");
  await dialog
    .getByLabel("Choose a file")
    .and(page.locator("input"))
    .setInputFiles({
      ...{ name: "plan.jpg", mimeType: "image/jpeg" },
      buffer: await photo(400, 300),
    });
  await expect(dialog.getByRole("img", { name: "plan.jpg" })).toBeVisible();
  await dialog.getByRole("textbox", { name: "Caption" }).fill("The plan");
  await look(page, info, "rule file");
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(dialog).toHaveCount(0);

  await page.getByLabel("A customer writes").fill(word);
  await page.getByRole("button", { name: "Try", exact: true }).click();
  await expect(page.getByRole("complementary").getByText("Shall we keep it, Robin?")).toBeVisible();
  await look(page, info, "rules with content");

  for (const channel of ["meta", "twilio"] as const) {
    const noa = await customer(request, `Noa ${own()}`);
    await noa.say(word, { line: channel });
    await noa.heard("Shall we keep it, Noa", channel);
    expect((await noa.chat(channel)).at(-1)).toMatchObject({ content: { type: "buttons" } });
    await noa.say(other, { line: channel });
    const last = async () => (await noa.chat(channel)).at(-1);
    await expect.poll(last).toMatchObject({ from: "business", content: { type: "media", caption: "The plan" } });
  }
  for (const { id, keyword } of (await api("GET", "/api/bot/rules")).rules)
    if (keyword === word || keyword === other) await api("DELETE", `/api/bot/rules/${id}`);
});

test("a canned reply with content is looked at, changed and sent; one with a file too", async ({
  page,
  enter,
  api,
  request,
}, info) => {
  const [choice, paper] = [`choice${own()}`, `paper${own()}`];
  const buttons = [{ id: "menu", title: "Menu" }];
  await api("POST", "/api/inbox/canned", {
    shortcut: choice,
    content: { type: "buttons", text: "What now, {{name}}?", buttons },
  });
  await enter("agent");
  await open(page, "/rules/canned");
  await page.getByRole("button", { name: "New reply" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Shortcut").fill(paper);
  await dialog.getByRole("combobox", { name: "What it sends" }).click();
  await page.getByRole("option", { name: "File", exact: true }).click();
  await dialog
    .getByLabel("Choose a file")
    .and(page.locator("input"))
    .setInputFiles({
      ...{ name: "prices.pdf", mimeType: "application/pdf" },
      buffer: pdf(["Prices"]),
    });
  await expect(dialog.getByText("prices.pdf")).toBeVisible();
  await dialog.getByRole("button", { name: "Save" }).click();
  await expect(page.getByRole("listitem").filter({ hasText: `/${paper}` })).toContainText("prices.pdf");
  await look(page, info, "canned with content");

  const kai = await customer(request, `Kai ${own()}`);
  await kai.say("Hello?");
  await open(page, `/inbox/${await kai.conversation(api)}`);
  const reply = page.getByRole("textbox", { name: "Write a reply; / for canned replies" });
  await reply.fill(`/${choice}`);
  await expect(page.getByRole("option", { name: `/${choice}` })).toBeVisible();
  await reply.press("Enter");
  await expect(dialog.getByText("What now, Kai")).toBeVisible();
  await look(page, info, "canned look");
  await dialog.getByRole("button", { name: "Change it first" }).click();
  await dialog.getByRole("textbox", { name: "Text" }).fill("What shall we do now?");
  await dialog.getByRole("button", { name: "Send" }).click();
  await kai.heard("What shall we do now?");
  expect((await kai.chat()).at(-1)).toMatchObject({ content: { type: "buttons" } });
  await reply.fill(`/${paper}`);
  await expect(page.getByRole("option", { name: `/${paper}` })).toBeVisible();
  await reply.press("Enter");
  await dialog.getByRole("textbox", { name: "Caption" }).fill("As promised");
  await dialog.getByRole("button", { name: "Send" }).click();
  await expect
    .poll(async () => (await kai.chat()).at(-1))
    .toMatchObject({ content: { type: "media", caption: "As promised" } });
  await expect(page.getByRole("log").getByRole("article").last()).toContainText("Delivered");
});
