// Files at the Desk: what customers send is shown as what it is, in the thread, the viewer and the gallery.
import type { Page } from "@playwright/test";
import { type Customer, customer } from "./customer.ts";
import { type Api, expect, isPhone, look, open, own, test, thread } from "./desk.ts";
import { pdf, photo, video, voiceNote } from "./sample-files.ts";

type File = { kind: string; fileName?: string; mimeType: string; content: Buffer; caption?: string; voice?: boolean };

/** The conversation of a customer who sends files, open at the Desk once they are here. */
async function opened(page: Page, api: Api, who: Customer, files: readonly File[]): Promise<void> {
  for (const file of files) await sent(who, file);
  const id = await who.conversation(api, files.length);
  const isHere = async () =>
    (await api("GET", `/api/inbox/conversations/${id}/messages`)).entries
      .flatMap((entry: { attachments: { state: string }[] }) => entry.attachments)
      .every(({ state }: { state: string }) => state === "ready");
  await expect.poll(isHere, "the files are fetched").toBe(true);
  await open(page, `/inbox/${id}`);
  await expect(thread(page)).toBeVisible();
}

const sent = (who: Customer, { content, ...file }: File) =>
  who.does("media", { ...file, base64: content.toString("base64") });

test("photos open in the viewer, which zooms and goes through the conversation's photos", async ({
  page,
  enter,
  api,
  request,
}, info) => {
  const noa = await customer(request, `Noa Berg ${own()}`);
  await enter("agent");
  await opened(page, api, noa, [
    { kind: "image", mimeType: "image/jpeg", caption: "The gate", content: await photo(1600, 1200, 20) },
    { kind: "image", mimeType: "image/jpeg", caption: "The wall", content: await photo(900, 1600, 120) },
    { kind: "image", mimeType: "image/jpeg", caption: "The lock", content: await photo(2000, 700, 220) },
  ]);

  const gate = page.getByRole("button", { name: "Open photo: The gate" });
  const wall = page.getByRole("button", { name: "Open photo: The wall" });
  await wall.scrollIntoViewIfNeeded();
  await expect(wall.locator("img")).toHaveJSProperty("complete", true);
  // In its own shape.
  const box = (await wall.locator("img").boundingBox())!;
  expect(box.height / box.width).toBeCloseTo(16 / 9, 1);
  await look(page, info, "files photos");

  await wall.click();
  const viewer = page.getByRole("dialog", { name: "Photos of this conversation" });
  await expect(viewer.getByRole("status")).toContainText("2 of 3");
  const shown = viewer.getByRole("img");
  const scaled = (by: RegExp) => expect(shown).toHaveAttribute("style", by);
  await page.keyboard.press("+");
  await page.keyboard.press("+");
  await scaled(/scale\(2\.25\)/);
  await page.keyboard.press("-");
  await scaled(/scale\(1\.5\)/);
  await page.keyboard.press("0");
  await scaled(/scale\(1\)/);
  await shown.hover();
  await page.mouse.wheel(0, -400);
  await scaled(/scale\(2\.7/);
  await page.keyboard.press("ArrowLeft");
  await expect(viewer.getByRole("status")).toContainText("1 of 3");
  // Another photo is shown whole.
  await scaled(/scale\(1\)/);
  // There is no older one.
  await page.keyboard.press("ArrowLeft");
  await expect(viewer.getByRole("status")).toContainText("1 of 3");
  await viewer.getByRole("button", { name: "Newer photo" }).click();
  await viewer.getByRole("button", { name: "Newer photo" }).click();
  await expect(viewer.getByRole("status")).toContainText("3 of 3");
  await look(page, info, "files viewer");
  const download = page.waitForEvent("download");
  await viewer.getByRole("link", { name: "Download" }).click();
  await (await download).cancel();
  await page.keyboard.press("Escape");
  await expect(viewer).toHaveCount(0);
  await expect(wall).toBeFocused();
  await gate.scrollIntoViewIfNeeded();
});

test("voice notes play at three speeds and from any place, videos and audio files play", async ({
  page,
  enter,
  api,
  request,
}, info) => {
  const noa = await customer(request, `Noa Berg ${own()}`);
  await enter("agent");
  await opened(page, api, noa, [
    { kind: "audio", mimeType: "audio/ogg; codecs=opus", voice: true, content: await voiceNote(page) },
    { kind: "video", mimeType: "video/mp4", content: await video(page) },
  ]);

  const play = thread(page).getByRole("button", { name: "Play", exact: true });
  await play.click();
  const place = thread(page).getByRole("slider", { name: "Position" });
  await expect.poll(async () => Number(await place.inputValue())).toBeGreaterThan(0);
  const speed = thread(page).getByRole("button", { name: /^Speed/ });
  await speed.click();
  await expect(speed).toHaveAccessibleName("Speed: 1.5 times");
  await speed.click();
  const audio = thread(page).locator("audio");
  await expect(audio).toHaveJSProperty("playbackRate", 2);
  await expect(play).toBeVisible();
  await place.focus();
  await page.keyboard.press("End");
  await expect.poll(async () => Number(await place.inputValue())).toBeGreaterThan(1);
  // Not all bars of the waveform are equally high.
  const heights = async () => {
    const bars = await thread(page).locator("rect").all();
    return new Set(await Promise.all(bars.map((bar) => bar.getAttribute("height")))).size;
  };
  await expect.poll(heights).toBeGreaterThan(1);
  // The poster is made by the first browser that shows the video, and kept.
  const clip = thread(page).locator("video");
  await expect(clip).toHaveAttribute("poster", /./);
  const kept = async () => (await page.request.get(`${await clip.getAttribute("src")}/thumbnail`)).status();
  await expect.poll(kept).toBe(200);
  await look(page, info, "files sound");
});

test("documents have their name, type and size; a PDF has a preview", async ({ page, enter, api, request }, info) => {
  const noa = await customer(request, `Noa Berg ${own()}`);
  await enter("agent");
  await opened(page, api, noa, [
    { kind: "document", fileName: "contract.pdf", mimeType: "application/pdf", content: pdf(["Contract", "Page two"]) },
    { kind: "document", fileName: "broken.pdf", mimeType: "application/pdf", content: Buffer.from("%PDF-1.4 nothing") },
  ]);

  const contract = thread(page).getByRole("article").filter({ hasText: "contract.pdf" });
  await expect(contract).toContainText("PDF, 1 kB");
  await contract.getByRole("button", { name: "Preview" }).click();
  const preview = page.getByRole("dialog", { name: "contract.pdf" });
  await expect(preview.getByRole("img", { name: "Page 1 of 2" })).toBeVisible();
  // Something dark is on the page, which is white before it is drawn.
  const isDrawn = () =>
    page.evaluate(`(() => {
      const canvas = document.querySelector('canvas[aria-label="Page 1 of 2"]');
      const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
      return data.some((value, at) => at % 4 === 0 && value < 90 && data[at + 3] === 255);
    })()`);
  await expect.poll(isDrawn).toBe(true);
  await look(page, info, "files pdf");
  await page.keyboard.press("Escape");
  await expect(preview).toHaveCount(0);
  const [saved] = await Promise.all([
    page.waitForEvent("download"),
    contract.getByRole("link", { name: "Download" }).click(),
  ]);
  expect(saved.suggestedFilename()).toBe("contract.pdf");

  const broken = thread(page).getByRole("article").filter({ hasText: "broken.pdf" });
  await broken.getByRole("button", { name: "Preview" }).click();
  await expect(page.getByRole("dialog").getByRole("alert")).toContainText("cannot be shown here");
  await page.keyboard.press("Escape");
});

test("the panel lists a conversation's files by kind and leads to their messages", async ({
  page,
  enter,
  api,
  request,
}, info) => {
  const noa = await customer(request, `Noa Berg ${own()}`);
  const content = await photo(600, 600, 300);
  const picture = (n: number) => ({ kind: "image", mimeType: "image/jpeg", caption: `Photo ${n}`, content });
  await enter("agent");
  await opened(page, api, noa, [
    ...Array.from({ length: 14 }, (_, n) => picture(n + 1)),
    { kind: "document", fileName: "contract.pdf", mimeType: "application/pdf", content: pdf(["x"]) },
  ]);
  if (isPhone(page)) await page.getByRole("button", { name: "Details" }).click();
  const files = page.getByRole("complementary", { name: "Details" }).locator("section", { hasText: "Files" });
  await expect(files.getByRole("button", { name: /^Photo \d+,/ })).toHaveCount(12);
  await look(page, info, "files gallery");
  await files.getByRole("button", { name: "Show more" }).click();
  await expect(files.getByRole("button", { name: /^Photo \d+,/ })).toHaveCount(14);
  // What arrives meanwhile is there too.
  await sent(noa, picture(15));
  await expect(files.getByRole("button", { name: /^Photo 15,/ })).toBeVisible();
  await files.getByText("Documents").click();
  await expect(files.getByRole("link", { name: "Download: contract.pdf" })).toBeVisible();
  await files.getByRole("button", { name: /^contract\.pdf/ }).click();
  await expect(thread(page).getByText("contract.pdf")).toBeInViewport();
});
