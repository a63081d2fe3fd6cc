// Parses form-encoded bodies as the signature check needs them: every name in order, every value unchanged, nothing nested.
import { wellFormed } from "../../base/text.ts";

/** Names and their values, in the order received. */
export type Form = Map<string, string[]>;

/** More pairs than any of Twilio's webhooks has. A longer body is rejected before time is spent on verifying it. */
const MAX_PAIRS = 2_000;

/** Parses `application/x-www-form-urlencoded`; null when there are more than MOST_PAIRS pairs. */
export function parseForm(source: string): Form | null {
  const form: Form = new Map();
  let pairs = 0;
  for (let start = 0; start <= source.length; ) {
    const end = source.indexOf("&", start);
    const pair = source.slice(start, end === -1 ? source.length : end);
    start = end === -1 ? source.length + 1 : end + 1;
    if (pair === "") continue;
    if (++pairs > MAX_PAIRS) return null;
    const equals = pair.indexOf("=");
    const name = decode(equals === -1 ? pair : pair.slice(0, equals));
    const value = equals === -1 ? "" : decode(pair.slice(equals + 1));
    const values = form.get(name);
    if (values) values.push(value);
    else form.set(name, [value]);
  }
  return form;
}

/** `+` is a space, `%XX` a byte of UTF-8; anything else stays as it is. */
function decode(encoded: string): string {
  const spaced = encoded.includes("+") ? encoded.replaceAll("+", " ") : encoded;
  if (!spaced.includes("%")) return spaced;
  try {
    return decodeURIComponent(spaced);
  } catch {
    // A stray percent sign, or bytes that are not UTF-8.
    const bytes = Buffer.from(spaced, "utf8")
      .toString("latin1")
      .replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) => {
        return String.fromCharCode(Number.parseInt(hex, 16));
      });
    return Buffer.from(bytes, "latin1").toString("utf8");
  }
}

/** The fields to store: the first value of each name, cleaned of what PostgreSQL cannot store. */
export function fieldsOf(form: Form): Map<string, string> {
  const fields = new Map<string, string>();
  for (const [name, values] of form) fields.set(wellFormed(name), wellFormed(values[0] ?? ""));
  return fields;
}

/** Whether a name occurs more than once. Twilio never repeats one, and the meaning of a repeated name is undefined. */
export function hasRepeats(source: string): boolean {
  const form = parseForm(source);
  return form === null || [...form.values()].some((values) => values.length > 1);
}
