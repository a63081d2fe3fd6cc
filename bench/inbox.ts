// The inbox in a real browser, with 10,000 conversations and 1 million messages: from a webhook to its message on the screen, from a
// click to another conversation on the screen, and scrolling through the list and through a thread of 50,000 messages.
// npm run bench -- inbox [messages] [switches]
import { setTimeout as sleep } from "node:timers/promises";
import pg from "pg";
import { deskAdmin, deskPage, tell } from "./desk-page.ts";
import { seeded, sizes } from "./seeded.ts";
import { stage } from "./stage.ts";
import { message, post } from "./traffic.ts";

const [news, switches] = [300, 300].map((given, n) => Number(process.argv[n + 2] ?? given)) as [number, number];

const databases = await seeded();
const url = await databases.of(sizes[1]);
const bellhop = await stage({ env: { DATABASE_URL: url, SKILLS: "keywords", ...deskAdmin } });
const site = `http://localhost:${bellhop.port}`;
const { browser, page } = await deskPage(site);
try {
  const long = await longThread();
  // In the page, `seen(test)` resolves with the time at which the condition became true and was drawn.
  await page.evaluate(`window.seen = (test) => new Promise((resolve) => {
    const look = () => {
      if (!test()) return false;
      watcher.disconnect();
      requestAnimationFrame(() => { const channel = new MessageChannel();
        channel.port1.onmessage = () => resolve(performance.timeOrigin + performance.now());
        channel.port2.postMessage(0); });
      return true;
    };
    const watcher = new MutationObserver(look);
    watcher.observe(document.body, { subtree: true, childList: true, characterData: true });
    look();
  })`);

  const shown: number[] = [];
  for (let n = -10; n < news; n += 1) {
    const text = `news ${n} of ${process.pid}`;
    const body = message(Date.now() * 100 + (n % 100), 9_000, text);
    const seen = page.evaluate(
      `seen(() => [...document.querySelectorAll("main li")].some((row) => row.textContent.includes(${JSON.stringify(text)})))`,
    );
    const since = performance.timeOrigin + performance.now();
    await post(`http://127.0.0.1:${bellhop.port}/api/whatsapp/webhook/`, body);
    const took = ((await seen) as number) - since;
    if (n >= 0) shown.push(took);
    await sleep(50 + Math.random() * 100);
  }
  tell("webhook to its message on the screen", shown, "p95 150 ms");

  const turned: number[] = [];
  for (let n = -10; n < switches; n += 1) {
    // Goes further down the list each time, so that no conversation is opened twice.
    const took = (await page.evaluate(`(async () => {
      const rows = document.querySelector("main li").closest("ul").parentElement;
      rows.scrollTop = ${(n + 10) * 70};
      let button;
      for (const until = performance.now() + 10_000; !button; ) {
        if (performance.now() > until) throw new Error("no other row came within 10 s: " + rows.innerText.slice(0, 500));
        await new Promise((resolve) => setTimeout(resolve, 20));
        button = [...document.querySelectorAll("main li button")].find((one) => !one.getAttribute("aria-current")
          && one.getBoundingClientRect().top > 150 && one.getBoundingClientRect().bottom < innerHeight);
      }
      await new Promise((resolve) => setTimeout(resolve, 60));
      const name = button.querySelector("bdi").textContent;
      const since = performance.timeOrigin + performance.now();
      button.dispatchEvent(new PointerEvent("pointerdown", { bubbles: true }));
      button.click();
      const log = () => document.querySelector('[role="log"]');
      const late = new Promise((_, reject) => setTimeout(() => reject(new Error(
        name + " was not shown within 10 s: " + (button.isConnected ? log()?.getAttribute("aria-label") : "its row was drawn anew"))), 10_000));
      const at = await Promise.race([late, seen(() =>
        log() && log().getAttribute("aria-label").includes(name) && log().querySelector("[data-message]"))]);
      return at - since;
    })()`)) as number;
    if (n >= 0) turned.push(took);
  }
  tell("click to another conversation on the screen", turned, "p95 100 ms");

  tell(
    "a frame while the list scrolls through 3,000 conversations",
    await scroll("main ul", 3_000 * 70, 1),
    "smooth: p95 below 50 ms",
  );
  await page.goto(`${site}/desk/inbox/${long}`);
  await page.locator("[role=log] [data-message]").first().waitFor();
  const frames = await scroll("[role=log] > div", 60_000, -1);
  const loaded = await page.evaluate("document.querySelectorAll('[data-message]').length");
  tell(`a frame while a thread of 50,000 messages scrolls back (${loaded} read)`, frames, "smooth: p95 below 50 ms");

  /** Scrolls the container of an element by 60 pixels per frame, and returns how long each frame took, in ms. */
  async function scroll(inner: string, distance: number, way: 1 | -1): Promise<number[]> {
    return (await page.evaluate(`new Promise((resolve) => {
      const box = document.querySelector(${JSON.stringify(inner)}).parentElement;
      const took = []; let last = performance.now(); let gone = 0; const until = last + 30_000;
      const frame = (now) => {
        took.push(now - last); last = now;
        const before = box.scrollTop; box.scrollTop += ${way * 120}; gone += Math.abs(box.scrollTop - before);
        if (gone < ${distance} && now < until) requestAnimationFrame(frame); else resolve(took.slice(1));
      };
      requestAnimationFrame(frame);
    })`)) as number[];
  }
} finally {
  await browser.close();
  await bellhop.stop();
  await databases.stop();
}

/** The conversation with 50,000 messages; created if it does not exist. */
async function longThread(): Promise<number> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    const most = "select id, message_count::int as n from conversations order by message_count desc limit 1";
    const { rows } = await client.query(most);
    const { id, n } = rows[0];
    const lacking = 50_000 - n;
    if (lacking > 0)
      await client.query(
        `with made as (
          insert into messages (channel_id, conversation_id, contact_id, direction, provider_id, type, text_body, sent_at, received_at)
          select c.channel_id, c.id, c.contact_id, 'in', 'long.' || s, 'text', 'Line ' || s || ' of a long story.', v.at, v.at
          from conversations c, generate_series(1, $2::int) s, lateral (select now() - interval '300 days' + s * interval '1 minute' as at) v
          where c.id = $1 returning 1)
        update conversations set message_count = message_count + (select count(*) from made) where id = $1`,
        [id, lacking],
      );
    return id;
  } finally {
    await client.end();
  }
}
