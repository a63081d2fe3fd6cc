// Checks what a page shows in light and dark mode: accessibility, and elements that overflow sideways; and takes a screenshot.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { Page, TestInfo } from "@playwright/test";
import { expect } from "./bellhop.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pictures = path.join(import.meta.dirname, "../../.tmp");

/** Resolves when a change of the colour scheme is drawn and only endless animations are still running. */
const settled = `new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
  .then(() => Promise.all(document.getAnimations().filter(({ effect }) => effect.getComputedTiming().iterations !== Infinity)
    .map(({ finished }) => finished.catch(() => {}))))`;

type Violation = { id: string; impact: string; nodes: { html: string; failureSummary: string }[] };

/** Accessibility violations, by all rules or only by those that depend on colours. */
async function barriers(page: Page, rules: "all" | "colours"): Promise<string[]> {
  // Evaluated as text and not added as a script: the page's content security policy forbids other scripts. It stays until the next page is loaded.
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(axe);
  const runOnly = rules === "all" ? {} : { runOnly: ["color-contrast", "link-in-text-block"] };
  // Only violations are reported, and all styles are loaded already.
  const options = { ...runOnly, resultTypes: ["violations"], preload: false };
  const run = `axe.run(${JSON.stringify(options)}).then(({ violations }) => violations)`;
  const found = (await page.evaluate(run)) as Violation[];
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join("\n")}`);
}

/** Checks that what is shown has no accessibility violations and does not overflow, and saves a screenshot. */
export async function look(page: Page, info: TestInfo, name: string): Promise<void> {
  await expect(page.locator(":not(.mantine-Button-loader) > .mantine-Loader-root:visible")).toHaveCount(0);
  expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
  const own = info.project.use.colorScheme === "dark" ? "dark" : "light";
  for (const colorScheme of [own === "dark" ? "light" : "dark", own] as const) {
    await page.emulateMedia({ colorScheme });
    // The Desk's script follows the browser's scheme a moment later; other pages have no such mark.
    await expect(
      page.locator(`html:is([data-mantine-color-scheme="${colorScheme}"], :not([data-mantine-color-scheme]))`),
    ).toHaveCount(1);
    // Colours in the middle of a transition would be checked.
    await page.evaluate(settled);
    // The other scheme has the same structure, so only the colours are checked.
    expect(await barriers(page, colorScheme === own ? "all" : "colours"), colorScheme).toEqual([]);
  }
  await page.screenshot({ path: path.join(pictures, `${name} ${info.project.name}.png`) });
}
