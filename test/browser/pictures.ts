// Takes the screenshots of the README: a Bellhop with a year of made-up data, a car park in use, and a chat in progress.
import { execFileSync } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { type Bellhop, start } from "./bellhop.ts";
import { test as base, open } from "./desk.ts";

const root = path.join(import.meta.dirname, "../..");
const folder = path.join(root, "docs/pictures");

const test = base.extend<object, { bellhop: Bellhop }>({
  bellhop: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the required fixtures from this pattern
    async ({}, use) => {
      const directory = await mkdtemp(path.join(tmpdir(), "bellhop-pictures-"));
      const env = { PATH: process.env.PATH, DATA_DIR: path.join(directory, "data") };
      const seed = [path.join(root, "server/cli.ts"), "seed", "--messages", "30000", "--conversations", "900"];
      execFileSync(process.execPath, seed, { cwd: directory, env, stdio: "inherit" });
      const { child, said: _, ...bellhop } = await start(directory);
      await use(bellhop);
      child.kill("SIGTERM");
      await rm(directory, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
    },
    { scope: "worker", timeout: 240_000 },
  ],
});

const shoot = async (page: Page, name: string) => {
  await page.waitForLoadState("networkidle").catch(() => {});
  await page.waitForTimeout(600);
  await page.screenshot({ path: path.join(folder, `${name}.png`) });
};

test("the pictures of the README", async ({ page, request, api, enter }) => {
  const sim = async (where: string, data: object = {}) => {
    const answer = await request.post(`/sim/api/${where}`, { data });
    if (!answer.ok()) throw new Error(`${where}: ${answer.status()} ${await answer.text()}`);
  };
  const write = (phone: string, text: string) => sim(`phones/${phone}/write`, { text, line: "meta" });
  const pause = (ms: number) => page.waitForTimeout(ms);
  await api("POST", "/api/parking/lots", {
    name: "Market Square",
    currency: "USD",
    time_zone: "Europe/Berlin",
    rate_cents_per_hour: 250,
    spots: "D1 D2 D3 D4 D5 D6 D7 D8 E1 E2 E3 E4 E5 E6 E7 E8".split(" ").map((code) => ({ code })),
  });
  const { lots } = await api("GET", "/api/parking/lots");
  const lot = lots.find((one: { name: string }) => one.name === "Market Square");
  await sim("park/open");
  await pause(4_000);
  const spots: { id: number; code: string }[] = lot.spots;
  for (const [n, { code }] of spots.entries())
    if (n % 3 === 1) {
      await api("POST", "/api/parking/bookings", { phone: `+49301234${500 + n}`, spot_id: spots[n]!.id });
      if (n % 2 === 0) await sim("park/drive-in", { code, lot: "Market Square" }).catch(() => {});
    }
  await sim("park/drive-in", { code: "E8", lot: "Market Square" }).catch(() => {});

  await sim("phones/15550100001/", { name: "Mia Sanchez" });
  await write("15550100001", "Good morning! Is there a spot near the market for two hours?");
  await pause(1_500);
  await enter();
  const { conversations } = await api("GET", "/api/inbox/conversations?q=15550100001");
  await open(page, `/inbox/${conversations[0].id}`);
  await page.getByRole("log").waitFor();
  const reply = page.getByRole("textbox", { name: /^Write a reply/ });
  await reply.fill(
    "Good morning Mia! Yes, ten are free at Market Square. Write slots to see them, or book D3 to take one.",
  );
  await reply.press("Enter");
  await pause(2_500);
  await write("15550100001", "book D3");
  await pause(3_000);
  await write("15550100001", "Perfect, thank you!");
  await pause(2_500);
  await shoot(page, "inbox");

  await open(page, `/parking?lot=${lot.id}`);
  await page.getByRole("button", { name: /^D3/ }).click();
  await shoot(page, "map");
  await open(page, "/overview");
  await pause(1_500);
  await shoot(page, "overview");

  await page.setViewportSize({ width: 390, height: 844 });
  await open(page, "/inbox");
  await shoot(page, "inbox-phone");
});
