// Builds the Desk into web/dist, unless what lies there was made of the very same sources; then that is seen in a moment and
// nothing is done. What it makes is committed, but for the compressed copies, so that an installation without the tools has it too.
// `--force` builds in any case; `--check` fails when the commit had another build, and when the inbox loads more script than it may.
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** What the inbox may load of script until it works, in bytes, gzipped. */
const MAX_SCRIPT_BYTES = 250_000;

const here = import.meta.dirname;
const dist = path.join(here, "dist");
const stamp = path.join(dist, "made-of");

/** A hash of everything that decides what the build makes. */
function sources(): string {
  const files = globSync("**/*.{ts,tsx,css,svg,html,json}", { cwd: here, exclude: ["dist/**"] });
  // Git may have turned the ends of lines into Windows' own.
  const textOf = (file: string) => readFileSync(file, "utf8").replaceAll("\r\n", "\n");
  const hash = createHash("sha256").update(textOf(path.join(here, "../package-lock.json")));
  for (const file of files.map((one) => one.replaceAll("\\", "/")).sort()) {
    if (/\.test\.tsx?$/.test(file)) continue;
    hash.update(`\0${file}\0`).update(textOf(path.join(here, file)));
  }
  return hash.digest("hex");
}

type Piece = { file: string; imports?: string[]; css?: string[] };

/** The scripts that are loaded when the inbox is opened as the first page: its entry, page and words, with all that they import. */
function firstLoad(): string[] {
  const manifest = JSON.parse(readFileSync(path.join(dist, "manifest.json"), "utf8")) as Record<string, Piece>;
  const wanted = ["index.html", "desk/inbox/index.tsx", "desk/inbox/strings.en.ts", "desk/shell/strings.en.ts"];
  const seen = new Set<string>();
  const visit = (name: string): void => {
    const piece = manifest[name];
    if (!piece) throw new Error(`The build has no ${name}`);
    if (seen.has(name)) return;
    seen.add(name);
    for (const next of piece.imports ?? []) visit(next);
  };
  for (const name of wanted) visit(name);
  return [...new Set([...seen].map((name) => manifest[name]!.file))].filter((file) => file.endsWith(".js"));
}

/** What those weigh, in bytes, gzipped. */
const weight = (): number =>
  firstLoad().reduce((sum, file) => sum + gzipSync(readFileSync(path.join(dist, file)), { level: 9 }).length, 0);

/** Files compressed once, and not at each request. */
function compress(): void {
  for (const file of globSync("assets/*.{js,css,svg}", { cwd: dist })) {
    const bytes = readFileSync(path.join(dist, file));
    if (bytes.length < 1_000) continue;
    writeFileSync(path.join(dist, `${file}.gz`), gzipSync(bytes, { level: 9 }));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(path.join(dist, `${file}.br`), brotliCompressSync(bytes, { params }));
  }
}

/** Compresses what is not compressed yet. A folder that cannot be written to is served as it is. */
function complete(): void {
  if (existsSync(path.join(dist, "assets")) && globSync("assets/*.br", { cwd: dist }).length > 0) return;
  try {
    compress();
  } catch (error) {
    if (!["EACCES", "EROFS", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

/** Whether the tools that build are installed. */
function canBuild(): boolean {
  try {
    createRequire(import.meta.url).resolve("vite/package.json");
    return true;
  } catch {
    return false;
  }
}

const force = process.argv.includes("--force");
const now = sources();
const current = existsSync(stamp) && readFileSync(stamp, "utf8") === now;
if (force || (!current && canBuild())) {
  const since = performance.now();
  console.log("Building the Desk: its sources changed.");
  const { build } = await import("vite");
  await build({ configFile: path.join(here, "vite.config.ts"), root: here, logLevel: "warn" });
  compress();
  writeFileSync(stamp, now);
  console.log(`Built in ${((performance.now() - since) / 1_000).toFixed(1)} s.`);
} else if (existsSync(path.join(dist, "index.html"))) {
  if (!current)
    console.log("The Desk was built of other sources than are here, and the tools to build it are not installed.");
  complete();
}
if (process.argv.includes("--check") && !current) {
  console.log("web/dist was made of other sources. It is current now: commit it.");
  process.exitCode = 1;
}
if (process.argv.includes("--check") || force) {
  const sum = weight();
  console.log(
    `The inbox loads ${(sum / 1_000).toFixed(1)} kB of script, gzipped; ${MAX_SCRIPT_BYTES / 1_000} are allowed.`,
  );
  if (sum > MAX_SCRIPT_BYTES) process.exitCode = 1;
}
