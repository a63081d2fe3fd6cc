// For browser tests of the simulator's page: open it as a new person, write, show one of its parts.
import type { Locator, Page } from "@playwright/test";
import { expect } from "./bellhop.ts";
import type { Line } from "./customer.ts";

let people = 0;

/** Opens the phone as a person who has not written yet. */
export async function open(page: Page): Promise<Locator> {
  people += 1;
  const chat = await openAs(page, { number: `1555020${String(Date.now()).slice(-4)}${people}`, name: "Robin Hale" });
  await expect(chat.getByRole("button", { name: /slots/ })).toBeVisible();
  await expect(page.getByLabel("Message", { exact: true })).toBeVisible();
  return chat;
}

/** Opens the phone of a person, at their chat on a line. */
export async function openAs(
  page: Page,
  { number, name }: { number: string; name: string },
  line: Line = "meta",
): Promise<Locator> {
  await page.goto("/sim/");
  await expect(page.getByRole("status").first()).toHaveText("online");
  const drawer = page.getByRole("button", { name: /^You write as/ });
  if (await drawer.isVisible()) await drawer.click();
  await page.getByLabel("Number", { exact: true }).fill(`+${number}`);
  await page.getByLabel("Name").fill(name);
  await page.getByRole("button", { name: "Use this number" }).click();
  // Until this is shown, messages would come from the previous person.
  await expect(page.locator("#people-open")).toContainText(name);
  if (line === "twilio") await page.getByRole("radio", { name: /Twilio/ }).check();
  return page.getByRole("log", { name: "Messages" });
}

/** Writes a message. */
export async function say(page: Page, text: string): Promise<void> {
  await page.getByLabel("Message", { exact: true }).fill(text);
  await page.getByRole("button", { name: "Send", exact: true }).click();
}

/** Shows a part of the page, where a switch selects it. */
export async function show(page: Page, part: "Phone" | "Car park" | "Make it misbehave"): Promise<void> {
  const choice = page.getByRole("radio", { name: new RegExp(`^${part}`) });
  if (await choice.isVisible()) await choice.check();
}
