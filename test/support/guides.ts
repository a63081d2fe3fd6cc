// The guides of docs/install: their blocks of commands and files, and readers for the files that they name.
import { globSync } from "node:fs";
import path from "node:path";
import { root, textOf } from "../house/files.ts";

/**
 * A block of a guide: its language, and who can run it. `run`: any machine with Node; `start`: the same, and it goes on until it is stopped;
 * `engine`: a container engine; `fly`: Fly.io; `server`: root on a Linux server; `override`: a file beside another.
 */
export type Block = { guide: string; language: string; kind: string; text: string };

export const guides = globSync("docs/install/*.md", { cwd: root })
  .map((file) => file.replaceAll("\\", "/"))
  .sort();

export const blocks: readonly Block[] = guides.flatMap((guide) =>
  [...textOf(guide).matchAll(/^```(\w+) ?(.*)\n([\s\S]*?)^```$/gm)].map(([, language = "", kind = "", text = ""]) => ({
    guide: path.basename(guide),
    language,
    kind,
    text,
  })),
);

export const blocksOf = (guide: string, kind: string): string[] =>
  blocks.filter((block) => block.guide === guide && block.kind === kind).map(({ text }) => text);

type Toml = Record<string, Record<string, unknown>>;

/** Reads TOML as far as fly.toml uses it: tables, and values that are also JSON. Throws at any other line. */
export function readToml(text: string): Toml {
  const tables: Toml = { "": {} };
  let table = tables[""]!;
  for (const line of text.split("\n").map((one) => one.trim())) {
    if (line === "" || line.startsWith("#")) continue;
    const [, name] = /^\[\[?([\w.-]+)\]\]?$/.exec(line) ?? [];
    const [, key, value] = /^([\w-]+) = (.+)$/.exec(line) ?? [];
    if (name !== undefined) table = tables[name] = {};
    else if (key !== undefined) table[key] = JSON.parse(value!);
    else throw new Error(`This line of TOML is not understood: ${line}`);
  }
  return tables;
}

/** The settings of a systemd unit in order. */
export const readUnit = (text: string): [string, string][] =>
  text.split("\n").flatMap((line) => {
    const [, name, value] = /^(\w+)=(.*)$/.exec(line) ?? [];
    return name === undefined ? [] : [[name, value!] as [string, string]];
  });
