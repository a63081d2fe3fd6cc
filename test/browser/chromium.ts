// The Chromium of the package @sparticuz/chromium, unpacked once into .tmp, with the libraries and fonts that a minimal machine lacks.
import { execFileSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import shipped, { inflate } from "@sparticuz/chromium";

const kept = path.join(import.meta.dirname, "../../.tmp");

/** Path of the program. Null where the package has none (all but Linux on x64): an installed Chrome is used there. */
export async function chromium(): Promise<string | null> {
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  const home = path.join(createRequire(import.meta.url).resolve("@sparticuz/chromium"), "../..");
  const { version } = JSON.parse(readFileSync(path.join(home, "package.json"), "utf8")) as { version: string };
  const place = path.join(kept, `chromium-${version}`);
  if (!existsSync(place)) await unpack(home, place);
  const program = path.join(place, "chromium");
  if (lacksLibraries(program)) process.env.LD_LIBRARY_PATH = path.join(place, "al2023/lib");
  if (!existsSync("/etc/fonts")) process.env.FONTCONFIG_PATH ??= path.join(place, "fonts");
  return program;
}

/** The package unpacks into the folder for temporary files: give it one of ours, and keep it only if it is complete. */
async function unpack(home: string, place: string): Promise<void> {
  mkdirSync(kept, { recursive: true });
  const before = process.env.TMPDIR;
  process.env.TMPDIR = mkdtempSync(path.join(kept, "unpacking-"));
  try {
    await shipped.executablePath();
    await inflate(path.join(home, "bin/al2023.tar.br"));
    renameSync(process.env.TMPDIR, place);
  } finally {
    if (before === undefined) delete process.env.TMPDIR;
    else process.env.TMPDIR = before;
  }
}

function lacksLibraries(program: string): boolean {
  try {
    return execFileSync("ldd", [program], { encoding: "utf8" }).includes("not found");
  } catch {
    return true;
  }
}
