// The simulator's phone in Arabic, from right to left, and in Hindi.
import { expect, test } from "./bellhop.ts";
import { open, say } from "./simulator-page.ts";
import { look } from "./views.ts";

test("a stay in Arabic reads from right to left, with codes and sums in their own direction", async ({
  page,
}, info) => {
  const chat = await open(page);
  await say(page, "هل يوجد موقف شاغر؟");
  const answer = chat.getByText(/اختر موقفًا/);
  await expect(answer).toBeVisible();
  await expect(answer).toHaveCSS("direction", "rtl");
  await say(page, "القائمة");
  await expect(chat.getByText(/يمكنك أن تكتب/)).toBeVisible();
  await say(page, "الرصيد");
  await expect(chat.getByText(/رصيدك .*100/)).toBeVisible();
  await look(page, info, "phone in Arabic");
});

test("Hindi is answered in Hindi, in Devanagari and in Latin letters", async ({ page }, info) => {
  const chat = await open(page);
  await say(page, "kitna balance hai");
  await expect(chat.getByText(/आपका बैलेंस .*100/)).toBeVisible();
  await say(page, "खाली जगह");
  await expect(chat.getByText(/कोई जगह चुनें/)).toBeVisible();
  await look(page, info, "phone in Hindi");
});
