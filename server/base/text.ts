// Makes text and JSON from outside safe to store: PostgreSQL refuses U+0000 and lone surrogates, and recursion over a hostile tree can crash
// the process. What the text means does not matter here.

/** How deep parsed JSON may nest. Beyond it JSON.stringify and PostgreSQL's parser run out of stack. */
export const MAX_DEPTH = 512;

/** The text without U+0000 and with lone surrogates replaced by U+FFFD; the same string when it was clean. */
export function wellFormed(text: string): string {
  const bare = text.includes("\0") ? text.replaceAll("\0", "") : text;
  return bare.isWellFormed() ? bare : bare.toWellFormed();
}

/** Whether a text has nothing visible: only spaces and invisible characters. */
export const isBlank = (text: string): boolean =>
  /^[\s\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]*$/u.test(text);

/** The start of a text, cleaned, to show people what could not be read. */
export function excerpt(bytes: Buffer, length = 4_000): string {
  return wellFormed(
    bytes
      .subarray(0, length * 4)
      .toString("utf8")
      .slice(0, length),
  );
}

/**
 * Parses JSON from untrusted bytes. The value contains only well-formed strings and keys without U+0000, nested at most MAX_DEPTH levels.
 * Never throws: a fault is returned as one sentence.
 */
export function parseJson(source: Buffer | string): { value: unknown } | { fault: string } {
  const text = typeof source === "string" ? source : source.toString("utf8");
  let value: unknown;
  try {
    value = JSON.parse(text.charCodeAt(0) === 0xfeff ? text.slice(1) : text);
  } catch (error) {
    if (error instanceof SyntaxError)
      return { fault: `is not JSON (${text.length === 0 ? "it is empty" : "it does not parse"})` };
    return { fault: "cannot be parsed: it nests too deep" };
  }
  // Decoding UTF-8 never yields a lone surrogate and JSON has no raw U+0000: only escapes can produce them.
  const dirty =
    text.includes("\\u0000") || text.includes("\\ud") || text.includes("\\uD") || typeof source === "string";
  // Each level needs at least two characters, so short bodies need no check of their depth.
  if (!dirty && text.length < MAX_DEPTH * 2) return { value };
  const root: unknown[] = [value];
  if (!clean(root, dirty)) return { fault: `nests deeper than ${MAX_DEPTH} levels` };
  return { value: root[0] };
}

type Tree = unknown[] | Record<string, unknown>;

/** Cleans strings and keys in place, level by level and without recursion; false when the value nests too deep. */
function clean(root: unknown[], dirty: boolean): boolean {
  let level: Tree[] = [root];
  for (let depth = 0; level.length > 0; depth++) {
    // Level 0 is the array that was put around the value.
    if (depth > MAX_DEPTH) return false;
    const next: Tree[] = [];
    for (const node of level) {
      if (Array.isArray(node)) cleanList(node, dirty, next);
      else cleanRecord(node, dirty, next);
    }
    level = next;
  }
  return true;
}

function cleanList(list: unknown[], dirty: boolean, next: Tree[]): void {
  for (let i = 0; i < list.length; i++) {
    const value = list[i];
    if (typeof value === "string") {
      if (dirty) list[i] = wellFormed(value);
    } else if (value !== null && typeof value === "object") next.push(value as Tree);
  }
}

function cleanRecord(record: Record<string, unknown>, dirty: boolean, next: Tree[]): void {
  let dirtyKey = false;
  for (const key of Object.keys(record)) {
    const value = record[key];
    if (typeof value === "string") {
      if (dirty) record[key] = wellFormed(value);
    } else if (value !== null && typeof value === "object") next.push(value as Tree);
    if (dirty && wellFormed(key) !== key) dirtyKey = true;
  }
  if (dirtyKey) renameKeys(record);
}

/** Replaces an object's keys with cleaned ones, in order; of two equal keys the last wins, as in JSON. */
function renameKeys(record: Record<string, unknown>): void {
  const entries = Object.entries(record);
  for (const [key] of entries) delete record[key];
  for (const [key, value] of entries) {
    // Defined, not assigned: a key that becomes `__proto__` by cleaning must not reach the prototype.
    Object.defineProperty(record, wellFormed(key), { value, enumerable: true, configurable: true, writable: true });
  }
}
