// Reads a Dockerfile and a .dockerignore, as far as Bellhop's own use them. Pure.

/** One instruction: its name in capitals, and the rest of its line. */
export type Step = { name: string; rest: string };

/** A stage: what it begins with, its name, and its instructions in order. */
export type Stage = { from: string; name: string; steps: Step[] };

/** The stages of a Dockerfile in order; one without a name is called by its number. Throws when an instruction stands before the first FROM. */
export function readDockerfile(text: string): Stage[] {
  const stages: Stage[] = [];
  const lines = text.split("\n").filter((line) => !/^\s*#/.test(line));
  for (const line of lines.join("\n").replaceAll(/\\\n/g, " ").split("\n")) {
    const [, name, rest] = /^\s*([A-Za-z]+)\s+(.*?)\s*$/.exec(line) ?? [];
    if (name === undefined || rest === undefined) continue;
    if (name.toUpperCase() === "FROM") {
      const [from = "", , as] = rest.split(/\s+/);
      stages.push({ from, name: as ?? String(stages.length), steps: [] });
      continue;
    }
    const stage = stages.at(-1);
    if (!stage) throw new Error(`${name} stands before the first FROM.`);
    stage.steps.push({ name: name.toUpperCase(), rest: rest.replaceAll(/\s+/g, " ") });
  }
  return stages;
}

/** The words of ENV: `NAME=value NAME=value`. */
export const readEnv = (rest: string): Record<string, string> =>
  Object.fromEntries(rest.split(" ").map((pair) => [pair.split("=")[0]!, pair.split("=").slice(1).join("=")]));

/** A command in the form of a JSON list, or else for a shell. */
export const readCommand = (rest: string): string[] =>
  rest.startsWith("[") ? (JSON.parse(rest) as string[]) : ["/bin/sh", "-c", rest];

/** Makes a check of whether a file, relative to the context, is sent to the build: the last pattern that matches it or a folder above decides. */
export function readDockerignore(text: string): (file: string) => boolean {
  const rules = text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "" && !line.startsWith("#"))
    .map((line) => ({ keeps: line.startsWith("!"), pattern: patternOf(line.replace(/^!/, "").replace(/\/+$/, "")) }));
  return (file) => {
    const parts = file.split("/");
    const ways = parts.map((_, index) => parts.slice(0, index + 1).join("/"));
    const last = rules.findLast(({ pattern }) => ways.some((way) => pattern.test(way)));
    return last?.keeps ?? true;
  };
}

/** `**` stands for any folders, `*` for anything in a name, also a dot at its beginning. */
function patternOf(text: string): RegExp {
  const parts: Record<string, string> = { "**/": "(?:.*/)?", "*": "[^/]*" };
  return new RegExp(`^${text.replaceAll(/\*\*\/|\*|[^\w/]/g, (part) => parts[part] ?? `\\${part}`)}$`);
}
