// PostgreSQL refuses to run as root. When Bellhop itself runs as root (containers, CI), this finds another user for PostgreSQL; otherwise it
// changes nothing.
import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const exec = promisify(execFile);

/** How to start a program of PostgreSQL. */
export type Runner = {
  /** The command line to run instead. */
  wrap(file: string, args: string[]): [string, string[]];
  /** uid and gid of the child process; empty when it runs as the same user. */
  options: { uid?: number; gid?: number };
};

const asWeAre: Runner = { wrap: (file, args) => [file, args], options: {} };

/**
 * Chooses the runner for a data directory. As root: the user `postgres` or `nobody` if that user can reach both the directory and the programs,
 * else a user namespace in which root's files belong to an ordinary uid. Throws with a remedy when neither works.
 */
export async function runnerFor(directory: string, bin: { postgres: string }): Promise<Runner> {
  if (process.platform === "win32" || process.getuid?.() !== 0) return asWeAre;
  const owner = await stat(directory).then(
    (found) => found.uid,
    () => null,
  );
  const ids = await ordinaryUser();
  const closed = (await closedParent(directory)) ?? (await closedParent(bin.postgres));
  if (ids && !closed && owner !== 0) return { ...asWeAre, options: ids };
  const namespace: Runner = {
    wrap: (file, args) => ["unshare", ["--user", "--map-user=65534", "--map-group=65534", file, ...args]],
    options: {},
  };
  const works = await exec(...namespace.wrap("true", [])).then(
    () => true,
    () => false,
  );
  if (works && (owner === null || owner === 0)) return namespace;
  throw new Error(
    `PostgreSQL refuses to run as root, and ${closed ?? directory} is closed to other users. Run Bellhop as an ordinary ` +
      "user, or move it and DATA_DIR to where others may enter (chmod o+x), or set DATABASE_URL.",
  );
}

async function ordinaryUser(): Promise<{ uid: number; gid: number } | null> {
  for (const name of ["postgres", "nobody"]) {
    try {
      const [uid, gid] = await Promise.all([exec("id", ["-u", name]), exec("id", ["-g", name])]);
      return { uid: Number(uid.stdout), gid: Number(gid.stdout) };
    } catch {
      // This user does not exist: try the next.
    }
  }
  return null;
}

/** The first folder on the path to a file that other users may not enter, or null. */
async function closedParent(file: string): Promise<string | null> {
  const parts: string[] = [];
  for (let at = path.dirname(path.resolve(file)); ; at = path.dirname(at)) {
    parts.unshift(at);
    if (at === path.dirname(at)) break;
  }
  for (const part of parts) {
    const mode = await stat(part).then(
      (found) => found.mode,
      () => null,
    );
    if (mode !== null && (mode & 0o001) === 0) return part;
  }
  return null;
}
