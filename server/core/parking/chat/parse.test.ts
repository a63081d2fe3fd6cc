// What drivers write, and how it is understood.
import fc from "fast-check";
import { expect, test } from "vitest";
import { type Intent, parse } from "./parse.ts";

/** An intent in short: `book a`, `slots at market square`, `words a 2`. */
function shortly(said: Intent | null): string {
  if (said === null) return "nothing";
  if (said.kind === "words") return `words ${said.words.plain}`;
  if (said.kind === "book") {
    const lot = said.lot ? ` at ${said.lot.plain}` : "";
    return `book ${said.spot.plain}${lot}${said.sure ? "" : "?"}`.replace(/ +/g, " ").trim();
  }
  if ("lot" in said) return said.lot ? `${said.kind} at ${said.lot.plain}` : said.kind;
  if ("spot" in said) return said.spot ? `${said.kind} ${said.spot.plain}` : said.kind;
  return said.kind;
}

test.each([
  ["slots", "slots"],
  ["SLOTS!!", "slots"],
  ["Slots please 🙏", "slots"],
  ["can i see slots?", "slots"],
  ["spots", "slots"],
  ["Free?", "slots"],
  ["available", "slots"],
  ["What's available now?", "slots"],
  ["Parking", "slots"],
  ["Are there any free parking spots right now?", "slots"],
  ["I need a parking spot", "slots"],
  ["Where can I park?", "slots"],
  ["slots at Market Square", "slots at market square"],
  ["free spots in Nord 3", "slots at nord 3"],
  ["book A", "book a"],
  ["BOOK  a!", "book a"],
  ["Book\ta\n", "book a"],
  ["could you book A please", "book a"],
  ["I'd like to book a", "book a"],
  ["Hi! Can I please book A-12 for me? Thanks", "book a 12"],
  ["book spot A", "book a"],
  ["book slot a", "book a"],
  ["book the spot P1 4", "book p1 4"],
  ["book number 3", "book 3"],
  ["book me A", "book a"],
  ["reserve A", "book a"],
  ["I want to reserve parking space Nord 3", "book nord 3"],
  ["book A now", "book a"],
  ["ok book A", "book a"],
  ["park at A", "book a?"],
  ["I'll take A", "book a?"],
  ["take a left at the lights", "book a left at the lights?"],
  ["booka", "book a?"],
  ["bookA2", "book a2?"],
  ["book A at Market Square", "book a at market square"],
  ["book", "book"],
  ["book please", "book"],
  ["book a spot", "book"],
  ["book me a parking spot please", "book"],
  ["reserve any", "book"],
  ["make a booking", "book"],
  ["book a spot at Market Square", "book at market square"],
  ["book a table for two at eight", "book a table for two at eight?"],
  ["status", "status"],
  ["Status?", "status"],
  ["my booking", "status"],
  ["what is my booking status", "status"],
  ["Where am I parked", "status"],
  ["cancel", "cancel"],
  ["Please cancel my booking", "cancel"],
  ["cancel it", "cancel"],
  ["cancel spot B", "cancel b"],
  ["cancel my booking of A-12", "cancel a 12"],
  ["cancel A", "cancel"],
  ["balance", "balance"],
  ["what's my balance", "balance"],
  ["How much money do I have?", "balance"],
  ["top up", "balance"],
  ["history", "history"],
  ["booking history", "history"],
  ["my last bookings", "history"],
  ["extend", "extend"],
  ["can you extend my booking?", "extend"],
  ["I need more time", "extend"],
  ["wait", "wait"],
  ["I'll wait", "wait"],
  ["wait for a spot", "wait"],
  ["wait for Market Square", "wait at market square"],
  ["wait for a spot at Market Square", "wait at market square"],
  ["join the waitlist", "wait"],
  ["stop waiting", "stop_waiting"],
  ["leave the waitlist", "stop_waiting"],
  ["parked", "parked"],
  ["I'm here", "parked"],
  ["arrived!", "parked"],
  ["I just parked", "parked"],
  ["parked at A", "parked a"],
  ["left", "left"],
  ["I left", "left"],
  ["I've left", "left"],
  ["not me", "not_me"],
  ["That's not my car!", "not_me"],
  ["yes", "yes"],
  ["Yes please", "yes"],
  ["👍🏽", "yes"],
  ["no", "no"],
  ["no thanks", "no"],
  ["No, keep it", "no"],
  ["not now", "no"],
  ["keep it", "keep"],
  ["A", "words a"],
  ["a 2", "words a 2"],
  ["the A please", "words a"],
  ["spot A", "words a"],
  ["spot A-12", "words a 12"],
  ["Market Square", "words market square"],
])("%j is %j", (text, meaning) => {
  expect(shortly(parse(text, null))).toBe(meaning);
});

test.each(["menu", "Help!", "help please", "", "   "])("%j is for another skill", (text) => {
  expect(parse(text, null)).toBeNull();
});

test.each([
  "I read a book",
  "I love that book A lot",
  "are you free?",
  "I am free tomorrow",
  "thanks a lot",
  "please don't cancel",
  "spot on!",
  "books",
  "booklet",
  "credit card",
  "my car is broken",
  "who are you",
])("%j is no command", (text) => {
  expect(["words", undefined]).toContain(parse(text, null)?.kind);
});

test.each([
  ["a space that does not break", "book\u00a0A"],
  ["full width", "book Ａ"],
  ["full width throughout", "ＢＯＯＫ　Ａ"],
  ["zero width", "book\u200b A\u200b"],
  ["written from the right", "\u202ebook A\u202c"],
  ["an accent of its own", "bo\u0301ok A"],
  ["a byte order mark", "\ufeffbook A"],
  ["emoji around", "🅿️🚗 book A 🚗"],
])("%s does not matter", (_, text) => {
  expect(shortly(parse(text, null))).toBe("book a");
});

test("digits of emoji count, and letters of any script are codes", () => {
  expect(shortly(parse("book 1️⃣", null))).toBe("book 1");
  expect(shortly(parse("book Б-7", null))).toBe("book б 7");
  expect(shortly(parse("book ب", null))).toBe("book ب");
});

test.each([
  ["ten thousand characters", `book ${"A".repeat(10_000)}`],
  ["ten thousand courtesies", "can you ".repeat(1_250)],
  ["ten thousand spaces", `book${" ".repeat(10_000)}A`],
])("%s are a letter to people", (_, text) => {
  expect(parse(text, null)).toBeNull();
});

test("what looks like SQL is a spot that nobody has", () => {
  expect(shortly(parse("book A'; drop table spots; --", null))).toBe("book a drop table spots?");
});

test("a tapped choice counts before the text, when it is a command", () => {
  expect(shortly(parse("Yes, cancel", "yes"))).toBe("yes");
  expect(shortly(parse("Book A", "book A at Market Square"))).toBe("book a at market square");
  expect(shortly(parse("Book A", "promo-17"))).toBe("book a");
  expect(parse("Book A", "menu")).toBeNull();
  expect(parse(null, null)).toBeNull();
});

test("what was written is kept beside the plain words", () => {
  expect(parse(null, "book A-1 at Market Square!")).toMatchObject({ spot: { raw: "A-1 at Market Square!" } });
  expect(parse(null, "wait for Lot (old)")).toMatchObject({ lot: { raw: "Lot (old)" } });
});

test("no text makes it throw or take long", () => {
  const text = fc.oneof(
    fc.string({ unit: "binary", maxLength: 300 }),
    fc
      .array(fc.constantFrom("book", "a", "at", "the", "spot", "cancel", "for", "can you", " ", "🚗", "wait"), {
        maxLength: 60,
      })
      .map((words) => words.join(" ")),
  );
  fc.assert(
    fc.property(text, fc.option(text), (typed, tapped) => {
      const started = performance.now();
      parse(typed, tapped);
      expect(performance.now() - started).toBeLessThan(1_000);
    }),
    { numRuns: 2_000 },
  );
});
