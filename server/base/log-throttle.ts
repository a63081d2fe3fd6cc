// Throttles repeated log lines: the first ones are written, the rest are counted and summed up in one line.
import type { LogFn, Logger, LoggerOptions } from "pino";

/** Lines of this level (warn) and above are throttled. */
const THROTTLED_FROM_LEVEL = 40;

/** How many equal lines are written per period. */
const MAX_EQUAL_LINES = 5;
const PERIOD_MS = 10_000;

/** How many kinds of lines are remembered at once; further kinds are not throttled. */
const MAX_KINDS = 500;

type Kind = { count: number; began: number; logger: Logger; level: number; message: string };

/** The hook for pino. Lines are equal when their level, text, and the error's code or name are. */
export function throttle(now: () => number = () => performance.now()): NonNullable<LoggerOptions["hooks"]> {
  const kinds = new Map<string, Kind>();

  function writeSummary({ count, logger, level, message }: Kind): void {
    const more = count - MAX_EQUAL_LINES;
    if (more <= 0) return;
    const name = logger.levels.labels[level] as "warn" | "error" | "fatal" | undefined;
    if (name) logger[name]({ repeated: more }, `repeated ${more.toLocaleString("en-US")} times: ${message}`);
  }

  function sweep(): void {
    const at = now();
    for (const [key, kind] of kinds) {
      if (at - kind.began < PERIOD_MS) continue;
      kinds.delete(key);
      writeSummary(kind);
    }
  }

  let timer: NodeJS.Timeout | null = null;
  return {
    logMethod(this: Logger, args: Parameters<LogFn>, method: LogFn, level: number) {
      const message = textOf(args);
      // The line with the count must not be throttled itself.
      if (level < THROTTLED_FROM_LEVEL || message.startsWith("repeated ")) return method.apply(this, args);
      if (!timer) {
        timer = setInterval(sweep, PERIOD_MS / 4);
        timer.unref();
      }
      const key = `${level} ${kindOf(args[0])} ${message}`;
      const known = kinds.get(key);
      if (!known) {
        if (kinds.size >= MAX_KINDS) return method.apply(this, args);
        kinds.set(key, { count: 1, began: now(), logger: this, level, message });
      } else if (now() - known.began >= PERIOD_MS) {
        kinds.set(key, { count: 1, began: now(), logger: this, level, message });
        writeSummary(known);
      } else {
        known.count += 1;
        if (known.count > MAX_EQUAL_LINES) return;
      }
      method.apply(this, args);
    },
  };
}

const textOf = (args: readonly unknown[]): string => args.find((one) => typeof one === "string") ?? "";

/** The code of an error, or else its name. Its message may contain numbers that differ each time. */
function kindOf(first: unknown): string {
  const error = first instanceof Error ? first : (first as { err?: unknown } | null)?.err;
  if (!(error instanceof Error)) return "";
  return String((error as { code?: unknown }).code ?? error.name);
}
