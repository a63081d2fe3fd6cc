// Several rules at once, as they are pasted: a keyword and a template a line, also as a Python dictionary has them. Pure.

/** A line: what it says, or why it says nothing. */
export type SeveralLine = { line: number; text: string } & (
  | { keyword: string; template: string; fault: null }
  | { keyword: null; template: null; fault: "shape" | "twice" }
);

const around = /^(\w+\s*=\s*)?\{$|^\}[,;]?$/;
const shape = /^(["']?)(.+?)\1\s*(?::|=>|=|\t)\s*(["']?)([\w.-]+)\3\s*,?$/;

/** The lines of a text; empty ones, comments and the braces of a dictionary are passed over. */
export function linesOf(text: string): SeveralLine[] {
  const seen = new Set<string>();
  return text.split("\n").flatMap((raw, n): SeveralLine[] => {
    const bare = raw.trim();
    if (bare === "" || bare.startsWith("#") || around.test(bare)) return [];
    const where = { line: n + 1, text: bare };
    const [, , keyword = "", , template = ""] = shape.exec(bare) ?? [];
    if (keyword === "" || template === "") return [{ ...where, keyword: null, template: null, fault: "shape" }];
    const known = seen.has(keyword.toLowerCase());
    seen.add(keyword.toLowerCase());
    if (known) return [{ ...where, keyword: null, template: null, fault: "twice" }];
    return [{ ...where, keyword: keyword.trim(), template, fault: null }];
  });
}
