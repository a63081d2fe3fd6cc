// Mail and alarms in the Desk, with a small mail server: a test mail with its answer, the kinds that are told, and an invitation by mail.
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { type SmtpServer, startSmtp } from "../support/smtp-server.ts";
import { type Bellhop, start } from "./bellhop.ts";
import { test as base, expect, isPhone, look, open } from "./desk.ts";

/** A server of its own with a mail server and no webhook. */
const test = base.extend<object, { own: Bellhop & { smtp: SmtpServer } }>({
  own: [
    // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the names of the required fixtures from this pattern
    async ({}, use) => {
      const smtp = await startSmtp();
      const directory = await mkdtemp(path.join(tmpdir(), "bellhop-alarms-"));
      const mail = { SMTP_URL: smtp.url, MAIL_FROM: "Bellhop <desk@bellhop.test>" };
      const { child, url, apiKey } = await start(directory, mail);
      await use({ url, apiKey, smtp });
      child.kill("SIGTERM");
      await once(child, "exit");
      smtp.close();
      await rm(directory, { recursive: true, force: true });
    },
    { scope: "worker", timeout: 90_000 },
  ],
  bellhop: [async ({ own }, use) => use(own), { scope: "worker", timeout: 90_000 }],
});

test("an admin tests the mail, sees what the server answers, and chooses what is told", async ({
  page,
  own: { smtp },
  enter,
}, info) => {
  await enter();
  await open(page, "/settings");
  const sheet = page.locator("section").filter({ hasText: "Mail and alarms" });
  await expect(sheet).toContainText("from Bellhop <desk@bellhop.test>");
  await expect(sheet).toContainText("Alarms go to ada@bellhop.test");
  await expect(sheet).toContainText("Off: no webhook is set");
  await sheet.getByLabel("Test mail to").fill("ops@bellhop.test");
  smtp.replies.RCPT = "550 5.1.1 no such person";
  await sheet.getByRole("button", { name: "Send a test mail" }).click();
  await expect(sheet.getByRole("status")).toContainText("550 5.1.1 no such person");
  await look(page, info, "alarms");
  delete smtp.replies.RCPT;
  await sheet.getByRole("button", { name: "Send a test mail" }).click();
  await expect(sheet.getByRole("status")).toContainText("250 2.0.0 queued as 1A2B");
  expect(smtp.received).toContainEqual(expect.objectContaining({ to: "ops@bellhop.test" }));

  const disk = sheet.getByRole("switch", { name: "The disk is nearly full" });
  await expect(disk).toBeChecked();
  await disk.click({ force: true });
  await expect(disk).not.toBeChecked();
  await page.reload();
  await expect(disk).not.toBeChecked();
});

test("an invitation is mailed, and its link can be copied all the same", async ({ page, own: { smtp }, enter }) => {
  const to = `bo.${isPhone(page) ? "phone" : "desktop"}@bellhop.test`;
  await enter();
  await open(page, "/people");
  await page.getByRole("button", { name: "Invite a person" }).click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel("Name").fill("Bo Lund");
  await dialog.getByLabel("E-mail").fill(to);
  await dialog.getByRole("button", { name: "Create link" }).click();
  await expect(page.getByRole("dialog")).toContainText(`It is on its way to ${to}`);
  const url = await page.getByLabel("One-time link").textContent();
  await expect
    .poll(() => smtp.received.find((mail) => mail.to === to)?.body ?? "", { timeout: 25_000 })
    .toContain(url!.trim());
});

test("who forgot their password chooses another by a mailed link", async ({
  page,
  api,
  own: { smtp },
  pageErrors,
}, info) => {
  const email = `forgetful.${isPhone(page) ? "phone" : "desktop"}.${info.project.name.replace(/\W/g, "")}@bellhop.test`;
  await api("POST", "/api/people", { name: "Fay Getful", email, role: "agent" });
  await page.goto("/desk/sign-in");
  await page.getByLabel("E-mail").fill(email);
  await page.getByRole("button", { name: "Forgot your password?" }).click();
  await expect(page.getByRole("heading", { name: "Choose a new password" })).toBeVisible();
  await expect(page.getByLabel("E-mail")).toHaveValue(email);
  await look(page, info, "forgotten");
  await page.getByRole("button", { name: "Mail me a link" }).click();
  await expect(page.getByRole("main").getByRole("status")).toContainText(`If ${email} signs in here`);
  await look(page, info, "forgotten-sent");
  // The invitation was mailed first.
  const links = () =>
    smtp.received.filter(({ to }) => to === email).flatMap(({ body }) => /\/desk\/welcome#[\w-]+/.exec(body) ?? []);
  await expect.poll(() => links().length, { timeout: 25_000 }).toBe(2);
  await page.goto(links()[1]!);
  await page.getByLabel("Choose a password").fill("a long walk by the sea");
  await page.getByRole("button", { name: "Start" }).click();
  await expect(page).toHaveURL(/\/desk\/inbox$/);
  expect(pageErrors).toEqual([]);
});
