// What is logged of an error: its kind, code and stack, never what a customer wrote.
import { expect, test } from "vitest";
import { useDatabase } from "../../test/support/database.ts";
import { createLog } from "./log.ts";

const database = useDatabase();

function logged(error: unknown): string {
  let text = "";
  createLog("info", { write: (line: string) => (text += line) }).error({ err: error }, "it failed");
  return text;
}

test.each([
  ["a value that is no number", "select 'my secret wish'::int"],
  ["a broken JSON", `select '{"wish": "my secret wish'::json`],
  [
    "a row that is there already",
    "insert into api_keys (name, role, prefix, hash) values ('my secret wish', 'admin', 'x', 'h'), ('my secret wish', 'admin', 'x', 'i')",
  ],
  [
    "a row that may not be",
    "insert into keyword_rules (position, keyword, match, answer) values (1, 'my secret wish', 'odd', 'x')",
  ],
])("%s is told without the value", async (_, statement) => {
  const error = await database.pool.query(statement).catch((fault: unknown) => fault);
  const line = logged(error);
  expect(line).not.toContain("secret wish");
  expect(JSON.parse(line)).toMatchObject({
    msg: "it failed",
    err: { code: expect.stringMatching(/^2[23]/), stack: expect.stringContaining("    at ") },
  });
});

test("other errors keep their words", () => {
  expect(JSON.parse(logged(new TypeError("that is no function")))).toMatchObject({
    err: {
      type: "TypeError",
      message: "that is no function",
      stack: expect.stringMatching(/^TypeError: that is no function\n {4}at /),
    },
  });
  expect(JSON.parse(logged("only words"))).toMatchObject({ err: { message: "only words" } });
});
