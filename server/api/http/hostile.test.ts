// Sends every route of the OpenAPI description values that no column, clock or text can hold, in the path, the query, the headers and the
// body. The response must be a success or a refusal, and never an internal error.
import type { InjectOptions } from "fastify";
import { describe, expect, test } from "vitest";
import { useApp } from "../../../test/support/app.ts";

const world = useApp();

/** Values for any parameter and field. */
const words = [
  ...["", " ", "0", "-1", "1.5", "2147483647", "2147483648", "-2147483649", "9007199254740991", "9007199254740993"],
  ...[
    "9223372036854775807",
    "9223372036854775808",
    "1e308",
    "1e999",
    "NaN",
    "Infinity",
    "-0",
    "0x7fffffffff",
    "true",
    "null",
  ],
  ...[
    "0000-01-01",
    "0000-01-01T00:00:00Z",
    "0001-01-01T00:00:00+14:00",
    "10000-01-01T00:00:00Z",
    "+275760-09-13T00:00:00Z",
  ],
  ...[
    "9999-12-31T23:59:59-14:00",
    "2026-02-30",
    "2026-02-30T00:00:00Z",
    "infinity",
    "-infinity",
    "now",
    "2026-01-01T24:00:00Z",
  ],
  ...[
    "\u0000",
    "a\u0000b",
    "\ud800",
    "\udc00x",
    "💩",
    "'; drop table messages; --",
    "%",
    "\\",
    "../../etc/passwd",
    "[]",
    "{}",
  ],
  "a".repeat(20_000),
];
const values: unknown[] = [
  ...words,
  ...[
    null,
    true,
    0,
    -1,
    1.5,
    2_147_483_648,
    9_007_199_254_740_992,
    1e308,
    -1e308,
    [],
    {},
    [null],
    [[]],
    { a: { b: 1 } },
  ],
  ...[["x"], [2_147_483_648], Array.from({ length: 2_000 }, (_, n) => n), { __proto__x: 1, constructor: 1 }],
];

/** Forged cursors that look like ours. */
const cursors = [
  [null, null],
  ["2026-01-01T00:00:00.000Z", 1e300],
  ["0000-01-01T00:00:00.000Z", 1],
  ["9999-12-31T23:59:59.999Z", 9e15],
  [null, 9_007_199_254_740_992],
  ["+275760-09-13T00:00:00.000Z", 1],
  ["timestamp", "desc", ["infinity", "9999999999999999999"]],
  ["timestamp", "desc", ["0000-01-01T00:00:00Z", "1"]],
  ["timestamp", "desc", ["\u0000", "\ud800"]],
  ["reserved_at", "desc", ["x", "1"]],
  ["timestamp", "desc", ["2026-01-01T00:00:00.000Z", "99999999999999999999999"]],
].map((one) => Buffer.from(JSON.stringify(one)).toString("base64url"));

type Schema = {
  type?: string;
  properties?: Record<string, Schema>;
  items?: Schema;
  enum?: unknown[];
  anyOf?: Schema[];
  minimum?: number;
};
type Operation = {
  parameters?: { name: string; in: string; required?: boolean; schema: Schema }[];
  requestBody?: { content: Record<string, { schema: Schema }> };
};

/** A value that the schema probably accepts, so that only the value under test is wrong. */
function fair(schema: Schema): unknown {
  if (schema.enum) return schema.enum[0];
  if (schema.anyOf) return fair(schema.anyOf[0]!);
  if (schema.type === "integer" || schema.type === "number") return Math.max(schema.minimum ?? 1, 1);
  if (schema.type === "boolean") return true;
  if (schema.type === "array") return schema.items ? [fair(schema.items)] : [];
  if (schema.type === "object")
    return Object.fromEntries(Object.entries(schema.properties ?? {}).map(([name, one]) => [name, fair(one)]));
  return "A1";
}

/** Bodies with one wrong value each, at any depth. */
function* bodies(schema: Schema): Generator<unknown> {
  yield* values;
  const whole = fair(schema);
  for (const [place, [name, part]] of Object.entries(schema.properties ?? {}).entries()) {
    const rest = whole as Record<string, unknown>;
    // Alternating halves of the values, to save time.
    for (const one of values.filter((_, n) => n % 2 === place % 2)) yield { ...rest, [name]: one };
    const inner = part.anyOf?.find((one) => one.properties) ?? (part.type === "array" ? part.items : part);
    if (!inner?.properties) continue;
    for (const deep of Object.keys(inner.properties))
      for (const one of words.slice(0, 40).filter((_, n) => n % 2 === place % 2)) {
        const filled = { ...(fair(inner) as object), [deep]: one };
        yield { ...rest, [name]: part.type === "array" ? [filled] : filled };
      }
    // Also without the other fields, because some exclude each other.
    for (const one of values.slice(0, 12)) yield { [name]: one };
  }
}

/** All requests to try for an operation. */
function* requests(
  method: string,
  path: string,
  { parameters = [], requestBody }: Operation,
): Generator<InjectOptions> {
  const encode = (value: string) =>
    encodeURIComponent(value.toWellFormed() === value ? value : "\ufffd").replace("%EF%BF%BD", "%ED%A0%80");
  const at = (name?: string, value = "1") =>
    path.replaceAll(/\{(\w+)\}/g, (_, one: string) => (one === name ? encode(value) || "%20" : "999"));
  const schema = requestBody?.content["application/json"]?.schema;
  const body = schema ? { payload: JSON.stringify(fair(schema)), headers: { "content-type": "application/json" } } : {};
  const verb = method.toUpperCase() as "GET";
  for (const parameter of parameters) {
    for (const value of parameter.name === "cursor" ? [...words, ...cursors] : words) {
      if (parameter.in === "path") yield { method: verb, url: at(parameter.name, value.slice(0, 90)), ...body };
      if (parameter.in === "query") yield { method: verb, url: `${at()}?${parameter.name}=${encode(value)}`, ...body };
      if (parameter.in === "header" && !/[^\x20-\x7e]/.test(value))
        yield {
          method: verb,
          url: at(),
          ...body,
          headers: { ...("headers" in body ? body.headers : {}), [parameter.name]: value },
        };
    }
    if (parameter.in === "query")
      yield { method: verb, url: `${at()}?${parameter.name}=1&${parameter.name}=2`, ...body };
  }
  yield { method: verb, url: `${at()}?unheard_of=1`, ...body };
  if (!schema) return;
  for (const one of bodies(schema)) yield { method: verb, url: at(), ...body, payload: JSON.stringify(one) };
  for (const payload of [
    "",
    "{",
    "[",
    "\ufeff{}",
    "\ufeff",
    '{"a":1e999}',
    '{"a":"\\ud800"}',
    "{}{}",
    "null",
    '"',
    "\u0000",
  ])
    yield { method: verb, url: at(), ...body, payload };
}

const methods = ["get", "post", "put", "patch", "delete"] as const;

/** The routes come from the committed description, to name the tests; the details come from the application. */
const { default: described } = await import("../../../docs/openapi.json", { with: { type: "json" } });
const operations = Object.entries(described.paths as unknown as Record<string, Record<string, Operation>>).flatMap(
  ([path, all]) => methods.flatMap((method) => (all[method] ? [{ method, path, operation: all[method] }] : [])),
);

describe.each(operations)("$method $path", ({ method, path, operation }) => {
  test("no value makes it fail", { timeout: 120_000 }, async () => {
    const failed: unknown[] = [];
    for (const request of requests(method, path, operation)) {
      const answer = await world.call("admin", request);
      const refusal = answer.status >= 400;
      const told = !refusal || String(answer.headers["content-type"]).startsWith("application/problem+json");
      // The value must be refused by a schema, and not only by the database.
      const late = refusal && String(answer.json?.detail).includes("outside of what Bellhop keeps");
      if (answer.status >= 500 || !told || late)
        failed.push([
          answer.status,
          request.url!.toString().slice(0, 200),
          String(request.payload ?? "").slice(0, 200),
          answer.body.slice(0, 200),
        ]);
    }
    expect(failed).toEqual([]);
  });
});
