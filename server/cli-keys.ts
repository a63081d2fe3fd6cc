// The command line for API keys.
import { type Command, InvalidArgumentError, Option } from "commander";
import { wallClock } from "./base/clock.ts";
import type { WithDatabase } from "./cli-options.ts";
import { type Role, roles } from "./contract/roles.ts";
import * as keys from "./core/access/keys.ts";

/** A time as people write an end: a day, a time, or so many days from now. */
const end = (text: string): Date => {
  const days = /^(\d{1,5})\s*d(ays?)?$/i.exec(text.trim())?.[1];
  const at = days ? new Date(wallClock().getTime() + Number(days) * 86_400_000) : new Date(text);
  const written = days !== undefined || /^\d{4}-\d{2}-\d{2}(T.*(Z|[+-]\d{2}:\d{2}))?$/.test(text.trim());
  if (!written || Number.isNaN(at.getTime()) || at.getTime() >= Date.parse("2200-01-01T00:00:00Z"))
    throw new InvalidArgumentError(
      "It must be days such as 90d, a day such as 2027-01-31 (UTC), or a time with its offset.",
    );
  if (at <= wallClock()) throw new InvalidArgumentError("It has passed. Choose a later time.");
  return at;
};

/** Adds `keys create|list|revoke`. `by` is what the audit log says of who did it. */
export function addKeyCommands(program: Command, withDatabase: WithDatabase, by: string): void {
  const keysCommand = program.command("keys").description("API keys");
  keysCommand
    .command("create")
    .argument("<name>", "what the key is for")
    .addOption(new Option("--role <role>", "what it may do").choices(roles).default("admin" satisfies Role))
    .option(
      "--expires <when>",
      "from when on it is refused: 90d, 2027-01-31 or a time; it has no end when left out",
      end,
    )
    .description("make a key and print it; it cannot be shown again")
    .action((name: string, options: { role: Role; expires?: Date }) =>
      withDatabase(async (db) => {
        const made = await db
          .transaction()
          .execute((tx) =>
            keys.create({ tx, now: wallClock(), by }, { name, role: options.role, expiresAt: options.expires ?? null }),
          );
        console.log(made.key);
      }),
    );
  keysCommand
    .command("list")
    .description("all keys, without the keys themselves")
    .action(() =>
      withDatabase(async (db) => {
        const rows = await keys.list(db, wallClock());
        if (rows.length === 0)
          return console.log("There are no keys. Make one with: npm run bellhop -- keys create NAME");
        console.table(
          rows.map((row) => ({
            name: row.name,
            role: row.role,
            begins: row.prefix,
            is: row.state.replace("_", " "),
            "made by": row.maker ?? "",
            created: row.created_at.toISOString(),
            expires: row.expires_at?.toISOString() ?? "never",
            "last used": row.last_used_at?.toISOString() ?? "never",
            from: row.last_used_address ?? "",
          })),
        );
      }),
    );
  keysCommand
    .command("revoke")
    .argument("<name>")
    .description("end a key at once")
    .action((name: string) =>
      withDatabase(async (db) => {
        await db.transaction().execute((tx) => keys.revoke({ tx, now: wallClock(), by }, name));
        console.log(`The key ${name} no longer works.`);
      }),
    );
}
