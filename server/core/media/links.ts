// Links to files that work for some minutes without a key: for programs that cannot send one, and for Twilio, which fetches what it sends.
import { createHmac, randomBytes, timingSafeEqual } from "node:crypto";
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";

/** How long a link works, in minutes. */
export const LINK_MINUTES = 15;

/** A link, and until when it works. */
export type Link = { url: string; expiresAt: Date };

/** Makes a link to a file. Who has it needs nothing else, so give it only to those who may see the file. */
export async function make(
  db: Kysely<DB>,
  { publicUrl, id, now, minutes = LINK_MINUTES }: { publicUrl: string; id: number; now: Date; minutes?: number },
): Promise<Link> {
  const expiresAt = new Date(now.getTime() + minutes * 60_000);
  const said = `${id}.${expiresAt.getTime()}`;
  return { url: `${publicUrl}/api/media/links/${said}.${sign(await secretOf(db), said)}`, expiresAt };
}

/** The id of the file to which a link leads, by the last part of its path. Throws LINK_INVALID. */
export async function read(db: Kysely<DB>, token: string, now: Date): Promise<number> {
  const [, id, expires, signature] = /^(\d{1,15})\.(\d{1,15})\.([\w-]{43})$/.exec(token) ?? [];
  const remedy = "Make another with POST /api/media/{id}/link.";
  if (id === undefined || expires === undefined || signature === undefined)
    throw new Fault("LINK_INVALID", `This is no link to a file. ${remedy}`);
  const expected = sign(await secretOf(db), `${id}.${expires}`);
  if (!timingSafeEqual(Buffer.from(signature), Buffer.from(expected)))
    throw new Fault("LINK_INVALID", `The signature does not match: the link was changed. ${remedy}`);
  if (Number(expires) <= now.getTime()) throw new Fault("LINK_INVALID", `The link has expired. ${remedy}`);
  return Number(id);
}

/** Keeps the address of this Bellhop for views, which give the addresses of files. */
export async function rememberPublicUrl(db: Kysely<DB>, publicUrl: string): Promise<void> {
  const value = JSON.stringify(publicUrl);
  await db
    .insertInto("settings")
    .values({ name: "public_url", value })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value, updated_at: sql`now()` }))
    .execute();
}

const sign = (secret: string, said: string): string => createHmac("sha256", secret).update(said).digest("base64url");

/** The secret that signs links; it is made when it is first needed. */
async function secretOf(db: Kysely<DB>): Promise<string> {
  const name = "media-links";
  const find = () => db.selectFrom("secrets").select("value").where("name", "=", name).executeTakeFirst();
  const known = await find();
  if (known) return known.value;
  await db
    .insertInto("secrets")
    .values({ name, value: randomBytes(32).toString("hex") })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
  return (await find())!.value;
}
