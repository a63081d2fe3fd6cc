// Browser tests: a real server, and the Chromium of the package @sparticuz/chromium. `npx playwright test -c test/browser`.
import path from "node:path";
import { defineConfig } from "@playwright/test";
import { chromium } from "./chromium.ts";

const program = await chromium();
const root = path.join(import.meta.dirname, "../..");

/** Each test runs at both sizes, on the phone with reduced motion. The checks of views.ts run in both colour schemes. */
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
  // A server and a browser for each size, at the same time: tests mostly wait for providers and devices.
  workers: 2,
  fullyParallel: false,
  forbidOnly: true,
  timeout: 60_000,
  expect: { timeout: 15_000 },
  reporter: process.env.BROWSER_REPORT ? [["list"], ["json", { outputFile: process.env.BROWSER_REPORT }]] : "list",
  use: {
    // An element that does not come fails its step and not the whole test.
    actionTimeout: 20_000,
    ...(program ? {} : { channel: "chrome" }),
    launchOptions: {
      ...(program ? { executablePath: program } : {}),
      // The sandbox does not work for root; the other flags keep Chromium from contacting other servers.
      args: [
        "--no-sandbox",
        // A microphone that beeps, without a question whether it may be used.
        "--use-fake-device-for-media-stream",
        "--use-fake-ui-for-media-stream",
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
