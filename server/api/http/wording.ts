// Turns validation errors into sentences for people, one per field.
import { z } from "zod";

/** What is wrong with a field: its part of the request (`body`, `querystring`), its path there (`/spots/0/code`), and the message. */
export type Wrong = { where: string; path: string; message: string; limit?: unknown };

/** Names for the parts of a request, for errors about a whole part. */
const wholes: Record<string, string> = {
  body: "The body",
  querystring: "The query",
  params: "The address",
  headers: "The headers",
};

/** The sentences. Only the first error of each field is used. */
export function sentencesOf(wrongs: readonly Wrong[]): string {
  const fields = new Map<string, Wrong>();
  for (const wrong of wrongs) {
    const known = fields.get(`${wrong.where}${wrong.path}`);
    // Integers also have a built-in bound; any other error takes precedence over that one.
    if (!known || known.limit === Number.MAX_SAFE_INTEGER) fields.set(`${wrong.where}${wrong.path}`, wrong);
  }
  return [...fields.values()].map(sentence).join(" ");
}

function sentence({ where, path, message }: Wrong): string {
  const name = path.replace(/^\/+/, "") || (wholes[where] ?? "The request");
  return `${name}: ${message}${/[.!?]$/.test(message) ? "" : "."}`;
}

/** Makes zod use the messages of {@link wordsOf} wherever a schema has none of its own. */
export function useOwnWords(): void {
  z.config({ localeError: wordsOf });
}

const units: Record<string, [one: string, many: string]> = {
  string: ["character", "characters"],
  array: ["entry", "entries"],
  set: ["entry", "entries"],
  map: ["entry", "entries"],
  file: ["byte", "bytes"],
};

const kinds: Record<string, string> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  bigint: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "an object",
  record: "an object",
  null: "null",
  date: "a time",
};

const formats: Record<string, string> = {
  email: "an e-mail address",
  url: "a web address",
  datetime: "a time such as 2026-01-31T12:00:00Z",
  date: "a day such as 2026-01-31",
  time: "a time of day such as 12:00",
  uuid: "a UUID",
  ipv4: "an IPv4 address",
  ipv6: "an IPv6 address",
};

/** The message, as the end of a sentence that begins with the field's name. */
export function wordsOf(issue: z.core.$ZodRawIssue): string {
  switch (issue.code) {
    case "invalid_type":
      if (issue.input === undefined) return "is missing";
      return `is not ${kinds[issue.expected] ?? `of the kind ${issue.expected}`}`;
    case "invalid_value":
      if (issue.input === undefined) return "is missing";
      return issue.values.length === 1
        ? `must be ${String(issue.values[0])}`
        : `must be one of ${issue.values.map(String).join(", ")}`;
    case "too_big":
      return `${bound(issue.exact, issue.inclusive, "at most", "less than")} ${amount(issue.maximum, issue.origin)}`;
    case "too_small":
      if (units[issue.origin] && Number(issue.minimum) === 1 && !issue.exact) return "must not be empty";
      return `${bound(issue.exact, issue.inclusive, "at least", "more than")} ${amount(issue.minimum, issue.origin)}`;
    case "invalid_format":
      return formats[issue.format] ? `is not ${formats[issue.format]}` : "is not written as it should be";
    case "not_multiple_of":
      return `must be a multiple of ${issue.divisor}`;
    case "unrecognized_keys":
      return `there is no field ${issue.keys.map((key) => JSON.stringify(key.slice(0, 100))).join(", ")}; ${knownOf(issue.inst)}`;
    case "invalid_union":
      return "has none of the forms that it may have";
    default:
      return "is not valid";
  }
}

/** The known fields. */
function knownOf(schema: unknown): string {
  const known = schema instanceof z.ZodObject ? Object.keys(schema.shape) : [];
  return known.length === 0 ? "it takes none" : `it takes ${known.join(", ")}`;
}

const bound = (exact: boolean | undefined, inclusive: boolean | undefined, upTo: string, beyond: string): string =>
  exact ? "exactly" : (inclusive ?? true) ? upTo : beyond;

function amount(value: number | bigint, origin: string): string {
  const unit = units[origin]?.[Number(value) === 1 ? 0 : 1];
  return unit ? `${value} ${unit}` : String(value);
}
