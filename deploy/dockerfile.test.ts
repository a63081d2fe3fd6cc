import { expect, test } from "vitest";
import { readCommand, readDockerfile, readDockerignore, readEnv } from "./dockerfile.ts";

test("stages, steps over several lines, and comments between them", () => {
  const text = `# one
FROM node:24 AS build
RUN a \\
# why
 && b
FROM debian
copy --from=build /x ./
`;
  expect(readDockerfile(text)).toEqual([
    { from: "node:24", name: "build", steps: [{ name: "RUN", rest: "a && b" }] },
    { from: "debian", name: "1", steps: [{ name: "COPY", rest: "--from=build /x ./" }] },
  ]);
  expect(() => readDockerfile("RUN x\nFROM y")).toThrow("RUN stands before the first FROM.");
});

test("settings and commands", () => {
  expect(readEnv("A=1 B=x=y")).toEqual({ A: "1", B: "x=y" });
  expect(readCommand('["node", "a.ts"]')).toEqual(["node", "a.ts"]);
  expect(readCommand("node a.ts")).toEqual(["/bin/sh", "-c", "node a.ts"]);
});

test.each([
  ["server/main.ts", true],
  ["server/a/b.test.ts", false],
  ["web/dist/assets/x.js.br", false],
  ["web/dist/assets/x.js", true],
  ["data/postgres/PG_VERSION", false],
  [".env", false],
  ["package.json", true],
])("%s is sent to the build: %s", (file, sent) => {
  const rules = "# all\n*\n!package.json\n!server/\n!web\n**/*.test.ts\nweb/dist/assets/*.br\n";
  expect(readDockerignore(rules)(file)).toBe(sent);
});
