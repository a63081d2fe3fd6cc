// All imports of all files, type imports included, and the circles among them. What is allowed is defined in walls.ts.
import { globSync, readFileSync } from "node:fs";
import path from "node:path";
import { parseAst } from "vitest/node";

/** One import. `to` is a path relative to the repository's root, or a bare name (`pg`, `node:fs`) of a package or of Node. */
export type Import = { from: string; to: string; line: number };

/** The folders with our code. */
const code = ["server", "web", "sim", "db", "test", "bench", "bin", "deploy"];

/** Every import in the repository at `root`. */
export function readAll(root: string): Import[] {
  const files = globSync([`{${code.join(",")}}/**/*.{ts,tsx,js}`, "*.ts"], { cwd: root, exclude: ["web/dist"] });
  return files
    .map((file) => file.replaceAll("\\", "/"))
    .sort()
    .flatMap((file) => importsOf(file, readFileSync(path.join(root, file), "utf8")));
}

/** The imports of one file: static, dynamic, re-exports, and types that are imported in place. Throws when it does not parse. */
export function importsOf(file: string, text: string): Import[] {
  const found: Import[] = [];
  for (const node of nodesOf(file, text)) {
    const source = node.type === "TSImportType" ? (node.source ?? node.argument) : node.source;
    const imports =
      node.type === "ImportDeclaration" ||
      node.type === "ImportExpression" ||
      node.type === "ExportNamedDeclaration" ||
      node.type === "ExportAllDeclaration" ||
      node.type === "TSImportType";
    if (!imports || !source) continue;
    const said = (source as Node).value ?? ((source as Node).literal as Node | undefined)?.value;
    const line = text.slice(0, node.start).split("\n").length;
    // An import whose path is computed at run time cannot be checked, so it is reported as a fault.
    found.push({ from: file, to: typeof said === "string" ? resolve(file, said) : "(computed)", line });
  }
  return found;
}

type Node = { type: string; start: number; [key: string]: unknown };

/** All nodes of a file's syntax tree, in the order of the text. Throws when it does not parse. */
export function nodesOf(file: string, text: string): Node[] {
  const lang = file.endsWith(".tsx") ? "tsx" : file.endsWith(".ts") ? "ts" : "js";
  const found: Node[] = [];
  const walk = (value: unknown): void => {
    if (Array.isArray(value)) {
      for (const one of value) walk(one);
    } else if (value !== null && typeof value === "object") {
      if (typeof (value as Node).type === "string") found.push(value as Node);
      for (const one of Object.values(value)) walk(one);
    }
  };
  walk(parseAst(text, { lang, astType: "ts" } as Parameters<typeof parseAst>[1]));
  return found;
}

function resolve(file: string, specifier: string): string {
  if (!/^\.{0,2}\//.test(specifier)) return specifier;
  return path.posix.normalize(path.posix.join(path.posix.dirname(file), specifier));
}

/** Groups of files that import each other in a circle of any length; empty when there is none. (Tarjan.) */
export function circles(imports: readonly Import[]): string[][] {
  const next = new Map<string, string[]>();
  for (const { from, to } of imports) next.set(from, [...(next.get(from) ?? []), to]);
  const index = new Map<string, number>();
  const low = new Map<string, number>();
  const stack: string[] = [];
  const found: string[][] = [];
  const visit = (file: string): void => {
    const own = index.size;
    index.set(file, own);
    low.set(file, own);
    stack.push(file);
    for (const to of next.get(file) ?? []) {
      if (!next.has(to)) continue;
      if (!index.has(to)) visit(to);
      if (stack.includes(to)) low.set(file, Math.min(low.get(file)!, low.get(to)!));
    }
    if (low.get(file) !== own) return;
    const group = stack.splice(stack.indexOf(file));
    if (group.length > 1 || next.get(file)?.includes(file)) found.push(group.sort());
  };
  for (const file of next.keys()) if (!index.has(file)) visit(file);
  return found;
}
