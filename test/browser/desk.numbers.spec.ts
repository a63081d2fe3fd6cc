// Numbers in the Desk, in a Bellhop that nobody configured: added with a check step by step, edited, removed, and one that messages came for.
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import type { Page } from "@playwright/test";
import { openTwoAccounts, type TwoAccounts } from "../support/two-accounts.ts";
import { deliverForUnknownNumber } from "../support/unknown-number.ts";
import { start } from "./bellhop.ts";
import { test as base, expect, look, open } from "./desk.ts";

type Own = { url: string; apiKey: string; providers: TwoAccounts };

/** A server of its own with two accounts at each provider instead of the simulator. */
const test = base.extend<object, { own: Own }>({
  own: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the required fixtures from this pattern
    async ({}, use) => {
      const providers = await openTwoAccounts();
      const directory = await mkdtemp(path.join(tmpdir(), "bellhop-numbers-"));
      const { child, url, apiKey }: { child: ChildProcess; url: string; apiKey: string } = await start(
        directory,
        providers.env,
      );
      await use({ url, apiKey, providers });
      child.kill("SIGTERM");
      await once(child, "exit");
      await providers.close();
      await rm(directory, { recursive: true, force: true });
    },
    { scope: "worker", timeout: 90_000 },
  ],
  bellhop: [async ({ own }, use) => use(own), { scope: "worker", timeout: 90_000 }],
});

const card = (page: Page, text: string) => page.locator("section").filter({ hasText: text });
/** A step of the check, by its name, which its text begins with. */
const step = (page: Page, name: string) =>
  page
    .getByRole("dialog")
    .getByRole("listitem")
    .filter({ hasText: new RegExp(`^${name}( ·|$)`) });

test("a number of Meta is added after every step is well, edited with a new token, and removed", async ({
  page,
  own,
  enter,
}, info) => {
  const [account] = own.providers.accounts;
  const { meta, sim } = account;
  sim.account.change({ subscribed: false });
  await enter();
  await open(page, "/numbers");
  await expect(page.getByRole("main")).toContainText("No number yet");
  await page.getByRole("button", { name: "Add a number" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Phone number id").fill(meta.phoneNumberId);
  await dialog.getByLabel("WABA id").fill(meta.businessAccountId);
  await dialog.getByLabel(/^Access token/).fill("EAAG-a-token-that-ended");
  await dialog.getByLabel(/^App secret/).fill(meta.appSecret);
  await dialog.getByLabel(/^Verify token/).fill(meta.verifyToken);
  await dialog.getByRole("button", { name: "Check and add" }).click();
  await expect(step(page, "Access")).toContainText("Meta does not accept the access token");
  await expect(step(page, "Access")).toContainText("generate a token without expiry");
  await look(page, info, "numbers refused");

  await dialog.getByLabel(/^Access token/).fill(meta.accessToken);
  await dialog.getByRole("button", { name: "Check and add" }).click();
  await expect(step(page, "Webhooks")).toContainText("so no message would come in");
  await expect(step(page, "App secret")).toContainText("is that of the app");
  await step(page, "Webhooks").getByRole("button", { name: "Subscribe the app" }).click();
  await expect(step(page, "Webhooks")).toContainText("webhooks come to the app");
  await look(page, info, "numbers checked");
  // The test's address is local, which real providers cannot reach: it is said, and does not stand in the way.
  await expect(step(page, "Public address")).toContainText("Set PUBLIC_URL");
  await dialog.getByRole("button", { name: "Add it all the same" }).click();
  await expect(dialog).toContainText("/api/whatsapp/webhook/");
  await look(page, info, "numbers next");
  await dialog.getByRole("button", { name: "Done" }).click();
  const added = card(page, meta.phoneNumberId);
  await expect(added).toContainText("Added here");
  await expect(added).toContainText(`••••${meta.accessToken.slice(-4)}`);
  await expect(page.locator("body")).not.toContainText(meta.accessToken);
  await look(page, info, "numbers added");

  const throughput = added.getByLabel("Messages a second");
  await expect(throughput).toHaveAttribute("placeholder", "80, the default");
  await throughput.fill("20");
  await throughput.press("Enter");
  await expect(page.getByText("Saved")).toBeVisible();
  await look(page, info, "numbers throughput");

  await added.getByRole("button", { name: /^Edit/ }).click();
  await dialog.getByLabel(/^Access token/).fill("EAAG-a-wrong-token-0000");
  await dialog.getByRole("button", { name: "Check and save" }).click();
  await expect(step(page, "Access")).toContainText("does not accept");
  await dialog.getByLabel(/^Access token/).fill("");
  await dialog.getByLabel(/^Verify token/).fill("another word of ours");
  await dialog.getByRole("button", { name: "Check and save" }).click();
  await expect(dialog).toHaveCount(0);
  await expect(added).toContainText("••••ours");

  await added.getByRole("button", { name: /^Remove/ }).click();
  await expect(dialog).toContainText("Its conversations stay");
  await dialog.getByRole("button", { name: "Remove" }).click();
  await expect(added).toContainText("Nobody has added this number");
});

test("a number that messages came for is named by an incident and added from there", async ({
  page,
  own,
  api,
  enter,
}, info) => {
  const [first, second] = own.providers.accounts;
  const { numbers } = await api("GET", "/api/numbers");
  // Both apps have one secret here: the number that is there lets the webhooks of the other in.
  if (!numbers.some((one: { configured_by: string | null }) => one.configured_by === "desk"))
    await api("POST", "/api/numbers", {
      ...{ provider: "meta", external_id: first.meta.phoneNumberId, account_id: first.meta.businessAccountId },
      ...{ access_token: first.meta.accessToken, app_secrets: [first.meta.appSecret], verify_token: "a word" },
    });
  const { appSecret } = first.meta;
  const message = { appSecret, phoneNumberId: second.meta.phoneNumberId, text: `hello ${info.project.name}` };
  expect(await deliverForUnknownNumber(own.url, message)).toBe(200);
  await enter();
  await open(page, "/incidents");
  const incident = page.getByRole("listitem").filter({ hasText: "a number that nobody has added" });
  await look(page, info, "numbers incident");
  await incident.getByRole("link", { name: /^Add this number/ }).click();
  const dialog = page.getByRole("dialog");
  await expect(dialog.getByLabel("Phone number id")).toHaveValue(second.meta.phoneNumberId);
  await dialog.getByLabel("WABA id").fill(second.meta.businessAccountId);
  await dialog.getByLabel(/^Access token/).fill(second.meta.accessToken);
  await dialog.getByLabel(/^App secret/).fill(second.meta.appSecret);
  await dialog.getByLabel(/^Verify token/).fill(second.meta.verifyToken);
  await dialog.getByRole("button", { name: "Check and add" }).click();
  await dialog.getByRole("button", { name: "Add it all the same" }).click();
  await dialog.getByRole("button", { name: "Done" }).click();
  await expect(card(page, second.meta.phoneNumberId)).toContainText("Added here");
  await open(page, "/incidents");
  await expect(incident).toHaveCount(0);
  for (const one of (await api("GET", "/api/numbers")).numbers)
    if (one.configured_by === "desk") await api("DELETE", `/api/numbers/${one.id}`);
});

test("a sender of Twilio is added with its account", async ({ page, own, api, enter }, info) => {
  const [{ twilio }] = own.providers.accounts;
  await enter();
  await open(page, "/numbers?add=new");
  const dialog = page.getByRole("dialog");
  await dialog.getByText("Twilio", { exact: true }).click();
  await dialog.getByLabel("Sender").fill(twilio.number);
  await dialog.getByLabel("Account SID").fill(twilio.accountSid);
  await dialog.getByLabel(/^Auth token/).fill(twilio.authToken);
  await dialog.getByRole("button", { name: "Check and add" }).click();
  await expect(step(page, "Access")).toContainText("Twilio accepts the auth token");
  await dialog.getByRole("button", { name: "Add it all the same" }).click();
  await expect(dialog).toContainText("#rc=5");
  await dialog.getByRole("button", { name: "Done" }).click();
  const added = card(page, twilio.number);
  await expect(added).toContainText("Added here");
  await look(page, info, "numbers twilio");
  const { numbers } = await api("GET", "/api/numbers");
  const { id } = numbers.find(({ external_id }: { external_id: string }) => external_id === twilio.number);
  await api("DELETE", `/api/numbers/${id}`);
});
