// Builds the Desk into web/dist, unless the build there was made from the same sources; that check is fast. The build is committed, except the
// compressed copies, so that an installation without build tools has it too. `--force` always builds; `--check` fails if the committed build differs,
// or if the inbox loads too much script.
import { createHash } from "node:crypto";
import { existsSync, globSync, readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { brotliCompressSync, constants, gzipSync } from "node:zlib";

/** The most script that the inbox may load before it works, in gzipped bytes. */
const MAX_SCRIPT_BYTES = 250_000;

const here = import.meta.dirname;
const dist = path.join(here, "dist");
const stamp = path.join(dist, "made-of");

/** A hash of everything that affects the build. */
function sources(): string {
  const files = globSync("**/*.{ts,tsx,css,svg,html,json}", { cwd: here, exclude: ["dist/**"] });
  // Git may have converted line endings to CRLF.
  const textOf = (file: string) => readFileSync(file, "utf8").replaceAll("\r\n", "\n");
  const lockfile = path.join(here, "../package-lock.json");
  const hash = createHash("sha256").update(existsSync(lockfile) ? textOf(lockfile) : "");
  for (const file of files.map((one) => one.replaceAll("\\", "/")).sort()) {
    if (/\.test\.tsx?$/.test(file)) continue;
    hash.update(`\0${file}\0`).update(textOf(path.join(here, file)));
  }
  return hash.digest("hex");
}

type Piece = { file: string; imports?: string[]; css?: string[] };

/** The scripts that are loaded when the inbox is the first page: its entry, page and strings, with all their imports. */
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

/** The size of those, in gzipped bytes. */
const weight = (): number =>
  firstLoad().reduce((sum, file) => sum + gzipSync(readFileSync(path.join(dist, file)), { level: 9 }).length, 0);

/** Compresses the files once, so that the server need not do it for each request. */
function compress(): void {
  for (const file of globSync("assets/*.{js,mjs,css,svg}", { cwd: dist })) {
    const bytes = readFileSync(path.join(dist, file));
    if (bytes.length < 1_000) continue;
    writeFileSync(path.join(dist, `${file}.gz`), gzipSync(bytes, { level: 9 }));
    const params = { [constants.BROTLI_PARAM_QUALITY]: 9, [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length };
    writeFileSync(path.join(dist, `${file}.br`), brotliCompressSync(bytes, { params }));
  }
}

/** Compresses the files unless that was done. In a read-only folder they are served uncompressed. */
function complete(): void {
  if (existsSync(path.join(dist, "assets")) && globSync("assets/*.br", { cwd: dist }).length > 0) return;
  try {
    compress();
  } catch (error) {
    if (!["EACCES", "EROFS", "EPERM"].includes((error as NodeJS.ErrnoException).code ?? "")) throw error;
  }
}

/** Whether the build tools are installed. */
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
// A package brings the build without its sources.
const current =
  !existsSync(path.join(here, "index.html")) || (existsSync(stamp) && readFileSync(stamp, "utf8") === now);
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
