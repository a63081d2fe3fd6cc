// Repeated log lines are throttled and counted; different lines and lower levels are not.
import { pino } from "pino";
import { expect, test } from "vitest";
import { createLog, logFields } from "./log.ts";
import { throttle } from "./log-throttle.ts";

function open() {
  const lines: { msg: string; level: number; repeated?: number }[] = [];
  let now = 0;
  const log = pino(
    { level: "debug", hooks: throttle(() => now) },
    { write: (line: string) => void lines.push(JSON.parse(line)) },
  );
  const pass = (ms: number) => {
    now += ms;
  };
  return { log, lines, pass };
}

const lost = () => Object.assign(new Error(`read ECONNRESET ${Math.random()}`), { code: "ECONNRESET" });

test("one error 25,613 times is five lines and one that counts the rest", () => {
  const { log, lines, pass } = open();
  for (let n = 0; n < 25_613; n += 1) log.error({ err: lost() }, "the drain stumbled, trying again");
  expect(lines).toHaveLength(5);
  pass(10_000);
  log.error({ err: lost() }, "the drain stumbled, trying again");
  expect(
    lines
      .slice(5)
      .map(({ msg, repeated }) => [msg, repeated])
      .toSorted(),
  ).toEqual(
    [
      ["repeated 25,608 times: the drain stumbled, trying again", 25_608],
      ["the drain stumbled, trying again", undefined],
    ].toSorted(),
  );
});

test("errors of another code, other texts, other levels and quiet lines pass", () => {
  const { log, lines } = open();
  for (let n = 0; n < 20; n += 1) {
    log.error({ err: lost() }, "one");
    log.error({ err: Object.assign(new Error("x"), { code: "57P01" }) }, "one");
    log.warn("one");
    log.info("told each time");
  }
  const count = (wanted: (line: (typeof lines)[number]) => boolean) => lines.filter(wanted).length;
  expect(count(({ level }) => level === 50)).toBe(10);
  expect(count(({ level }) => level === 40)).toBe(5);
  expect(count(({ level }) => level === 30)).toBe(20);
});

test("what is done for a request or a webhook says so in every line", () => {
  const lines: object[] = [];
  const log = createLog("info", { write: (line: string) => void lines.push(JSON.parse(line)) });
  logFields.run({ request_id: "r-1" }, () => log.info("within"));
  log.info("outside");
  expect(lines).toMatchObject([{ msg: "within", request_id: "r-1" }, { msg: "outside" }]);
  expect(lines[1]).not.toHaveProperty("request_id");
});
