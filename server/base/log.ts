// The log: JSON lines, or readable ones on a terminal. Bodies and secrets never reach it: nothing here takes a request whole.
import { type Logger, pino, stdSerializers } from "pino";
import pretty from "pino-pretty";

export type Log = Logger;

/** Builds the log. On a terminal lines are short and coloured; elsewhere each line is one JSON object. */
export function createLog(level: string): Log {
  const options = {
    level,
    base: null,
    serializers: { err: safeError },
  };
  if (!process.stdout.isTTY) return pino(options);
  return pino(options, pretty({ sync: true, ignore: "pid,hostname", translateTime: "HH:MM:ss" }));
}

/** Errors of pg carry the row's values in `detail`; messages of customers have no place in a log. */
function safeError(error: unknown): unknown {
  if (!(error instanceof Error)) return { message: String(error) };
  const { type, message, stack } = stdSerializers.err(error);
  const code = (error as { code?: unknown }).code;
  return { type, message, stack, ...(code === undefined ? {} : { code }) };
}
