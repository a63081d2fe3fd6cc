// Files that agents send from the Desk: attached, dropped, pasted or recorded.
import type { Page } from "@playwright/test";
import sharp from "sharp";
import { type Customer, customer } from "./customer.ts";
import { type Api, expect, look, open, own, reply, test } from "./desk.ts";
import { noise, pdf, photo } from "./sample-files.ts";

const tray = (page: Page) => page.getByRole("region", { name: "Files to send" });
const attach = (page: Page, files: { name: string; mimeType: string; buffer: Buffer }[]) =>
  page.getByLabel("Attach files").and(page.locator("input")).setInputFiles(files);

type Sent = { type: string; caption: string | null; attachments: { url: string; file_name: string; voice: boolean }[] };
/** The files that were sent in a conversation, in their order. */
const sentIn = async (api: Api, id: number): Promise<Sent[]> =>
  (await api("GET", `/api/inbox/conversations/${id}/messages`)).entries.filter(
    (one: { direction: string; attachments: object[] }) => one.direction === "out" && one.attachments.length > 0,
  );

async function written(page: Page, api: Api, who: Customer): Promise<number> {
  await who.say("Can you send me the papers?");
  const id = await who.conversation(api, 1);
  await open(page, `/inbox/${id}`);
  await expect(page.getByRole("button", { name: "Attach files" })).toBeVisible();
  return id;
}

test("several files go out with captions, in the order that was chosen", async ({
  page,
  enter,
  api,
  request,
}, info) => {
  const kai = await customer(request, `Kai Lund ${own()}`);
  await enter("agent");
  const id = await written(page, api, kai);
  await attach(page, [
    // Turned by a quarter, with its position.
    { name: "IMG_1.jpg", mimeType: "image/jpeg", buffer: await photo(800, 600, 20, 6) },
    { name: "contract.pdf", mimeType: "application/pdf", buffer: pdf(["Contract"]) },
    { name: "large.jpg", mimeType: "image/jpeg", buffer: await noise(2_600, 2_600) },
  ]);
  await tray(page).getByRole("textbox", { name: "Caption of IMG_1.jpg" }).fill("The gate");
  await tray(page).getByRole("button", { name: "Move contract.pdf up" }).click();
  await expect(tray(page).getByRole("listitem").first()).toContainText("contract.pdf");
  await expect(tray(page)).toContainText("documents up to 100 MB");
  await expect(tray(page).getByRole("progressbar")).toHaveCount(0);
  await expect(tray(page).getByText("Making it smaller")).toHaveCount(0);
  await look(page, info, "files tray");
  await tray(page).getByRole("button", { name: "Send 3 files" }).click();
  await expect(tray(page)).toHaveCount(0);
  await expect.poll(async () => (await sentIn(api, id)).length).toBe(3);
  const all = await sentIn(api, id);
  expect(all.map(({ type, caption }) => [type, caption])).toEqual([
    ["document", null],
    ["image", "The gate"],
    ["image", null],
  ]);
  expect(all[0]!.attachments[0]).toMatchObject({ file_name: "contract.pdf" });
  const content = async (one: Sent) => (await page.request.get(one.attachments[0]!.url)).body();
  const [gate, large] = await Promise.all([content(all[1]!), content(all[2]!)]);
  expect(large.length).toBeLessThanOrEqual(5 * 1_024 * 1_024);
  const { width, height, exif, orientation } = await sharp(gate).metadata();
  // Upright, and without what the camera wrote into it.
  expect({ width, height, exif, orientation }).toEqual({
    width: 600,
    height: 800,
    exif: undefined,
    orientation: undefined,
  });
});

test("what cannot be sent is said at once; a failed upload is tried again and outlives the page", async ({
  page,
  enter,
  api,
  request,
  pageErrors,
}, info) => {
  const kai = await customer(request, `Kai Lund ${own()}`);
  await enter("agent");
  const id = await written(page, api, kai);
  await page.route("**/api/media", (route) => route.abort());
  await attach(page, [
    { name: "contract.pdf", mimeType: "application/pdf", buffer: pdf(["Contract"]) },
    { name: "nothing.txt", mimeType: "text/plain", buffer: Buffer.alloc(0) },
    { name: "long.mp4", mimeType: "video/mp4", buffer: Buffer.alloc(17_000_000) },
    { name: "broken.jpg", mimeType: "image/jpeg", buffer: Buffer.from("no photo") },
  ]);
  const row = (name: string) => tray(page).getByRole("listitem").filter({ hasText: name });
  await expect(row("nothing.txt")).toContainText("The file is empty.");
  await expect(row("long.mp4")).toContainText("The video has 16.2 MB; WhatsApp takes 16 MB.");
  await expect(row("broken.jpg")).toContainText("cannot read this photo");
  await expect(row("contract.pdf")).toContainText("cannot be reached");
  await look(page, info, "files refused");
  for (const name of ["nothing.txt", "long.mp4", "broken.jpg"])
    await tray(page)
      .getByRole("button", { name: `Remove ${name}` })
      .click();
  await row("contract.pdf").getByRole("textbox").fill("As we said");
  // As if the page had been left by mistake.
  await page.reload();
  await expect(row("contract.pdf").getByRole("textbox")).toHaveValue("As we said");
  await expect(row("contract.pdf")).toContainText("cannot be reached");
  await page.unroute("**/api/media");
  await row("contract.pdf").getByRole("button", { name: "Try again" }).click();
  await expect(row("contract.pdf").getByRole("alert")).toHaveCount(0);
  await row("contract.pdf").getByRole("textbox").press("Enter");
  await expect.poll(async () => (await sentIn(api, id))[0]?.caption).toBe("As we said");
  await page.reload();
  await expect(reply(page)).toBeVisible();
  await expect(tray(page)).toHaveCount(0);
  expect(pageErrors.splice(0).every((one) => one.includes("ERR_FAILED"))).toBe(true);
});

test("files are taken from the clipboard, and when they are dropped", async ({ page, enter, api, request }, info) => {
  const kai = await customer(request, `Kai Lund ${own()}`);
  await enter("agent");
  await written(page, api, kai);
  /** Files as the browser hands them over. */
  const hand = (name: string) =>
    page.evaluateHandle(
      `(() => { const files = new DataTransfer(); files.items.add(new File(["Bay B12"], "${name}", { type: "text/plain" })); return files; })()`,
    );
  await expect(page.getByRole("button", { name: "Attach files" })).toBeVisible();
  await reply(page).focus();
  await page.evaluate(
    `(() => { const files = new DataTransfer(); files.items.add(new File(["Bay"], "pasted.txt", { type: "text/plain" }));
      document.activeElement.dispatchEvent(new ClipboardEvent("paste", { clipboardData: files, bubbles: true, cancelable: true })); })()`,
  );
  await expect(tray(page)).toContainText("pasted.txt");
  const log = page.getByRole("log");
  await log.dispatchEvent("dragover", { dataTransfer: await hand("dropped.txt") });
  await expect(page.getByText("Drop files to attach them")).toBeVisible();
  await look(page, info, "files drop");
  await log.dispatchEvent("drop", { dataTransfer: await hand("dropped.txt") });
  await expect(tray(page)).toContainText("dropped.txt");
  await expect(page.getByText("Drop files to attach them")).toHaveCount(0);
  for (const name of ["pasted.txt", "dropped.txt"])
    await tray(page)
      .getByRole("button", { name: new RegExp(`^(Remove|Cancel) ${name}`) })
      .click();
  await expect(tray(page)).toHaveCount(0);
});

test("a voice message is recorded, paused, listened to, discarded and sent", async ({
  page,
  enter,
  api,
  request,
}, info) => {
  const kai = await customer(request, `Kai Lund ${own()}`);
  await enter("agent");
  const id = await written(page, api, kai);
  const recorder = page.getByRole("region", { name: "Voice message" });
  const record = page.getByRole("button", { name: "Record a voice message" });
  await record.click();
  await expect(recorder.getByRole("timer")).toContainText("Recording 0:01");
  await recorder.getByRole("button", { name: "Pause recording" }).click();
  await expect(recorder.getByRole("timer")).toContainText("Paused");
  await expect(recorder.locator("audio")).toHaveAttribute("src", /^blob:/);
  await look(page, info, "files recorder");
  await recorder.getByRole("button", { name: "Go on recording" }).click();
  await recorder.getByRole("button", { name: "Discard recording" }).click();
  await expect(recorder).toHaveCount(0);
  await expect(tray(page)).toHaveCount(0);

  await record.click();
  await expect(recorder.getByRole("timer")).toContainText("Recording 0:02");
  await recorder.getByRole("button", { name: "Send voice message" }).click();
  await expect
    .poll(async () => (await sentIn(api, id))[0])
    .toMatchObject({ type: "audio", attachments: [{ voice: true }] });
  await expect(tray(page)).toHaveCount(0);
  await expect(page.getByRole("log").getByRole("group", { name: "Voice message" })).toBeVisible();
  const note = await (await page.request.get((await sentIn(api, id))[0]!.attachments[0]!.url)).body();
  // The head of Opus in Ogg has the number of channels at byte 9. (RFC 7845, section 5.1.)
  const head = note.indexOf("OpusHead");
  expect([note.subarray(0, 4).toString(), note[head + 9]]).toEqual(["OggS", 1]);
});
