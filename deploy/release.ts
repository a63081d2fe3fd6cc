// npm run release: makes what a release consists of, in dist-release: the package, its notes, the list of its components (SBOM), the licences, and
// checksums. Refuses when something is missing. `npm run release -- --record` writes the version's migrations into db/releases.json.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { core, namesIn, type Release, releases, textOf } from "../server/base/migrations.ts";
import { version } from "../server/base/version.ts";
import { isPermitted, licenceList, type Shipped, shipped } from "./licences.ts";

const root = path.join(import.meta.dirname, "..");
const releasesFile = path.join(root, "db/releases.json");

const npm = (...args: string[]): string =>
  execFileSync("npm", args, { cwd: root, encoding: "utf8", maxBuffer: 1e8, stdio: ["ignore", "pipe", "inherit"] });

/** The checksum of all migrations up to one. */
export const checksumUpTo = (schema: string): string => {
  const hash = createHash("sha256");
  for (const name of namesIn(core)) if (name <= schema) hash.update(textOf(core, name));
  return hash.digest("hex");
};

/** The section of the changelog about a version, without its heading; null when there is none with a date. */
export function notesOf(changelog: string, wanted: string): string | null {
  const sections = changelog.split(/^## /m).slice(1);
  const section = sections.find((text) =>
    new RegExp(`^${wanted.replaceAll(".", "\\.")} - \\d{4}-\\d\\d-\\d\\d\\n`).test(text),
  );
  return section === undefined ? null : section.slice(section.indexOf("\n")).trim();
}

/** What the release of a version must have in db/releases.json. Its tag is made after the files. */
const wantedRelease = (): Release => {
  const schema = namesIn(core).at(-1)!;
  return { version, schema, sha256: checksumUpTo(schema), ref: `v${version}` };
};

/** Why nothing can be released, each in a sentence that says what to do. */
export function faults(packages: readonly Shipped[], changed: string): string[] {
  const found: string[] = [];
  if (changed !== "")
    found.push(`There are changes that are not committed: commit or remove them.\n${changed.trimEnd()}`);
  const changelog = readFileSync(path.join(root, "CHANGELOG.md"), "utf8");
  if (notesOf(changelog, version) === null)
    found.push(`CHANGELOG.md has no section "## ${version} - YYYY-MM-DD": make it from "Unreleased".`);
  if (/^## Unreleased\n+(?!## )\S/m.test(changelog))
    found.push(`CHANGELOG.md has lines under "Unreleased": they belong to ${version} too.`);
  const wanted = wantedRelease();
  const recorded = releases().find((release) => release.version === version);
  if (JSON.stringify(recorded) !== JSON.stringify(wanted))
    found.push(
      `db/releases.json does not say that ${version} has ${wanted.schema}: npm run release -- --record, and commit it.`,
    );
  for (const { name, version: of, licence } of packages.filter((one) => !isPermitted(one.licence)))
    found.push(`${name} ${of} has the licence ${licence}, which is not permitted in deploy/licences.ts.`);
  return found;
}

/** Writes the version's migrations into db/releases.json, in the place of what it said of this version. */
function record(): void {
  const all = [...releases().filter((release) => release.version !== version), wantedRelease()];
  writeFileSync(releasesFile, `${JSON.stringify(all, null, 2)}\n`);
}

type Sbom = {
  components: { "bom-ref": string }[];
  dependencies: { ref: string; dependsOn?: string[] }[];
  metadata: { component: { "bom-ref": string; name: string } };
};

/** The components that are shipped, in the form of CycloneDX. npm's own list also has what Bellhop is only built and tested with. */
export function sbom(packages: readonly Shipped[]): Sbom {
  const all = JSON.parse(npm("sbom", "--sbom-format", "cyclonedx", "--package-lock-only", "--offline")) as Sbom;
  const refs = new Set([
    all.metadata.component["bom-ref"],
    ...packages.map(({ name, version }) => `${name}@${version}`),
  ]);
  all.metadata.component.name = "bellhop";
  all.components = all.components.filter((one) => refs.has(one["bom-ref"]));
  all.dependencies = all.dependencies
    .filter(({ ref }) => refs.has(ref))
    .map(({ ref, dependsOn = [] }) => ({ ref, dependsOn: dependsOn.filter((one) => refs.has(one)) }));
  return all;
}

/** Makes the files of the release in an empty folder. The Desk is packed as it is built. */
export function make(packages: readonly Shipped[], into: string): void {
  rmSync(into, { recursive: true, force: true });
  mkdirSync(into, { recursive: true });
  const write = (name: string, text: string) =>
    writeFileSync(path.join(into, name), text.endsWith("\n") ? text : `${text}\n`);
  npm("pack", "--silent", "--ignore-scripts", "--pack-destination", into);
  write(`bellhop-${version}-notes.md`, notesOf(readFileSync(path.join(root, "CHANGELOG.md"), "utf8"), version) ?? "");
  write(`bellhop-${version}-sbom.json`, JSON.stringify(sbom(packages), null, 2));
  write(`bellhop-${version}-licences.txt`, licenceList(root, packages));
  const sums = readdirSync(into)
    .toSorted()
    .map(
      (name) =>
        `${createHash("sha256")
          .update(readFileSync(path.join(into, name)))
          .digest("hex")}  ${name}`,
    );
  write("SHA256SUMS", sums.join("\n"));
}

if (import.meta.main) {
  const packages = shipped(root);
  if (process.argv.includes("--record")) record();
  else {
    execFileSync(process.execPath, ["web/build.ts", "--check"], { cwd: root, stdio: "inherit" });
    const found = faults(packages, execFileSync("git", ["status", "--porcelain"], { cwd: root, encoding: "utf8" }));
    for (const fault of found) console.error(fault);
    if (found.length > 0) process.exit(1);
    const into = path.join(root, "dist-release");
    make(packages, into);
    console.log(`Bellhop ${version} lies in dist-release:`);
    for (const name of readdirSync(into)) console.log(`  ${name}`);
    console.log(`Tag the commit: git tag v${version}`);
  }
}
