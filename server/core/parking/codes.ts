// Spot codes as people write them: which can be used, which of them are the same, and which spots they name.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { latinShape, normalizeText } from "../../base/normalize-text.ts";
import type { CommandContext } from "./command-context.ts";
import { faults } from "./errors.ts";

/** A spot by its name. */
export type Named = { id: number; lot_id: number; code: string };

/** The longest code, in characters. */
const MAX_CODE_LENGTH = 20;

/** A code without space around it, and with single spaces in it. */
export const tidy = (code: string): string => code.replaceAll(/\p{Zs}+/gu, " ").trim();

/** What is wrong with a tidy code, to follow the code in a sentence; null when it can be used. */
export function faultOf(code: string): string | null {
  if (code === "") return "is empty";
  if ([...code].length > MAX_CODE_LENGTH) return `is longer than ${MAX_CODE_LENGTH} characters`;
  if (/[\p{C}\p{Zl}\p{Zp}]/u.test(code)) return "holds a character that cannot be seen";
  // Drivers type codes, and signs do not count there.
  return normalizeText(code) === "" ? "holds no letter or digit" : null;
}

/** Whether two codes are the same to people: case, accents, signs, and the alphabet of letters that look alike do not matter. */
const same = (one: string, other: string): boolean => key(one) === key(other);

const key = (code: string): string => latinShape(normalizeText(code));

/** The spots of a lot, or of all, that a code names. */
export async function named(db: Kysely<DB>, code: string, lotId: number | null): Promise<Named[]> {
  let all = db.selectFrom("spots").select(["id", "lot_id", "code"]).orderBy("lot_id").orderBy("id");
  if (lotId !== null) all = all.where("lot_id", "=", lotId);
  return (await all.execute()).filter((spot) => same(spot.code, code));
}

/**
 * Checks that codes for new spots of a lot are all different from each other and from those that it has. The lot's row is kept as it
 * is until the transaction ends. Throws CODE_TAKEN.
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
