// All catalogues: none lacks a text or a placeholder, everything fits WhatsApp, and what is told to type reads well with typical values.
import { describe, expect, test } from "vitest";
import { languages } from "../../contract/skill.ts";
import { type Messages, messagesIn } from "./catalogue.ts";

/** Values that are recognised in a text, whether it takes them as texts, numbers or flags. */
const values = ["7001", "7002", "7003", "7004", "7005"];

type Node = string | ((...given: unknown[]) => string) | { [key: string]: Node };

const formats = new Set([
  "money",
  "clockTime",
  "day",
  "moment",
  "period",
  "duration",
  "tariff",
  "language",
  "bot.hours",
]);

/** Every text of a catalogue by its path, with placeholders filled. */
function textsOf(messages: Messages): Map<string, string> {
  const found = new Map<string, string>();
  const visit = (node: Node, path: string): void => {
    if (typeof node === "string") found.set(path, node);
    else if (typeof node === "function") found.set(path, filled(node));
    else
      for (const [key, value] of Object.entries(node)) {
        const at = path ? `${path}.${key}` : key;
        if (!formats.has(at)) visit(value, at);
      }
  };
  visit(messages as unknown as Node, "");
  return found;
}

function filled(text: (...given: unknown[]) => string): string {
  try {
    return text(...values);
  } catch {
    return text(values.slice(0, 2));
  }
}

const english = textsOf(messagesIn("en"));

/** The placeholders of a text: values, and variables in braces. */
const placeholders = (text: string): string[] => [...new Set(text.match(/700\d|\{\{\w+\}\}/g))].sort();

describe.each(languages.filter((language) => language !== "en"))("%s", (language) => {
  const texts = textsOf(messagesIn(language));

  test("has every text with all its placeholders, and none that is English", () => {
    expect([...texts.keys()]).toEqual([...english.keys()]);
    for (const [path, text] of texts)
      expect([path, placeholders(text)]).toEqual([path, placeholders(english.get(path)!)]);
    const same = [...texts].filter(
      ([path, text]) => text === english.get(path) && /\p{L}{8}/u.test(text.replaceAll(/\{\{\w+\}\}/g, "")),
    );
    expect(same).toEqual([]);
  });

  test("says that it is this language", () => expect(messagesIn(language).language).toBe(language));
});

test("Arabic texts begin with an Arabic letter, which gives a paragraph its direction", () => {
  const texts = [...textsOf(messagesIn("ar"))].filter(([, text]) => /\p{L}/u.test(text));
  expect(texts.filter(([, text]) => !/^\p{Script=Arabic}/u.test(text.match(/\p{L}/u)![0]))).toEqual([]);
});

describe.each(languages)("%s", (language) => {
  const { titles, bot, typed, commands, occasions, ...formatted } = messagesIn(language);

  test("titles fit buttons, rows and lists", () => {
    const buttons = [
      ...textsOf({ titles } as unknown as Messages).values(),
      bot.talkToPerson,
      bot.callMeBack,
      bot.menu,
      bot.languages,
    ];
    const typical = [titles.book("A-1024"), titles.waitAt("Nord 3")];
    expect(
      [...buttons.map((title) => title.replace("7001", "A12")), ...typical].filter((title) => [...title].length > 20),
    ).toEqual([]);
    expect(typed.book("A12").length).toBeLessThanOrEqual(20);
    expect(Object.values(commands).filter((text) => [...text].length > 72)).toEqual([]);
  });

  test("templates neither begin nor end with a variable", () => {
    expect(Object.values(occasions).filter((body) => /^\{\{|\}\}$/.test(body))).toEqual([]);
    expect(Object.values(occasions).filter((body) => [...body].length > 550)).toEqual([]);
  });

  test("sums, times and durations have the language's form and the digits 0 to 9", () => {
    const at = new Date("2026-05-12T15:05:00Z");
    const { money, clockTime, moment, duration, tariff, period } = formatted;
    const lot = { rate_cents_per_hour: 300, free_minutes: 10, daily_cap_cents: 2_000 };
    const shown = [
      money(123_456, "EUR"),
      clockTime(at, at, "Europe/Berlin"),
      moment(at, "Europe/Berlin"),
      period(at, new Date(at.getTime() + 3_600_000), "Europe/Berlin"),
      ...[1, 45, 125, 1_500, 2_880, 15_000].map(duration),
      tariff(lot, "USD"),
      tariff({ ...lot, rate_cents_per_hour: 0 }, "USD"),
    ];
    expect(shown).toMatchSnapshot();
    expect(shown.filter((text) => /(?![0-9])\p{Nd}/u.test(text))).toEqual([]);
    expect(shown[1]).toBe("17:05");
  });

  test("working hours are said in the language", () => {
    const { hours } = bot;
    const opens = (inDays: number, date: string, time = "09:00") => hours.opens({ inDays, date, opens: time });
    const said = [
      hours.always,
      hours.closed,
      hours.today([
        { opens: "09:00", closes: "12:30" },
        { opens: "14:00", closes: "23:59" },
      ]),
      opens(0, "2026-01-01", "13:00"),
      opens(1, "2026-01-02"),
      opens(4, "2026-01-05", "01:00"),
      opens(20, "2026-01-21"),
    ];
    expect(said).toMatchSnapshot();
    expect(said.filter((text) => /(?![0-9])\p{Nd}/u.test(text))).toEqual([]);
  });
});
