// The commands for files of messages.
import { type Command, InvalidArgumentError } from "commander";
import { wallClock } from "./base/clock.ts";
import type { WithDatabase } from "./cli-options.ts";
import { fetchOld } from "./core/media/fetch-queue.ts";

/** A day as YYYY-MM-DD, or a time; in UTC. */
function timeOf(text: string): Date {
  const time = new Date(text);
  if (!/^\d{4}-\d\d-\d\d/.test(text) || Number.isNaN(time.getTime()))
    throw new InvalidArgumentError("It must be a day such as 2026-01-31, or a time such as 2026-01-31T12:00:00Z.");
  return time;
}

/** Adds `media fetch`. */
export function addMediaCommands(program: Command, withDatabase: WithDatabase): void {
  program
    .command("media")
    .description("files of messages")
    .command("fetch")
    .option("--since <day>", "only of messages that came on that day or later (UTC)", timeOf)
    .description("fetch files of old messages that are still with the provider: Meta keeps them for 7 days")
    .action((options: { since?: Date }) =>
      withDatabase(async (db) => {
        const { fetched, gone } = await fetchOld(db, { since: options.since ?? null, now: wallClock() });
        console.log(`${fetched} files will be fetched by the running Bellhop.`);
        if (gone > 0)
          console.log(`${gone} stay as they are: Meta has deleted them, because they are older than 7 days.`);
      }),
    );
}
