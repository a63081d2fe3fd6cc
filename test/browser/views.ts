// A look at what a page shows, in light and in dark: barriers, and what sticks out to the side; and a picture of it.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import type { Page, TestInfo } from "@playwright/test";
import { expect } from "./bellhop.ts";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");
const pictures = path.join(import.meta.dirname, "../../.tmp");

/** Resolves when a change of the scheme is drawn, and nothing moves any more but what always does. */
const settled = `new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn)))
  .then(() => Promise.all(document.getAnimations().filter(({ effect }) => effect.getComputedTiming().iterations !== Infinity)
    .map(({ finished }) => finished.catch(() => {}))))`;

type Violation = { id: string; impact: string; nodes: { html: string; failureSummary: string }[] };

/** What assistive technology would stumble over, by all rules or by those that some colours may break. */
async function barriers(page: Page, rules: "all" | "colours"): Promise<string[]> {
  // As text and not as a script of the page: the page's own policy lets no foreign script in. It is there until the next page is loaded.
  if (!(await page.evaluate("'axe' in globalThis"))) await page.evaluate(axe);
  const runOnly = rules === "all" ? {} : { runOnly: ["color-contrast", "link-in-text-block"] };
  // What passes need not be described, and all styles are here already.
  const options = { ...runOnly, resultTypes: ["violations"], preload: false };
  const run = `axe.run(${JSON.stringify(options)}).then(({ violations }) => violations)`;
  const found = (await page.evaluate(run)) as Violation[];
  return found
    .filter(({ impact }) => impact === "serious" || impact === "critical")
    .map(({ id, nodes }) => `${id}: ${nodes.map((node) => `${node.html} ${node.failureSummary}`).join("\n")}`);
}

/** What is shown has no barriers, sticks out to no side, and is kept as a picture. */
export async function look(page: Page, info: TestInfo, name: string): Promise<void> {
  await expect(page.locator(":not(.mantine-Button-loader) > .mantine-Loader-root:visible")).toHaveCount(0);
  expect(await page.evaluate("document.documentElement.scrollWidth - innerWidth")).toBeLessThanOrEqual(0);
  const own = info.project.use.colorScheme === "dark" ? "dark" : "light";
  for (const colorScheme of [own === "dark" ? "light" : "dark", own] as const) {
    await page.emulateMedia({ colorScheme });
    // Colours that fade would be judged half-way.
    await page.evaluate(settled);
    // The other scheme has the same structure.
    expect(await barriers(page, colorScheme === own ? "all" : "colours"), colorScheme).toEqual([]);
  }
  await page.screenshot({ path: path.join(pictures, `${name} ${info.project.name}.png`) });
}
