// Keyed digests of identity keys: they recognise a person in a restored backup, and tell nobody else who it was.
import { createHash, createHmac } from "node:crypto";
import { keyText } from "../inbox/identity.ts";
import type { Key } from "../inbox/keys.ts";

/** Which key digests were made with, without telling it. */
export const keyIdOf = (secret: Buffer): string =>
  createHash("sha256").update("erasures").update(secret).digest("hex").slice(0, 16);

/** The digest of an identity key, in hexadecimal digits. `secret`: a key of APP_SECRET_KEY. */
export const digestOf = (secret: Buffer, key: Key): string =>
  createHmac("sha256", secret).update("erasures\0").update(keyText(key)).digest("hex");
