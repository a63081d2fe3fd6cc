// The secrets of a backup: the keys that open what is encrypted in the database, themselves encrypted with a passphrase.
import { randomBytes, scrypt } from "node:crypto";
import { promisify } from "node:util";
import type pg from "pg";
import { z } from "zod";
import { seal, unseal } from "../../base/seal.ts";

/** The table whose rows are among the secrets, and not among the tables of a backup. */
export const SECRET_TABLE = "secrets";

const SALT_BYTES = 16;

/** scrypt with 32 MB and some tenths of a second: guessing a passphrase costs that each time. (OWASP, password storage.) */
const keyFrom = (passphrase: string, salt: Buffer): Promise<Buffer> =>
  promisify<string, Buffer, number, object, Buffer>(scrypt)(passphrase.normalize("NFKC"), salt, 32, {
    ...{ N: 2 ** 15, r: 8, p: 3 },
    maxmem: 64 * 1024 * 1024,
  });

const secrets = z.object({
  /** In hexadecimal, the one that encrypts first. */
  appSecretKeys: z.array(z.string()),
  rows: z.array(z.object({ name: z.string(), value: z.string(), created_at: z.string() })),
});

/** The keys. */
export type Secrets = z.infer<typeof secrets>;

const boundTo = (id: string): string => `backup:${id}`;

/** Reads the rows of the secrets as they are in the transaction. */
export async function readSecrets(client: pg.ClientBase, keys: readonly Buffer[]): Promise<Secrets> {
  const { rows } = await client.query(
    `select name, value, created_at::text as created_at from public.${SECRET_TABLE} order by name`,
  );
  return { appSecretKeys: keys.map((key) => key.toString("hex")), rows };
}

/** Encrypts the secrets of a backup: salt, nonce, tag, ciphertext. */
export async function sealSecrets(value: Secrets, id: string, passphrase: string): Promise<Buffer> {
  const salt = randomBytes(SALT_BYTES);
  const key = await keyFrom(passphrase, salt);
  return Buffer.concat([salt, seal(key, boundTo(id), Buffer.from(JSON.stringify(value)))]);
}

/** Decrypts what {@link sealSecrets} returned. Throws a sentence when the passphrase is another. */
export async function openSecrets(sealed: Buffer, id: string, passphrase: string): Promise<Secrets> {
  const key = await keyFrom(passphrase, sealed.subarray(0, SALT_BYTES));
  let text: string;
  try {
    text = unseal(key, boundTo(id), sealed.subarray(SALT_BYTES)).toString("utf8");
  } catch {
    throw new Error(
      `BACKUP_PASSPHRASE is not the one with which backup ${id} was made. Without it everything else can be restored: --without-secrets`,
    );
  }
  return secrets.parse(JSON.parse(text));
}

/** Writes the rows of the secrets. */
export async function writeSecrets(client: pg.ClientBase, { rows }: Secrets): Promise<void> {
  await client.query(
    `insert into public.${SECRET_TABLE} (name, value, created_at)
    select name, value, created_at from json_to_recordset($1::json) as r(name text, value text, created_at timestamptz)`,
    [JSON.stringify(rows)],
  );
}
