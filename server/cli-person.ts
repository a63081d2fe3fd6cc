// The commands for the data of one person: export, erase, proofs.
import { copyFile, mkdir } from "node:fs/promises";
import path from "node:path";
import type { Command } from "commander";
import type { Kysely } from "kysely";
import type { DB } from "../db/rows.ts";
import { appSecretKeys } from "./base/app-secret-key.ts";
import { wallClock } from "./base/clock.ts";
import type { Config } from "./base/config.ts";
import { dialable } from "./base/phone.ts";
import { configuredBackupPlace, openFiles } from "./blob-store.ts";
import { type WithDatabase, wholeNumber } from "./cli-options.ts";
import { find } from "./core/inbox/contacts.ts";
import { begin } from "./core/privacy/begin.ts";
import { withExport } from "./core/privacy/export.ts";
import * as look from "./core/privacy/look.ts";
import { dataOf } from "./core/privacy/person.ts";
import { finish, type StepParts } from "./core/privacy/steps.ts";
import { plugins } from "./skills.ts";

const data = dataOf(plugins);
const who = "the contact's id, or their phone number with the country code and +";

/** What the steps of erasures work with. */
export async function stepParts(db: Kysely<DB>, config: Config): Promise<StepParts> {
  return {
    ...{ db, data, clock: wallClock },
    files: await openFiles(config),
    place: () => configuredBackupPlace(config),
  };
}

/** The contact that an id or a number names. Throws a sentence when nobody has it. */
async function contactOf(db: Kysely<DB>, named: string): Promise<number> {
  if (/^\d{1,9}$/.test(named)) return Number(named);
  const number = dialable(named);
  if ("fault" in number) throw new Error(number.fault);
  const found = await find(db, { waId: number.digits, bsuid: null, parentBsuid: null, username: null });
  if (found === null) throw new Error(`Nobody has the number ${number.digits} now.`);
  return found;
}

const listed = (counts: Record<string, number>): string =>
  Object.entries(counts)
    .map(([table, n]) => `  ${table}: ${n}`)
    .join("\n");

/** Adds `person export`, `erase` and `proofs`. */
export function addPersonCommands(program: Command, withDatabase: WithDatabase, by: string): void {
  const command = program.command("person").description("the data of one person");
  command
    .command("export")
    .argument("<who>", who)
    .requiredOption("--to <folder>", "where the ZIP is written")
    .description("write all that is kept about a person into one ZIP")
    .action((named: string, { to }: { to: string }) =>
      withDatabase(async (db, config) => {
        const contactId = await contactOf(db, named);
        const { files } = await stepParts(db, config);
        const target = path.join(to, `contact-${contactId}.zip`);
        await mkdir(to, { recursive: true });
        const exporting = { contactId, by, now: wallClock() };
        await withExport(db, files, data, exporting, (place) => copyFile(place, target));
        console.log(`All that is kept about contact ${contactId} is in ${target}.`);
      }),
    );
  command
    .command("erase")
    .argument("<who>", who)
    .option("--number <number>", "the person's number, to confirm; without it, it is only shown what would be erased")
    .description("erase a person for good, and write a proof")
    .action((named: string, options: { number?: string }) =>
      withDatabase(async (db, config) => {
        const contactId = await contactOf(db, named);
        if (options.number === undefined) return showAhead(db, contactId);
        await look.mustName(db, contactId, options.number);
        const [secret] = await appSecretKeys(config);
        const id = await begin(db, contactId, { by, now: wallClock(), data, secret: secret! });
        await finish(await stepParts(db, config), id);
        console.log(`Contact ${contactId} is erased. The proof: bellhop person proofs ${id}`);
        const faults = faultsOf(await look.get(db, id));
        for (const fault of faults) console.error(`Not verified: ${fault}`);
        if (faults.length > 0) process.exitCode = 1;
      }),
    );
  command
    .command("proofs")
    .argument("[id]", "one of them, as JSON", wholeNumber)
    .description("the erasures, and the proof of one")
    .action((id: number | undefined) =>
      withDatabase(async (db) => {
        if (id !== undefined) return showProof(await look.get(db, id));
        const rows = await look.list(db, 1_000);
        if (rows.length === 0) console.log("Nobody was erased yet.");
        for (const one of rows)
          console.log(
            `${one.id}  ${one.begun_at.toISOString()}  contact ${one.contact_id}  by ${one.begun_by}  ${stateOf(one)}`,
          );
      }),
    );
}

async function showAhead(db: Kysely<DB>, contactId: number): Promise<void> {
  const { key, rows, obstacles } = await look.lookAhead(db, data, contactId);
  console.log(`Of contact ${contactId} there are:\n${listed(rows)}`);
  for (const obstacle of obstacles) console.log(obstacle);
  console.log(`Nothing was erased. To erase them for good: bellhop person erase ${contactId} --number ${key}`);
}

/** What ledger, audit log and archive had wrong with them at the end of an erasure. */
const faultsOf = ({ proof }: look.Erasure): string[] => Object.values(proof?.verified ?? {}).flat();

function stateOf(erasure: look.Erasure): string {
  if (erasure.step !== "done") return `under way: ${erasure.step}`;
  return faultsOf(erasure).length === 0 ? "done" : `done, not verified: bellhop person proofs ${erasure.id}`;
}

function showProof({ id, step, proof }: look.Erasure): void {
  if (proof) console.log(JSON.stringify(proof, null, 2));
  else console.log(`Erasure ${id} is under way: ${step}. A running Bellhop finishes it.`);
}
