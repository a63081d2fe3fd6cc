// Limits on the length of files and functions. Exceptions are lists by nature: texts, tables of routes, one tree of JSX.
import { expect, test } from "vitest";
import { parseAst } from "vitest/node";
import { files, textOf } from "./files.ts";

const MAX_FILE_LINES = 300;
const MAX_FUNCTION_LINES = 60;

/** Catalogues of texts, and generated files. */
const longFiles = /\/(messages\.\w+|strings\.en)\.ts$|^db\/rows\.ts$|^web\/api\/schema\.ts$/;

/** Tables of routes: one entry per route. */
const routeTable = /Routes$/;

/** Functions that return one tree of JSX. */
const trees: string[] = [];

const code = files.filter(
  (file) => /^(server|sim|web|db)\/.*\.tsx?$/.test(file) && !/\.(test|fixture)\.|^web\/dist\//.test(file),
);

type Node = { type: string; start: number; end: number; [key: string]: unknown };

/** Each function in a text with its number of lines, under its own name, or that of the constant or property it is assigned to. */
function functionsOf(file: string, text: string): { name: string; lines: number }[] {
  const found: { name: string; lines: number }[] = [];
  const visit = (value: unknown, holder: string): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, holder);
    else if (typeof value === "object" && value !== null && "type" in value) {
      const node = value as Node;
      const id = (node.id ?? node.key) as { name?: string } | null | undefined;
      const name = id?.name ?? holder;
      if (/^(FunctionDeclaration|FunctionExpression|ArrowFunctionExpression)$/.test(node.type))
        found.push({ name, lines: text.slice(node.start, node.end).split("\n").length });
      for (const key of Object.keys(node)) visit(node[key], name);
    }
  };
  visit(
    parseAst(text, { lang: file.endsWith("x") ? "tsx" : "ts", astType: "ts" } as Parameters<typeof parseAst>[1]),
    "",
  );
  return found;
}

test("the lines of a function are counted, whatever holds it", () => {
  const text = "function one() {\n}\nconst two = () => {\n\n};\nconst three = { four() {\n\n\n} };";
  expect(functionsOf("x.ts", text)).toEqual([
    { name: "one", lines: 2 },
    { name: "two", lines: 3 },
    { name: "four", lines: 4 },
  ]);
});

test("no file is too long to be read at once", () => {
  const long = code
    .filter((file) => !longFiles.test(file))
    .map((file) => [file, textOf(file).split("\n").length - 1] as const)
    .filter(([, lines]) => lines > MAX_FILE_LINES);
  expect(long).toEqual([]);
});

test("no function is longer than a screen, but for tables of routes and trees of JSX", () => {
  const long = code
    .flatMap((file) =>
      functionsOf(file, textOf(file)).map(({ name, lines }) => ({ at: `${file} ${name}`, name, lines })),
    )
    .filter(({ lines, name }) => lines > MAX_FUNCTION_LINES && !routeTable.test(name))
    .map(({ at }) => at);
  expect([...new Set(long)].sort()).toEqual(trees);
});
