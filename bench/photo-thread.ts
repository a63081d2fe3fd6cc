// A conversation with 60 photos in a real browser, with 10,000 conversations and 1 million messages: from a click on it to the first thumbnails on
// the screen. Each conversation is opened once, so that no thumbnail is in the browser's cache.
// npm run bench -- photo-thread [conversations]
import { setTimeout as sleep } from "node:timers/promises";
import { deskAdmin, deskPage, tell } from "./desk-page.ts";
import { photos } from "./photos.ts";
import { provider } from "./provider.ts";
import { seeded, sizes } from "./seeded.ts";
import { look, stage } from "./stage.ts";
import { photo, post } from "./traffic.ts";

const count = Number(process.argv[2] ?? 20);
const PHOTOS = 60;
const PEOPLE = 1_000_000_000;
/** Other customers than in the runs before, which are still in the database. */
const first = Date.now() % (PEOPLE - 1_000);
const nameOf = (n: number) => `Customer ${first + n}`;

const files = await photos();
const graph = await provider(5, files.answerGet);
const databases = await seeded();
const bellhop = await stage({
  env: {
    DATABASE_URL: await databases.of(sizes[1]),
    WHATSAPP_ACCESS_TOKEN: "bench",
    GRAPH_API_URL: graph.url,
    SKILLS: "keywords",
    ...deskAdmin,
  },
});
const site = `http://localhost:${bellhop.port}`;
try {
  await send();
  await kept();
  const { browser, page } = await deskPage(site);
  try {
    const opened: Opened[] = [];
    for (let n = count; n >= 0; n -= 1) {
      await page.getByRole("main").getByText(nameOf(n), { exact: true }).first().waitFor();
      opened.push((await page.evaluate(open(nameOf(n)))) as Opened);
      await sleep(300);
    }
    const [cold, ...warm] = opened;
    const goal = "p50 300 ms";
    console.log(
      `the first conversation of a session, with the code for files to load: first thumbnail after ${cold!.first.toFixed(0)} ms, all on the screen after ${cold!.all.toFixed(0)} ms`,
    );
    const took = (of: (one: Opened) => number) => warm.map(of);
    tell(
      "click to the messages on the screen",
      took((one) => one.shown),
      "p95 100 ms",
    );
    tell(
      `click to the first thumbnail of ${PHOTOS} photos`,
      took((one) => one.first),
      goal,
    );
    tell(
      "click to all thumbnails on the screen",
      took((one) => one.all),
      goal,
    );
    const moved = Math.max(...warm.map((one) => one.moved));
    console.log(
      `${warm[0]!.seen} thumbnails on the screen, ${warm[0]!.asked} asked for; the newest moved by at most ${moved} pixels while they came`,
    );
  } finally {
    await browser.close();
  }
} finally {
  await bellhop.stop();
  await databases.stop();
  graph.close();
}

/** Has each customer send 60 photos. */
async function send(): Promise<void> {
  for (let n = 0; n <= count; n += 1)
    for (let one = 0; one < PHOTOS; one += 1) {
      // One in twenty photos of the provider, of those that come at the first attempt.
      const id = 20 * (n * PHOTOS + one) + 1;
      const body = photo(first + n + one * PEOPLE, PEOPLE, `photo-${id}`, files.sha256(id, "base64"));
      await post(`http://127.0.0.1:${bellhop.port}/api/whatsapp/webhook/`, body);
    }
}

/** Waits until all photos are kept. */
async function kept(): Promise<void> {
  const client = await look(bellhop);
  const waiting = "select count(*)::int as n from attachments where state = 'waiting' and message_id is not null";
  while ((await client.query(waiting)).rows[0].n > 0) await sleep(500);
  await client.end();
}

/** Times in ms after the click, `shown`: of the messages; how far the newest photo moved after it was first drawn, in pixels. */
type Opened = { shown: number; first: number; all: number; seen: number; asked: number; moved: number };

/** Opens a conversation by a click on its row in the page; resolves with an `Opened` when the thumbnails on the screen are drawn. */
function open(name: string): string {
  return `(async () => {
    const button = [...document.querySelectorAll("main li button")].find((one) => one.querySelector("bdi")?.textContent === ${JSON.stringify(name)});
    performance.clearResourceTimings();
    const since = performance.now();
    button.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
    button.click();
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
    const drawn = async () => {
      await frame();
      await new Promise((resolve) => { const { port1, port2 } = new MessageChannel(); port1.onmessage = resolve; port2.postMessage(0); });
      return performance.now() - since;
    };
    let first = 0, shown = 0, watched, top;
    while (performance.now() - since < 10_000) {
      await frame();
      const log = document.querySelector('[role="log"]');
      if (!log?.getAttribute("aria-label").includes(${JSON.stringify(name)})) continue;
      shown ||= log.querySelector("[data-message]") ? performance.now() - since : 0;
      const box = log.getBoundingClientRect();
      const seen = [...log.querySelectorAll("[data-message] img")].filter((one) => {
        const { top, bottom, width } = one.getBoundingClientRect();
        return width > 0 && bottom > box.top && top < box.bottom;
      });
      if (seen.length === 0) continue;
      watched ??= seen.at(-1);
      top ??= watched.getBoundingClientRect().top;
      const come = seen.filter((one) => one.complete && one.naturalWidth > 0);
      if (come.length > 0 && first === 0) {
        await come[0].decode();
        first = await drawn();
      }
      if (come.length < seen.length) continue;
      await Promise.all(seen.map((one) => one.decode()));
      const all = await drawn();
      const asked = performance.getEntriesByType("resource").filter(({ name }) => name.includes("/thumbnail")).length;
      return { shown, first, all, seen: seen.length, asked, moved: Math.abs(watched.getBoundingClientRect().top - top) };
    }
    throw new Error("no thumbnails within 10 s: " + document.querySelector('[role="log"]')?.innerText.slice(0, 300));
  })()`;
}
