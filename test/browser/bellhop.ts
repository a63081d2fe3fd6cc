// For browser tests: a Bellhop of their own in a temporary folder, and a page that records all errors in it.
import { type ChildProcess, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { test as base, expect } from "@playwright/test";
import { freePort } from "../support/port.ts";

/** A running server: its address, and an admin's API key. */
export type Bellhop = { url: string; apiKey: string };

/** The first admin of each server. */
export const admin = { email: "ada@bellhop.test", password: "a counter with a brass bell" };

const root = path.join(import.meta.dirname, "../..");

/** Starts a server that keeps its data in a folder. `given`: environment variables, with PORT if another has to know it. */
export async function start(
  directory: string,
  given: Record<string, string> = {},
): Promise<Bellhop & { child: ChildProcess; said: () => string }> {
  const port = Number(given.PORT ?? (await freePort()));
  const apiKey = randomBytes(24).toString("hex");
  // Neither a .env file nor the environment of whoever runs the tests may turn the simulator off.
  const inherited = Object.fromEntries(
    Object.entries(process.env).filter(([name]) => ["PATH", "HOME", "TMPDIR", "TEMP", "SystemRoot"].includes(name)),
  );
  const child = spawn(process.execPath, [path.join(root, "server/main.ts")], {
    cwd: directory,
    env: {
      ...inherited,
      PORT: String(port),
      MQTT_PORT: String(await freePort()),
      DATA_DIR: path.join(directory, "data"),
      BELLHOP_API_KEY: apiKey,
      ADMIN_EMAIL: admin.email,
      ADMIN_PASSWORD: admin.password,
      ...given,
    },
    stdio: ["ignore", "pipe", "pipe"],
  });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.setEncoding("utf8").on("data", (text) => (said += text));
  const url = `http://localhost:${port}`;
  for (let waited = 0; waited < 60_000; waited += 100) {
    if (child.exitCode !== null) throw new Error(`The server ended: ${said}`);
    const ready = await fetch(`http://127.0.0.1:${port}/readyz`).catch(() => null);
    if (ready?.ok) return { url, apiKey, child, said: () => said };
    await sleep(100);
  }
  child.kill("SIGKILL");
  throw new Error(`The server did not become ready: ${said}`);
}

/** `bellhop` is one server for all tests of a run; `pageErrors` are the page's errors so far, and must be empty at the end. */
export const test = base.extend<{ pageErrors: string[] }, { bellhop: Bellhop }>({
  bellhop: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the required fixtures from this pattern
    async ({}, use) => {
      const directory = await mkdtemp(path.join(tmpdir(), "bellhop-browser-"));
      const { child, said, ...bellhop } = await start(directory);
      await use(bellhop);
      child.kill("SIGTERM");
      const [code] = await once(child, "exit");
      await rm(directory, { recursive: true, force: true });
      expect(code, said()).toBe(0);
    },
    { scope: "worker", timeout: 90_000 },
  ],
  baseURL: ({ bellhop }, use) => use(bellhop.url),
  pageErrors: [
    async ({ page }, use) => {
      const pageErrors: string[] = [];
      page.on("console", (message) => {
        if (message.type() === "error" || message.type() === "warning") pageErrors.push(message.text());
      });
      page.on("pageerror", (error) => pageErrors.push(String(error)));
      page.on("response", (response) => {
        if (response.status() >= 400) pageErrors.push(`${response.status()} ${response.url()}`);
      });
      await use(pageErrors);
      expect(pageErrors).toEqual([]);
    },
    { auto: true },
  ],
});

export { expect };
