// The Desk in a real browser, for benchmarks: signed in, at the inbox.
import { type Browser, type Page, chromium as playwright } from "@playwright/test";
import { chromium } from "../test/browser/chromium.ts";

const admin = { email: "ada@bellhop.bench", password: "a counter with a brass bell" };

/** What a Bellhop needs in its environment for `deskPage`. */
export const deskAdmin = { ADMIN_EMAIL: admin.email, ADMIN_PASSWORD: admin.password };

/** Opens the inbox of the Bellhop at `site`. */
export async function deskPage(site: string): Promise<{ browser: Browser; page: Page }> {
  const program = await chromium();
  const browser = await playwright.launch({
    ...(program ? { executablePath: program } : { channel: "chrome" }),
    args: ["--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage"],
  });
  try {
    const page = await browser.newPage({ viewport: { width: 1440, height: 900 } });
    const entered = await page.request.post(`${site}/api/auth/sign-in/email`, { data: admin });
    if (!entered.ok()) throw new Error(`signing in was answered with ${entered.status()}`);
    await page.goto(`${site}/desk/inbox`);
    await page.getByRole("main").getByRole("listitem").first().waitFor();
    return { browser, page };
  } catch (error) {
    await browser.close();
    throw error;
  }
}

/** Prints how long something took, in ms. */
export function tell(what: string, took: number[], goal: string): void {
  const sorted = took.toSorted((a, b) => a - b);
  const part = (p: number) => `${(sorted[Math.floor(sorted.length * p)] ?? Number.NaN).toFixed(1)} ms`;
  console.log(
    `${what}: ${took.length}, p50 ${part(0.5)}, p95 ${part(0.95)}, p99 ${part(0.99)}, max ${sorted.at(-1)?.toFixed(1)} ms (goal ${goal})`,
  );
}
