// The second factor: a code of an authenticator app, or a recovery code. Each code is accepted once.
import { createHash, randomBytes } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit, type CommandContext } from "../../base/journal.ts";
import { seal, unseal } from "../../base/seal.ts";
import * as totp from "./totp.ts";

/** The state of a user's second factor. */
export type State = { on: boolean; recoveryCodes: number };

const RECOVERY_CODE_COUNT = 10;

// 80 bits, so that a code cannot be found even from its hash. Dashes, spaces and case are ignored.
const tidy = (code: string): string => code.toUpperCase().replace(/[\s-]/g, "");
const digest = (code: string): Buffer => createHash("sha256").update(tidy(code)).digest();
const newCode = (): string => totp.base32(randomBytes(10)).toLowerCase().match(/.{4}/g)!.join("-");

/** Whether the second factor is on, and how many recovery codes are left. */
export async function stateOf(db: Kysely<DB>, personId: number): Promise<State> {
  const { rows } = await sql<State>`
    select (select count(*)::int from user_recovery_codes where user_id = f.user_id) as "recoveryCodes",
      f.confirmed_at is not null as on
    from user_second_factors f where f.user_id = ${personId}`.execute(db);
  return rows[0]?.on ? rows[0] : { on: false, recoveryCodes: 0 };
}

const wrongState = (detail: string) => new Fault("SECOND_FACTOR_STATE", detail);

/** Creates a secret for an app, replacing one that was not confirmed. Throws SECOND_FACTOR_STATE when the second factor is on. */
export async function begin(
  db: Kysely<DB>,
  key: Buffer,
  who: { id: number; email: string },
  now: Date,
): Promise<{ secret: string; address: string }> {
  const secret = totp.newSecret();
  const made = await sql`
    insert into user_second_factors as f (user_id, secret, created_at)
    values (${who.id}, ${seal(key, String(who.id), secret)}, ${now})
    on conflict (user_id) do update set secret = excluded.secret, created_at = excluded.created_at, last_step = 0
    where f.confirmed_at is null returning user_id`.execute(db);
  if (made.rows.length === 0) throw wrongState("Two-step sign-in is on already. Turn it off first to use another app.");
  return { secret: totp.base32(secret), address: totp.addressOf(secret, who.email) };
}

/**
 * Turns the second factor on when the code shows that the app has the secret, and returns the recovery codes, which cannot be seen again. Throws
 * SECOND_FACTOR_WRONG or SECOND_FACTOR_STATE.
 */
export async function enrol(ctx: CommandContext<DB>, key: Buffer, personId: number, code: string): Promise<string[]> {
  const { tx, by, now } = ctx;
  const row = await tx
    .selectFrom("user_second_factors")
    .select("confirmed_at")
    .where("user_id", "=", personId)
    .forUpdate()
    .executeTakeFirst();
  if (!row) throw wrongState("Begin with POST /api/me/second-factor, which gives the secret for the app.");
  if (row.confirmed_at) throw wrongState("Two-step sign-in is on already.");
  if ((await takeAppCode(tx, key, personId, code, now)) !== "taken")
    throw new Fault(
      "SECOND_FACTOR_WRONG",
      "The code is not the app's current one. Check the time of your phone, and enter the code that shows now.",
    );
  await tx.updateTable("user_second_factors").set({ confirmed_at: now }).where("user_id", "=", personId).execute();
  const change = { action: "person.second_factor_on", subject: "person", id: personId, before: null, after: null };
  await audit(tx, by, change, now);
  return writeCodes(ctx, personId);
}

/** Creates new recovery codes, which cannot be seen again; the old ones become invalid. Throws SECOND_FACTOR_STATE. */
export async function renewCodes(ctx: CommandContext<DB>, personId: number): Promise<string[]> {
  if (!(await stateOf(ctx.tx, personId)).on)
    throw wrongState("Two-step sign-in is off: there are no recovery codes without it.");
  const change = { action: "person.recovery_codes_made", subject: "person", id: personId, before: null, after: null };
  await audit(ctx.tx, ctx.by, change, ctx.now);
  return writeCodes(ctx, personId);
}

async function writeCodes({ tx }: CommandContext<DB>, personId: number): Promise<string[]> {
  const codes = Array.from({ length: RECOVERY_CODE_COUNT }, newCode);
  await tx.deleteFrom("user_recovery_codes").where("user_id", "=", personId).execute();
  const rows = codes.map((code) => ({ user_id: personId, hash: digest(code) }));
  await tx.insertInto("user_recovery_codes").values(rows).execute();
  return codes;
}

/** Turns the second factor off: by the user (`off`), or by an admin (`reset`). Throws SECOND_FACTOR_STATE when it is not on. */
export async function remove(
  { tx, by, now }: CommandContext<DB>,
  personId: number,
  how: "off" | "reset",
): Promise<void> {
  const gone = await tx
    .deleteFrom("user_second_factors")
    .where("user_id", "=", personId)
    .returning("confirmed_at")
    .executeTakeFirst();
  if (!gone?.confirmed_at) throw wrongState("Two-step sign-in is not on for this person.");
  const action = `person.second_factor_${how}`;
  await audit(tx, by, { action, subject: "person", id: personId, before: null, after: null }, now);
}

/** The result of checking a code: accepted, right but already used, or wrong. */
export type Verdict = "taken" | "used" | "wrong";

/** Accepts an app's code or a recovery code and marks it as used. */
export async function take(
  db: Kysely<DB>,
  key: Buffer,
  who: { id: number; name: string },
  code: string,
  now: Date,
): Promise<Verdict> {
  const given = tidy(code);
  if (/^\d{6}$/.test(given)) return takeAppCode(db, key, who.id, given, now);
  return db.transaction().execute(async (tx) => {
    const used = await tx
      .deleteFrom("user_recovery_codes")
      .where("user_id", "=", who.id)
      .where("hash", "=", digest(given))
      .returning("user_id")
      .executeTakeFirst();
    if (!used) return "wrong";
    const left = (await stateOf(tx, who.id)).recoveryCodes;
    const change = {
      action: "person.recovery_code_used",
      subject: "person",
      id: who.id,
      before: null,
      after: { left },
    };
    await audit(tx, `desk:${who.name}`, { ...change, who: { personId: who.id, keyId: null } }, now);
    return "taken";
  });
}

async function takeAppCode(db: Kysely<DB>, key: Buffer, personId: number, code: string, now: Date): Promise<Verdict> {
  const row = await db
    .selectFrom("user_second_factors")
    .select("secret")
    .where("user_id", "=", personId)
    .executeTakeFirst();
  const step = row ? totp.match(unseal(key, String(personId), row.secret), tidy(code), now) : null;
  if (step === null) return "wrong";
  // Of two requests with the same code at once, only one finds the row unchanged.
  const taken = await db
    .updateTable("user_second_factors")
    .set({ last_step: step })
    .where("user_id", "=", personId)
    .where("last_step", "<", step)
    .returning("user_id")
    .executeTakeFirst();
  return taken ? "taken" : "used";
}
