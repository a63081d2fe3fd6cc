// Rules in the Desk: a rule with a condition and further actions, rules that are pasted, and a trial on messages of the past.
import type { Page } from "@playwright/test";
import { expect, look, open, own, test } from "./desk.ts";

const dialog = (page: Page) => page.getByRole("dialog");

test.beforeEach(({ enter }) => enter("admin"));

test("a rule says when, if and then, in the form and in the list", async ({ page, api }, info) => {
  const word = `gate${own()}`;
  await open(page, "/rules");
  await page.getByRole("button", { name: "New rule" }).click();
  await dialog(page).getByLabel("Words").fill(word);
  await dialog(page).getByRole("combobox", { name: "Conditions" }).click();
  await page.getByRole("option", { name: "Working hours" }).click();
  await dialog(page).getByRole("textbox", { name: "Answer" }).fill("The gate is open {{hours}}.");
  await dialog(page).getByRole("combobox", { name: "What else is done" }).click();
  await page.getByRole("option", { name: "Wait, then go on" }).click();
  await dialog(page).getByRole("combobox", { name: "What else is done" }).click();
  await page.getByRole("option", { name: "Write an internal note" }).click();
  await dialog(page).getByRole("textbox", { name: "Write an internal note" }).fill("asked for the gate");
  await look(page, info, "rule-form");
  await dialog(page).getByRole("button", { name: "Try on past messages" }).click();
  const trial = page.getByRole("dialog", { name: "Try on past messages" });
  await trial.getByRole("button", { name: "Try", exact: true }).click();
  await expect(trial.getByText(/messages would be answered otherwise/)).toBeVisible();
  await look(page, info, "rule-trial");
  await page.keyboard.press("Escape");
  await page.getByRole("dialog", { name: "New rule" }).getByRole("button", { name: "Save" }).click();
  const line = page.getByRole("listitem").filter({ hasText: word });
  await expect(line).toContainText("if outside working hours");
  await expect(line).toContainText("wait 60 min, unless the customer writes, Write an internal note");
  await look(page, info, "rules-list");
  await line.getByRole("button", { name: /^Change/ }).click();
  await dialog(page)
    .getByRole("button", { name: /^Take away: Working hours/ })
    .click();
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expect(line).not.toContainText("if outside working hours");
  const { rules } = await api("GET", "/api/bot/rules");
  const made = (rules as { id: number; keyword: string }[]).find(({ keyword }) => keyword === word)!;
  await api("DELETE", `/api/bot/rules/${made.id}`);
});

test("several rules are pasted, and a line that is none is said", async ({ page }, info) => {
  await open(page, "/rules");
  await page.getByRole("button", { name: "Add several" }).click();
  await dialog(page)
    .getByLabel("Keywords and templates")
    .fill("{\n  'order': 'order_status_template',\n  what is this\n}");
  await expect(dialog(page).getByText("Line 3: “what is this” is no keyword with a template.")).toBeVisible();
  await expect(dialog(page).getByRole("button", { name: "Add 1 rules" })).toBeVisible();
  await look(page, info, "rules-several");
});

test("a number gets working hours and a holiday", async ({ page, api }, info) => {
  await open(page, "/numbers");
  const card = page.getByRole("region", { name: "Working hours of +1 415 523 8886" });
  await expect(card).toContainText("Open at all times");
  await card.getByRole("button", { name: /^Change/ }).click();
  await dialog(page).getByLabel("This number has working hours").click();
  await dialog(page).getByLabel("Time zone").fill("Europe/Berlin");
  await dialog(page).getByRole("button", { name: "Add a holiday" }).click();
  await dialog(page).getByLabel("Date").fill("2030-12-25");
  await dialog(page).getByLabel("Called").fill("Christmas");
  await look(page, info, "working-hours");
  await dialog(page).getByRole("button", { name: "Save" }).click();
  await expect(card).toContainText("Monday 09:00–17:00");
  await expect(card).toContainText("(Europe/Berlin, holidays: 1)");
  const { numbers } = await api("GET", "/api/numbers");
  for (const { id } of numbers) await api("PUT", `/api/numbers/${id}/hours`, { hours: null });
});
