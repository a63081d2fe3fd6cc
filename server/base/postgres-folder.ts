// The data folder of the embedded PostgreSQL: creates it and the files beside it, and checks whether it can be used.
import { randomBytes } from "node:crypto";
import { constants, existsSync } from "node:fs";
import { access, chmod, chown, mkdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import path from "node:path";
import { runTool } from "./postgres-process.ts";
import { type Passwords, superuser } from "./postgres-roles.ts";
import type { Runner } from "./postgres-user.ts";

/** The major version of the PostgreSQL that is installed with Bellhop. */
const major = "18";

const isNew = (directory: string): boolean => !existsSync(path.join(directory, "PG_VERSION"));

const reasons: Record<string, string> = {
  EACCES: "the user who runs Bellhop may not write there",
  EPERM: "the user who runs Bellhop may not write there",
  EROFS: "the disk is read-only",
  ENOSPC: "the disk is full",
  EDQUOT: "the disk quota is used up",
  ENOTDIR: "a part of the path is a file",
  EEXIST: "it is a file and not a folder",
  ENOENT: "a folder above it is missing and cannot be made",
  ELOOP: "it is a link that leads nowhere",
  ENAMETOOLONG: "the path is too long",
};

/** An error about DATA_DIR, as a sentence that says what to do. */
function unusable(dataDir: string, error: unknown): Error {
  const code = (error as NodeJS.ErrnoException).code ?? "";
  const reason = reasons[code] ?? (error as Error).message;
  return new Error(
    `DATA_DIR (${dataDir}) cannot be used: ${reason}. Mend that, or set DATA_DIR to a folder that can be written to.`,
    {
      cause: error,
    },
  );
}

/** Creates the folder that contains all data and checks that it is writable. Throws a sentence when it is not. */
export async function prepareDataDir(dataDir: string): Promise<void> {
  try {
    await mkdir(dataDir, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
      // So Node says it of a read-only disk too; the plain call tells them apart.
      if (error.code === "ENOENT") return mkdir(dataDir);
      throw error;
    });
    await access(dataDir, constants.W_OK | constants.X_OK);
    const probe = path.join(dataDir, `.probe-${randomBytes(6).toString("hex")}`);
    await writeFile(probe, "");
    await rm(probe);
  } catch (error) {
    throw unusable(dataDir, error);
  }
}

/** The files with the roles' passwords, beside the data folder. */
export const passwordFiles = (directory: string): Record<keyof Passwords, string> => {
  const at = (name: string) => path.join(path.dirname(directory), name);
  return { superuser: at("postgres.password"), owner: at("bellhop.password"), reader: at("bellhop_reader.password") };
};

/** Reads a password; null when the file is missing or empty. */
export async function passwordIn(file: string): Promise<string | null> {
  const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return "";
    throw new Error(
      `${file} cannot be read (${error.code}): give it to the user who runs Bellhop (chown, chmod 600).`,
      {
        cause: error,
      },
    );
  });
  return /^[0-9a-zA-Z]+$/.exec(text.trim())?.[0] ?? null;
}

/**
 * The passwords of a data folder. Missing ones are created, except for the superuser's of an existing folder: without it the server cannot be
 * opened, and a sentence says so.
 */
export async function passwordsOf(directory: string): Promise<Passwords> {
  const files = passwordFiles(directory);
  const kept = await passwordIn(files.superuser);
  if (kept === null && !isNew(directory)) {
    throw new Error(
      `${files.superuser} is missing or empty, and the database in ${directory} does not open without it. Put the file back from a ` +
        "backup of DATA_DIR; docs/troubleshooting.md says what to do when there is none.",
    );
  }
  return {
    superuser: kept ?? (await make(files.superuser)),
    owner: (await passwordIn(files.owner)) ?? (await make(files.owner)),
    reader: (await passwordIn(files.reader)) ?? (await make(files.reader)),
  };
}

/** Creates a password file that only its owner can read. */
async function make(file: string): Promise<string> {
  const made = randomBytes(24).toString("hex");
  try {
    await writeFile(file, `${made}\n`, { mode: 0o600 });
    await chmod(file, 0o600);
  } catch (error) {
    throw unusable(path.dirname(file), error);
  }
  return made;
}

/** Creates the data folder if there is none. Throws when the existing one was made by another version of PostgreSQL or by something else. */
export async function initialise(
  directory: string,
  bin: { initdb: string },
  runner: Runner,
  password: string,
  signal?: AbortSignal,
): Promise<void> {
  if (!isNew(directory)) return checkVersion(directory);
  // Created under another name and renamed when complete, so that an interruption leaves nothing that breaks the next start.
  const aside = `${directory}.new-${randomBytes(6).toString("hex")}`;
  const passwordFile = path.join(path.dirname(directory), `.pw-${randomBytes(6).toString("hex")}`);
  const { uid, gid } = runner.options;
  const give = async (file: string) => {
    if (uid !== undefined && gid !== undefined) await chown(file, uid, gid);
  };
  try {
    await mkdir(aside, { mode: 0o700 });
    await give(aside);
    await writeFile(passwordFile, password, { mode: 0o600 });
    await give(passwordFile);
    const args = ["-D", aside, "-U", superuser, "-A", "scram-sha-256", "--pwfile", passwordFile];
    await runTool(runner, bin.initdb, [...args, "-E", "UTF8", "--locale=C", "--no-instructions"], signal);
    await rename(aside, directory);
  } catch (cause) {
    if (!isNew(directory)) return; // Another process has created it meanwhile.
    signal?.throwIfAborted();
    const code = (cause as NodeJS.ErrnoException).code;
    if (code === "ENOTEMPTY" || code === "EEXIST" || code === "ENOTDIR") {
      throw new Error(
        `${directory} is in the way: it is not a database of Bellhop's. Move it away, or set DATA_DIR to another folder.`,
        { cause },
      );
    }
    const said = String((cause as { stderr?: string }).stderr || (cause as Error).message).trim();
    if (/No space left/i.test(said)) throw unusable(path.dirname(directory), { code: "ENOSPC" });
    throw new Error(`The embedded PostgreSQL could not be created in ${directory}: ${said.replace(/\s+/g, " ")}`, {
      cause,
    });
  } finally {
    await rm(passwordFile, { force: true });
    await rm(aside, { recursive: true, force: true });
  }
}

async function checkVersion(directory: string): Promise<void> {
  const version = (await readFile(path.join(directory, "PG_VERSION"), "utf8")).trim();
  if (version === major) return;
  const remedy =
    Number(version) > Number(major)
      ? "Use the newer Bellhop that made it, or set DATA_DIR to another folder."
      : "Dump it with that version and restore it into this one, or set DATABASE_URL.";
  throw new Error(`${directory} was made by PostgreSQL ${version}; this Bellhop brings ${major}. ${remedy}`);
}

const hba = `# Written by Bellhop at every start. Only this machine, and nobody without a password.
host all all 127.0.0.1/32 scram-sha-256
`;

/** Writes who may connect. Returns whether that changed, so that a running server must reload it. */
export async function writeHba(directory: string, runner: Runner): Promise<boolean> {
  const file = path.join(directory, "pg_hba.conf");
  if ((await readFile(file, "utf8").catch(() => "")) === hba) return false;
  try {
    await writeFile(file, hba, { mode: 0o600 });
    const { uid, gid } = runner.options;
    if (uid !== undefined && gid !== undefined) await chown(file, uid, gid);
  } catch (error) {
    const mine = await stat(directory).catch(() => null);
    if (mine && process.getuid && mine.uid !== process.getuid())
      throw new Error(
        `${directory} belongs to another user. Give it to the one who runs Bellhop (chown -R), or set DATA_DIR to another folder.`,
        {
          cause: error,
        },
      );
    throw unusable(path.dirname(directory), error);
  }
  return true;
}
