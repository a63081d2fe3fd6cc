// The documents are true: paths exist, environment variables and scripts are named in both code and documents, commands exist.
import { existsSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { codesOf } from "../../server/api/http/errors.ts";
import { configSchema } from "../../server/base/config-schema.ts";
import { plugins, skillNames } from "../../server/skills.ts";
import { files, root, textOf } from "./files.ts";

const documents = files.filter((file) => /^(README|ARCHITECTURE|CONTRIBUTING)\.md$|^docs\/.*\.md$/.test(file));
const everything = documents.map(textOf).join("\n");

test("the documents that a stranger looks for are there", () => {
  for (const name of [
    "README.md",
    "ARCHITECTURE.md",
    "CONTRIBUTING.md",
    "LICENSE",
    ".env.example",
    "docs/openapi.json",
  ]) {
    expect(files).toContain(name);
  }
  expect(files.filter((file) => /^docs\/decisions\/\d{4}-.+\.md$/.test(file)).length).toBeGreaterThanOrEqual(8);
});

describe.each(documents)("%s", (document) => {
  const text = textOf(document);

  test("names only paths that exist", () => {
    const inCode = [...text.replace(/```[\s\S]*?```/g, "").matchAll(/`([^`\n]+)`/g)].map(([, code]) => code!);
    const paths = inCode.filter((code) => /^(server|sim|db|test|bench|bin|deploy|docs|\.ci)\/[\w./-]*$/.test(code));
    expect(paths.filter((one) => !existsSync(path.join(root, one)))).toEqual([]);
  });

  test("links only to what is there", () => {
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link!);
    const local = links.filter((link) => !/^(https?:|mailto:)/.test(link)).map((link) => link.split("#"));
    const missing = local.filter(([file]) => file && !existsSync(path.join(root, path.dirname(document), file)));
    expect(missing).toEqual([]);
    const lost = local.filter(([file, heading]) => heading && !headingsOf(file, document).includes(heading));
    expect(lost).toEqual([]);
  });

  test("runs only scripts that there are", () => {
    const { scripts } = JSON.parse(textOf("package.json")) as { scripts: Record<string, string> };
    const named = [...text.matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script!);
    expect(named.filter((script) => !(script in scripts))).toEqual([]);
  });
});

function headingsOf(file: string | undefined, document: string): string[] {
  const target = file ? path.posix.join(path.posix.dirname(document), file) : document;
  return [...textOf(target).matchAll(/^#+ (.+)$/gm)].map(([, heading]) =>
    heading!
      .toLowerCase()
      .replaceAll(/[^\p{L}\p{N} _-]/gu, "")
      .replaceAll(" ", "-"),
  );
}

test("every variable that Bellhop reads is documented, and no other", () => {
  const known = Object.keys(configSchema(skillNames).shape);
  const table = textOf("README.md");
  expect(known.filter((name) => !table.includes(`\`${name}\``))).toEqual([]);
  const families = /\b(?:WHATSAPP|TWILIO|GRAPH|MQTT|BELLHOP|DATABASE|DATA)_[A-Z_]+\b/g;
  const named = new Set([...everything.matchAll(families)].map(([name]) => name));
  expect([...named].filter((name) => !known.includes(name))).toEqual([]);
});

test("every route and every error code is documented", () => {
  const api = textOf("docs/api.md");
  const { paths } = JSON.parse(textOf("docs/openapi.json")) as { paths: Record<string, object> };
  expect(Object.keys(paths).filter((one) => !api.includes(one.replace(/\{(\w+)\}/, "{$1}")))).toEqual([]);
  const codes = codesOf(plugins);
  expect(codes).toEqual(expect.arrayContaining(["NOT_FOUND", "SPOT_TAKEN"]));
  expect(codes.filter((code) => !api.includes(`\`${code}\``))).toEqual([]);
});

test("every figure for Prometheus is documented", () => {
  const names = [...textOf("server/base/metrics.ts").matchAll(/name: "(bellhop_\w+)"/g)].map(([, name]) => name!);
  expect(names.filter((name) => !textOf("docs/operations.md").includes(`\`${name}\``))).toEqual([]);
});
