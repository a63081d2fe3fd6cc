// Reads .env, which people write by hand: with a byte order mark, in UTF-16, with Windows line endings, with `export` before a name,
// with quotes and with spaces.
import { readFileSync } from "node:fs";

/** The content of a file: values by name, faults that make it unusable, and warnings about likely mistakes. No value is ever quoted. */
export type EnvFile = { values: Record<string, string>; faults: string[]; warnings: string[] };

/** Reads a file; a missing file counts as empty. */
export function readEnvFile(file: string): EnvFile {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === "ENOENT") return { values: {}, faults: [], warnings: [] };
    const why = { EISDIR: "it is a folder", EACCES: "this user may not read it" }[code ?? ""] ?? message;
    return {
      values: {},
      faults: [`.env cannot be read: ${why}. Make it a text file that this user may read.`],
      warnings: [],
    };
  }
  const text = textOf(bytes);
  if (text === null)
    return {
      values: {},
      faults: [".env is not a text file. Write it anew, as UTF-8, with one NAME=value a line."],
      warnings: [],
    };
  return parseEnv(text);
}

/** Decodes bytes by their byte order mark, or as UTF-16 by the zeros between Latin letters; null when they are not text. */
function textOf(bytes: Buffer): string | null {
  const [first, second] = bytes;
  const little = (first === 0xff && second === 0xfe) || (first !== 0 && second === 0);
  const big = (first === 0xfe && second === 0xff) || (first === 0 && second !== 0 && second !== undefined);
  const encoding = little ? "utf-16le" : big ? "utf-16be" : "utf-8";
  try {
    const text = new TextDecoder(encoding, { fatal: true }).decode(bytes);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters distinguish text from binary files
    return /[\0-\x08\x0e-\x1f\ufffe\uffff]/.test(text) ? null : text;
  } catch {
    return null;
  }
}

const assignment = /^\s*(?:export\s+|set\s+)?([A-Za-z_][\w.-]*)\s*[=:](.*)$/s;

/** Parses the text of a file. A quoted value may span lines. */
export function parseEnv(text: string): EnvFile {
  const values = new Map<string, { value: string; line: number }>();
  const faults: string[] = [];
  const warnings: string[] = [];
  const lines = text.split(/\r\n|\n|\r|\u2028|\u2029/);
  for (let at = 0; at < lines.length; at += 1) {
    const line = at + 1;
    const said = lines[at]!.replace(/^\ufeff/, "").replaceAll("\u00a0", " ");
    if (said.trim() === "" || /^\s*[#;]/.test(said)) continue;
    const found = assignment.exec(said);
    if (!found) {
      faults.push(`.env, line ${line}, is not understood: write NAME=value, or # before a remark.`);
      continue;
    }
    const name = found[1]!;
    let rest = found[2]!.trim();
    const quote = /^["'`\u201c\u201d\u2018\u2019]/.exec(rest)?.[0];
    const closing =
      quote === undefined
        ? null
        : /[\u201c\u201d]/.test(quote)
          ? /[\u201c\u201d]/
          : /[\u2018\u2019]/.test(quote)
            ? /[\u2018\u2019]/
            : new RegExp(quote);
    let value: string;
    if (closing === null) value = rest.replace(/(^|\s)#.*$/, "").trim();
    else {
      for (; endOf(rest, closing, quote!) < 0 && at + 1 < lines.length; at += 1) rest += `\n${lines[at + 1]!}`;
      const end = endOf(rest, closing, quote!);
      if (end < 0) {
        faults.push(`.env, line ${line}: the quotation mark after ${name} is never closed.`);
        at = line - 1;
        continue;
      }
      value = rest.slice(1, end);
      if (quote === '"') value = value.replace(/\\(["\\])/g, "$1");
      const behind = rest.slice(end + 1).trim();
      if (behind !== "" && !behind.startsWith("#")) {
        // Quotes inside a value are part of it: "a"b.
        value = rest.replace(/\s#.*$/, "").trim();
        warnings.push(
          `.env, line ${line}: what follows the quotation marks of ${name} was taken as part of the value.`,
        );
      }
    }
    const before = values.get(name);
    if (before && before.value !== value)
      warnings.push(`${name} is set twice in .env (lines ${before.line} and ${line}): the last one counts.`);
    values.set(name, { value, line });
  }
  return { values: Object.fromEntries([...values].map(([name, { value }]) => [name, value])), faults, warnings };
}

/** The index where a quoted value ends; a double quote after a backslash is part of the value. */
function endOf(text: string, closing: RegExp, quote: string): number {
  for (let at = 1; at < text.length; at += 1) {
    if (quote === '"' && text[at] === "\\") at += 1;
    else if (closing.test(text[at]!)) return at;
  }
  return -1;
}
