import { createHash } from "node:crypto";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { expect, test } from "vitest";
import { core, namesIn, releases } from "../server/base/migrations.ts";
import { version } from "../server/base/version.ts";
import { isPermitted, shipped } from "./licences.ts";
import { checksumUpTo, faults, make, notesOf } from "./release.ts";

const packages = shipped(path.join(import.meta.dirname, ".."));

test("no migration of a released version was changed", () => {
  const all = releases();
  expect(all.map(({ schema }) => schema)).toEqual(all.map(({ schema }) => schema).toSorted());
  for (const { schema, sha256 } of all) {
    expect(namesIn(core)).toContain(schema);
    expect(checksumUpTo(schema)).toBe(sha256);
  }
});

test("the notes are the version's section of the changelog", () => {
  const changelog =
    "# Changelog\n\n## Unreleased\n\n## 1.10.0 - 2026-12-24\n\n### Added\n\n- A.\n\n## 1.1.0 - 2026-12-01\n\n- B.\n";
  expect(notesOf(changelog, "1.10.0")).toBe("### Added\n\n- A.");
  expect(notesOf(changelog, "1.1.0")).toBe("- B.");
  expect(notesOf(changelog, "1.1")).toBeNull();
  expect(notesOf("## 1.1.0\n\n- B.\n", "1.1.0")).toBeNull();
});

test.each([
  ["MIT", true],
  ["(MIT OR GPL-3.0-only)", true],
  ["Apache-2.0 AND LGPL-3.0-or-later AND MIT", true],
  ["MIT AND GPL-3.0-only", false],
  ["AGPL-3.0-only", false],
  ["unknown", false],
])("%s may be shipped: %s", (expression, may) => expect(isPermitted(expression)).toBe(may));

test("what is shipped is known: what runs, and what is built into the Desk, but not what Bellhop is tested with", () => {
  const names = packages.map(({ name }) => name);
  // scheduler comes with react-dom, d3-shape with recharts by way of victory-vendor.
  expect(names).toEqual(
    expect.arrayContaining(["fastify", "node", "sharp", "react", "scheduler", "@mantine/core", "d3-shape"]),
  );
  for (const name of ["vitest", "vite", "@playwright/test", "typescript", "@biomejs/biome", "knip"])
    expect(names).not.toContain(name);
  expect(packages.filter(({ licence }) => !isPermitted(licence))).toEqual([]);
});

test("what hinders a release is said with the remedy", () => {
  const copyleft = { name: "tied", version: "2.0.0", licence: "AGPL-3.0-only", path: "node_modules/tied" };
  const found = faults([...packages, copyleft], " M README.md\n");
  expect(found).toEqual(
    expect.arrayContaining([
      "There are changes that are not committed: commit or remove them.\n M README.md",
      "tied 2.0.0 has the licence AGPL-3.0-only, which is not permitted in deploy/licences.ts.",
    ]),
  );
});

test("a release has the package, notes, components, licences and checksums", { timeout: 180_000 }, () => {
  const into = mkdtempSync(path.join(tmpdir(), "bellhop-release-"));
  try {
    make(packages, into);
    const read = (name: string) => readFileSync(path.join(into, name));
    const made = ["licences.txt", "notes.md", "sbom.json"].map((name) => `bellhop-${version}-${name}`);
    expect(readdirSync(into)).toEqual(["SHA256SUMS", ...made, `bellhop-${version}.tgz`]);
    const { components } = JSON.parse(read(made[2]!).toString()) as { components: { name: string; purl: string }[] };
    expect([...new Set(components.map(({ name }) => name))].toSorted()).toEqual(
      [...new Set(packages.map(({ name }) => name))].toSorted(),
    );
    const licences = read(made[0]!).toString();
    for (const { name, version } of packages) expect(licences).toContain(`${name} ${version} (`);
    expect(licences).toContain("Copyright (c) Meta Platforms, Inc. and affiliates.");
    expect(licences).toContain("PostgreSQL Global Development Group");
    for (const line of read("SHA256SUMS").toString().trim().split("\n")) {
      const [sum, name] = line.split("  ");
      expect(createHash("sha256").update(read(name!)).digest("hex")).toBe(sum);
    }
  } finally {
    rmSync(into, { recursive: true });
  }
});
