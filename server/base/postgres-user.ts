// PostgreSQL refuses to run as root. This finds another user to run it as when Bellhop itself is root (containers, CI);
// for everybody else it changes nothing.
import { execFile } from "node:child_process";
import { stat } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";

const exec = promisify(execFile);

/** How to start a program of PostgreSQL's. */
export type Runner = {
  /** Command line to run instead. */
  wrap(file: string, args: string[]): [string, string[]];
  /** uid and gid for the child; empty when it runs as we do. */
  options: { uid?: number; gid?: number };
};

const asWeAre: Runner = { wrap: (file, args) => [file, args], options: {} };

/**
 * Chooses the runner for a data directory. As root: the user `postgres` or `nobody` where both the directory and the programs
 * lie in reach, else a user namespace in which root's own files belong to an ordinary number. Throws with a remedy when
 * neither works.
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
      // No such user here: try the next.
    }
  }
  return null;
}

/** The first folder on the way to a file that other users may not enter, or null. */
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
