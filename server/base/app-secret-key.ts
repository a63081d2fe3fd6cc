// The keys that encrypt providers' secrets: APP_SECRET_KEY, or a file in DATA_DIR that the first start makes.
import { randomBytes } from "node:crypto";
import { link, readFile, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { prepareDataDir } from "./postgres-folder.ts";

/** The file in DATA_DIR, readable by its owner alone. */
export const APP_SECRET_KEY_FILE = "app-secret-key";

/**
 * The keys, 32 bytes each: the first encrypts, all decrypt. Without APP_SECRET_KEY the key is made once for all processes on this DATA_DIR. Throws
 * a sentence for the operator when the file can neither be read nor made.
 */
export async function appSecretKeys(config: { appSecretKeys: readonly string[]; dataDir: string }): Promise<Buffer[]> {
  if (config.appSecretKeys.length > 0) return config.appSecretKeys.map((key) => Buffer.from(key, "hex"));
  const file = fileIn(config.dataDir);
  const text = (await readIfThere(file)) ?? (await make(config.dataDir, file));
  if (!/^[0-9a-f]{64}$/i.test(text.trim()))
    throw new Error(`${file} does not hold 64 hexadecimal digits. Bring it back from a backup, or set APP_SECRET_KEY.`);
  return [Buffer.from(text.trim(), "hex")];
}

/** Makes the file with a key that a backup brought; one that is there stays. */
export async function keepAppSecretKey(dataDir: string, key: string): Promise<void> {
  await make(dataDir, fileIn(dataDir), key);
}

const fileIn = (dataDir: string): string => path.join(dataDir, APP_SECRET_KEY_FILE);

async function readIfThere(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return null;
    throw new Error(`${file} cannot be read: ${(error as Error).message}. Set APP_SECRET_KEY, or mend that.`);
  }
}

/** Makes the file, whole at once: of several processes that start together all use the key of one. */
async function make(dataDir: string, file: string, key = randomBytes(32).toString("hex")): Promise<string> {
  await prepareDataDir(dataDir);
  const own = `${file}.${randomBytes(6).toString("hex")}`;
  await writeFile(own, `${key}\n`, { mode: 0o600, flag: "wx" });
  try {
    await link(own, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
  } finally {
    await rm(own, { force: true });
  }
  return readFile(file, "utf8");
}
