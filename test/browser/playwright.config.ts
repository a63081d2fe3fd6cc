// Browser tests: a real server, and the Chromium that ships inside @sparticuz/chromium. `npx playwright test -c test/browser`.
import path from "node:path";
import { defineConfig } from "@playwright/test";
import { chromium } from "./chromium.ts";

const program = await chromium();
const root = path.join(import.meta.dirname, "../..");

/**
 * Each story is told at both sizes, on the phone for somebody who asks for less motion. Whatever is looked at on the way is looked at in both
 * schemes, see views.ts.
 */
const sizes = {
  desktop: { viewport: { width: 1440, height: 900 }, colorScheme: "light" },
  phone: {
    viewport: { width: 390, height: 844 },
    colorScheme: "dark",
    hasTouch: true,
    contextOptions: { reducedMotion: "reduce" },
  },
} as const;

export default defineConfig({
  testDir: import.meta.dirname,
  testMatch: "*.spec.ts",
  outputDir: path.join(root, ".tmp/browser"),
  // A server and a browser for each size, at the same time: stories mostly wait for providers and boards.
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: process.env.BROWSER_REPORT ? [["list"], ["json", { outputFile: process.env.BROWSER_REPORT }]] : "list",
  use: {
    ...(program ? {} : { channel: "chrome" }),
    launchOptions: {
      ...(program ? { executablePath: program } : {}),
      // The sandbox refuses root; the rest keeps Chromium from calling anybody.
      args: [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-dev-shm-usage",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--no-first-run",
        "--font-render-hinting=none",
      ],
    },
    locale: "en-GB",
    timezoneId: "UTC",
    trace: "off",
  },
  projects: Object.entries(sizes).map(([name, use]) => ({ name, use })),
});
