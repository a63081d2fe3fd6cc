// Search, rules and commands use the same words: the rules for each script are the same in SQL and in TypeScript.
import { sql } from "kysely";
import { expect, test } from "vitest";
import { useDatabase } from "../../../test/support/database.ts";
import { normalizeText } from "../../base/normalize-text.ts";

const database = useDatabase();
const wordsOf = async (text: string) =>
  (await sql<{ words: string }>`select normalize_text(${text}) as words`.execute(database.db)).rows[0]!.words;

test.each([
  "Crème BRÛLÉE, ﬁne!",
  "Straße Łódź Ørsted Đorđe Æsir œuvre",
  "ISTANBUL İstanbul ışık IŞIK",
  "ΣΊΣΥΦΟΣ ώρα",
  "Ёлка йод Їжак ѓаво стої́ть",
  "שָׁלוֹם עולם",
  "مَرحَبًا أحمد إلى مدرسة مؤمن شيء",
  "می‌خواهم کتاب",
  "कार कर क़लम नमस्ते १२३",
  "தமிழ் பா",
  "한국어 강남 가",
  "የአማርኛ ፊደል",
  "book ١٢ ۱۲ १२ ๑๒ １２",
  "e\u0323\u0301a",
  "1️⃣ zero\u200bwidth soft\u00adhyphen",
])("%j has the same words in SQL", async (text) => {
  expect(await wordsOf(text)).toBe(normalizeText(text));
});

test.each([
  ["อยากกินข้าว", "อย ยา าก กก กิ ิน นข ข้ ้า าว ว"],
  ["寿司 bar", "bar 寿司 司"],
  ["ok 👍🏽👨‍👩‍👧", "ok 👍 👨 👩 👧"],
  ["🇩🇪", "🇩🇪 🇪"],
])("%j has the words %j", async (text, words) => {
  expect(await wordsOf(text)).toBe(words);
});
