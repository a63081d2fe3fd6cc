// The repository's files according to git: tracked or new, but not ignored. Without git, all files in its folders.
import { execFileSync } from "node:child_process";
import { globSync, readFileSync } from "node:fs";
import path from "node:path";

/** The root folder of the repository. */
export const root = path.join(import.meta.dirname, "../..");

/** Paths relative to the root, with slashes. */
export const files: readonly string[] = list();

/** The text of a file. */
export const textOf = (file: string): string => readFileSync(path.join(root, file), "utf8");

function list(): string[] {
  try {
    const said = execFileSync("git", ["ls-files", "-co", "--exclude-standard"], {
      cwd: root,
      encoding: "utf8",
      stdio: "pipe",
    });
    // Build results are left out.
    const there = said.split("\n").filter((file) => file !== "" && !file.startsWith("web/dist/") && isThere(file));
    if (there.includes("package.json")) return there.sort();
  } catch {
    // Not a git clone but a copy.
  }
  const ignored = /^(node_modules|data|\.tmp|\.git|coverage|test-results|web\/dist)(\/|$)|^\.env$|\.log$/;
  return globSync("**/*", {
    cwd: root,
    withFileTypes: true,
    exclude: (entry) => /^(node_modules|data|\.tmp|\.git)$/.test(entry.name),
  })
    .filter((entry) => entry.isFile())
    .map((entry) => path.relative(root, path.join(entry.parentPath, entry.name)).replaceAll("\\", "/"))
    .concat([".env.example", ".editorconfig", ".ci/run"].filter(isThere))
    .filter((file) => !ignored.test(file))
    .sort();
}

function isThere(file: string): boolean {
  try {
    readFileSync(path.join(root, file));
    return true;
  } catch {
    return false;
  }
}
