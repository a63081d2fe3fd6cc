// The log: JSON lines, or readable ones on a terminal. Bodies and secrets never reach it: nothing here takes a request whole.
import { AsyncLocalStorage } from "node:async_hooks";
import { type DestinationStream, type Logger, pino, stdSerializers } from "pino";
import pretty from "pino-pretty";
import { throttle } from "./log-throttle.ts";

export type Log = Logger;

/** Fields that stand in every line that is logged while something is done: the request's id, the webhooks. */
export const logFields = new AsyncLocalStorage<Record<string, string | number>>();

/**
 * Builds the log. On a terminal lines are short and coloured; elsewhere, and into `destination`, each line is one JSON object.
 */
export function createLog(level: string, destination?: DestinationStream): Log {
  const options = {
    level,
    base: null,
    serializers: { err: safeError },
    mixin: () => ({ ...logFields.getStore() }),
    hooks: throttle(),
  };
  if (destination) return pino(options, destination);
  if (!process.stdout.isTTY) return pino(options);
  return pino(options, pretty({ sync: true, ignore: "pid,hostname", translateTime: "HH:MM:ss" }));
}

/**
 * What may be told of an error. PostgreSQL's data errors (SQLSTATE class 22) quote the value that they stumbled over, and its
 * `detail` quotes rows: what customers wrote has no place in a log.
 */
function safeError(error: unknown): object {
  if (!(error instanceof Error)) return { message: String(error) };
  const { type, message, stack } = stdSerializers.err(error);
  const code = (error as { code?: unknown }).code;
  const quotes = typeof code === "string" && /^22[0-9A-Z]{3}$/.test(code);
  const said = quotes ? "a value does not fit the database" : message;
  const trace = (stack ?? "").slice(Math.max(0, stack?.indexOf("\n    at ") ?? 0));
  return { type, message: said, stack: `${type}: ${said}${trace}`, ...(code === undefined ? {} : { code }) };
}
