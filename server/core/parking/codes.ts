// Spot codes as people write them: which are valid, which count as the same, and which spots they name.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { latinShape, normalizeText } from "../../base/normalize-text.ts";
import type { CommandContext } from "./command-context.ts";
import { faults } from "./errors.ts";

/** A spot and its code. */
export type Named = { id: number; lot_id: number; code: string };

/** The longest code, in characters. */
const MAX_CODE_LENGTH = 20;

/** A code without leading and trailing spaces, and with single spaces inside. */
export const tidy = (code: string): string => code.replaceAll(/\p{Zs}+/gu, " ").trim();

/** What is wrong with a tidied code, as words that follow the code in a sentence; null when it is valid. */
export function faultOf(code: string): string | null {
  if (code === "") return "is empty";
  if ([...code].length > MAX_CODE_LENGTH) return `is longer than ${MAX_CODE_LENGTH} characters`;
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(code)) return "holds a character that cannot be seen";
  // Drivers type codes, and punctuation is ignored there.
  return normalizeText(code) === "" ? "holds no letter or digit" : null;
}

/** Whether people would take two codes for the same: case, accents, punctuation and look-alike letters of other alphabets are ignored. */
const same = (one: string, other: string): boolean => key(one) === key(other);

const key = (code: string): string => latinShape(normalizeText(code));

/** The spots that a code names, in one lot or in all. */
export async function named(db: Kysely<DB>, code: string, lotId: number | null): Promise<Named[]> {
  let all = db.selectFrom("spots").select(["id", "lot_id", "code"]).orderBy("lot_id").orderBy("id");
  if (lotId !== null) all = all.where("lot_id", "=", lotId);
  return (await all.execute()).filter((spot) => same(spot.code, code));
}

/**
 * Checks that the codes of new spots differ from each other and from the lot's existing ones. Locks the lot's row until the transaction
 * ends. Throws CODE_TAKEN.
 */
export async function checkNew(ctx: CommandContext, lotId: number | null, codes: readonly string[]): Promise<void> {
  const taken = new Map<string, string>();
  if (lotId !== null) {
    await sql`select 1 from lots where id = ${lotId} for no key update`.execute(ctx.tx);
    const own = await ctx.tx.selectFrom("spots").select("code").where("lot_id", "=", lotId).execute();
    for (const { code } of own) taken.set(key(code), code);
  }
  for (const code of codes) {
    const other = taken.get(key(code));
    if (other !== undefined)
      throw new Fault(
        faults.CODE_TAKEN,
        `Spot ${code} would be the same as spot ${other} of the lot: case, accents and signs do not count. Choose another code.`,
      );
    taken.set(key(code), code);
  }
}
