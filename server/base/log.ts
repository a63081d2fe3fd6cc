// The log: JSON lines, or readable ones on a terminal. Bodies and secrets never reach it: no function here logs a whole request.
import { AsyncLocalStorage } from "node:async_hooks";
import { type DestinationStream, type Logger, pino, stdSerializers } from "pino";
import pretty from "pino-pretty";
import { throttle } from "./log-throttle.ts";

export type Log = Logger;

/** Fields that are added to every line logged during some work: the request's id, the webhooks. */
export const logFields = new AsyncLocalStorage<Record<string, string | number>>();

/** Creates the log. On a terminal, lines are short and coloured; elsewhere, and with a `destination`, each line is one JSON object. */
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
 * The parts of an error that may be logged. PostgreSQL's data errors (SQLSTATE class 22) quote the offending value, and `detail` quotes rows:
 * what customers wrote must not be logged.
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
