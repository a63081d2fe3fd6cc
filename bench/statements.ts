// The statements that a process sends to PostgreSQL, and how long each takes until its result is there. Loaded into the process with `--import`;
// written as JSON to the file named by BENCH_STATEMENTS when the process ends.
import { readFileSync, writeFileSync } from "node:fs";
import pg from "pg";

export type Statement = {
  /** In ms since 1970. */
  at: number;
  ms: number;
  /** Whether it is a prepared statement. */
  prepared: boolean;
  text: string;
};

const file = process.env.BENCH_STATEMENTS;
if (file) {
  const sent: Statement[] = [];
  const query = pg.Client.prototype.query as (...given: unknown[]) => unknown;
  const noted = function (this: pg.Client, ...given: unknown[]) {
    const asked = given[0] as string | { text?: string; name?: string };
    const since = performance.now();
    const answer = query.apply(this, given);
    const text = typeof asked === "string" ? asked : asked.text;
    if (answer instanceof Promise && text) {
      const note = () => {
        const prepared = typeof asked !== "string" && asked.name !== undefined;
        sent.push({ at: performance.timeOrigin + since, ms: performance.now() - since, prepared, text });
      };
      answer.then(note, note);
    }
    return answer;
  };
  pg.Client.prototype.query = noted as typeof pg.Client.prototype.query;
  process.on("exit", () => writeFileSync(file, JSON.stringify(sent)));
}

export const read = (path: string): Statement[] => JSON.parse(readFileSync(path, "utf8")) as Statement[];

/** A table of the statements sent within some time spans (from, to; in ms since 1970); those that take longest per span come first. */
export function table(sent: readonly Statement[], spans: readonly [from: number, to: number][], lines = 15): string {
  const during = sent.filter(({ at }) => spans.some(([from, to]) => at >= from && at <= to));
  const kinds = Map.groupBy(during, ({ text }) => text.replace(/\s+/g, " ").trim());
  const each = (n: number) => n / spans.length;
  const rows = [...kinds].map(([text, all]) => {
    const middle = all.map(({ ms }) => ms).sort((a, b) => a - b)[Math.floor(all.length / 2)]!;
    return { text, count: each(all.length), ms: middle * each(all.length), prepared: all.every((one) => one.prepared) };
  });
  rows.sort((a, b) => b.ms - a.ms);
  const line = (count: number, ms: number, text: string) =>
    `${count.toFixed(2).padStart(8)} ${ms.toFixed(2).padStart(8)}  ${text}`;
  const total = (some: typeof rows, name: string) =>
    line(
      some.reduce((sum, { count }) => sum + count, 0),
      some.reduce((sum, { ms }) => sum + ms, 0),
      name,
    );
  return [
    "   count       ms  statements of one message (median time, both until the answer is there; * planned anew each time)",
    ...rows
      .slice(0, lines)
      .map(({ count, ms, text, prepared }) => line(count, ms, `${prepared ? " " : "*"} ${text.slice(0, 110)}`)),
    total(rows.slice(lines), "  all others"),
    total(rows, "  together"),
  ].join("\n");
}
