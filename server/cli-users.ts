// The command line for people who may sign in to the Desk: for set-up by scripts, and for when nobody can sign in any more.
import { createInterface } from "node:readline/promises";
import { Writable } from "node:stream";
import { type Command, InvalidArgumentError, Option } from "commander";
import type { Kysely, Transaction } from "kysely";
import type { DB } from "../db/rows.ts";
import { wallClock } from "./base/clock.ts";
import type { Config } from "./base/config.ts";
import { oneLine, type WithDatabase } from "./cli-options.ts";
import { type Role, roles } from "./contract/roles.ts";
import * as links from "./core/access/links.ts";
import * as passwordRules from "./core/access/password-rules.ts";
import * as passwords from "./core/access/passwords.ts";
import * as secondFactor from "./core/access/second-factor.ts";
import * as users from "./core/access/users.ts";

type Entered = { name?: string; role: Role };

const emailOf = (text: string): string => {
  const email = users.tidyEmail(text);
  if (email.length > 320 || !/^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(email))
    throw new InvalidArgumentError("It must be an e-mail address such as ana@example.com.");
  return email;
};

/** A line of standard input; what is typed into a terminal is not shown. */
async function askPassword(): Promise<string> {
  const { stdin } = process;
  if (stdin.isTTY) process.stderr.write(`Password, at least ${passwordRules.passwordLength.least} characters: `);
  const output = new Writable({ write: (_chunk, _encoding, done) => done() });
  const lines = createInterface({ input: stdin, output, terminal: stdin.isTTY ?? false });
  try {
    for await (const line of lines) return line;
    throw new Error("Give the password on standard input.");
  } finally {
    lines.close();
    if (stdin.isTTY) process.stderr.write("\n");
  }
}

/** Runs a change of users in a transaction of its own. */
type ChangeUsers = <T>(
  db: Kysely<DB>,
  run: (ctx: { tx: Transaction<DB>; now: Date; by: string }) => Promise<T>,
) => Promise<T>;

/** Adds `users create|invite|reset|reset-2fa|list|disable|enable`. `by` is what the journal says of who did it. */
export function addUserCommands(program: Command, withDatabase: WithDatabase, by: string): void {
  const group = program.command("users").description("people who may sign in to the Desk");
  const changeUsers: ChangeUsers = (db, run) => db.transaction().execute((tx) => run({ tx, now: wallClock(), by }));
  addNewUserCommands(group, withDatabase, changeUsers);
  addResetCommands(group, withDatabase, changeUsers);
  addListCommands(group, withDatabase, changeUsers);
}

function addNewUserCommands(group: Command, withDatabase: WithDatabase, changeUsers: ChangeUsers): void {
  const person = (name: string, description: string) =>
    group
      .command(name)
      .argument("<email>", "with which they sign in", emailOf)
      .option("--name <name>", "how colleagues know them; the address up to the @ when left out", oneLine)
      .addOption(new Option("--role <role>", "what they may do").choices(roles).default("agent" satisfies Role))
      .description(description);
  const given = (email: string, { name, role }: Entered) => ({ email, role, name: name ?? email.split("@")[0]! });

  person("create", "add somebody with a password, which is read from standard input").action(
    (email: string, options: Entered) =>
      withDatabase(async (db) => {
        const password = await askPassword();
        await passwordRules.check(password, given(email, options));
        const hashed = await passwords.hash(password);
        await changeUsers(db, async (one) => {
          const id = await users.create(one, given(email, options));
          await passwords.set(one, id, hashed);
        });
        console.log(`${email} can sign in as ${options.role}.`);
      }),
  );
  person("invite", "add somebody and print the one-time link with which they choose a password").action(
    (email: string, options: Entered) =>
      withDatabase(async (db, config) => {
        const link = await changeUsers(db, async (one) =>
          links.make(one, await users.create(one, given(email, options))),
        );
        printLink(config, email, link);
      }),
  );
}

function addResetCommands(group: Command, withDatabase: WithDatabase, changeUsers: ChangeUsers): void {
  group
    .command("reset")
    .argument("<email>", "whose", emailOf)
    .description("print a one-time link with which somebody chooses another password")
    .action((email: string) =>
      withDatabase(async (db, config) => {
        const { id, second_factor } = await users.named(db, email);
        printLink(config, email, await changeUsers(db, (one) => links.make(one, id)));
        if (second_factor)
          console.log(
            `It asks for a code of their authenticator app, or a recovery code. Without either run: npm run bellhop -- users reset-2fa ${email}`,
          );
      }),
    );
  group
    .command("reset-2fa")
    .argument("<email>", "whose", emailOf)
    .description("turn two-step sign-in off for somebody who lost their phone and their recovery codes")
    .action((email: string) =>
      withDatabase(async (db) => {
        const { id } = await users.named(db, email);
        await changeUsers(db, (one) => secondFactor.remove(one, id, "reset"));
        console.log(`${email} signs in with the password alone, until they set up two-step sign-in again.`);
      }),
    );
}

function addListCommands(group: Command, withDatabase: WithDatabase, changeUsers: ChangeUsers): void {
  group
    .command("list")
    .description("everybody, and what they may do")
    .action(() =>
      withDatabase(async (db) => {
        const rows = await users.list(db);
        if (rows.length === 0)
          return console.log(
            "There is nobody. Invite somebody with: npm run bellhop -- users invite EMAIL --role admin",
          );
        console.table(
          rows.map(({ name, email, role, state, second_factor, last_seen_at }) => ({
            name,
            email,
            role,
            is: state,
            "two-step": second_factor ? "on" : "off",
            "last seen": last_seen_at?.toISOString() ?? "",
          })),
        );
      }),
    );
  for (const [name, disabled, description] of [
    ["disable", true, "sign somebody out at once and let them in no more"],
    ["enable", false, "let somebody in again who was disabled"],
  ] as const) {
    group
      .command(name)
      .argument("<email>", "whom", emailOf)
      .description(description)
      .action((email: string) =>
        withDatabase(async (db) => {
          const { id } = await users.named(db, email);
          await changeUsers(db, (one) => users.change(one, id, { disabled }));
          console.log(disabled ? `${email} can no longer sign in.` : `${email} can sign in again.`);
        }),
      );
  }
}

function printLink(config: Config, email: string, link: links.Link): void {
  console.log(
    `Give ${email} this link. It works once, until ${link.expiresAt.toISOString()}:\n\n  ${links.addressOf(config.publicUrl, link)}\n`,
  );
}
