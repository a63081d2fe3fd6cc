// Turns JSON whose shape is not known (the answers of a form, an address) into a flat list of labels and values.

/** A value with its label, both for people. */
export type Labelled = { label: string; value: string };

/** More answers than any form has; what is beyond is left out. */
const MAX_ANSWERS = 100;
/** The longest value that is shown, in characters. */
const MAX_VALUE = 2_000;
/** How deep objects are read. */
const MAX_DEPTH = 4;

/** Keys that programs need and people do not. */
const TECHNICAL = new Set(["flow_token", "saved_address_id", "wa_flow_response_params"]);

/**
 * The answers in a JSON value, in its order. Nested objects are flattened; lists are joined by commas; empty values, and those that only programs
 * need, are left out. A value that is no object gets the label "Answer".
 */
export function labelled(value: unknown): Labelled[] {
  const found: Labelled[] = [];
  collect(found, "", value, 0);
  return found;
}

/** The answers as text, one a line. */
export const asText = (answers: readonly Labelled[]): string =>
  answers.map(({ label, value }) => `${label}: ${value}`).join("\n");

function collect(found: Labelled[], key: string, value: unknown, depth: number): void {
  if (found.length >= MAX_ANSWERS || TECHNICAL.has(key)) return;
  if (isObject(value)) {
    if (depth < MAX_DEPTH) for (const name of Object.keys(value)) collect(found, name, value[name], depth + 1);
    return;
  }
  if (Array.isArray(value) && value.some(isObject)) {
    for (const one of value.slice(0, MAX_ANSWERS)) collect(found, key, one, depth + 1);
    return;
  }
  const text = textOf(value);
  if (text !== "") found.push({ label: labelOf(key), value: text.slice(0, MAX_VALUE).toWellFormed() });
}

const isObject = (value: unknown): value is { [key: string]: unknown } =>
  typeof value === "object" && value !== null && !Array.isArray(value);

function textOf(value: unknown): string {
  if (Array.isArray(value)) {
    const texts = value.slice(0, MAX_ANSWERS).map((one) => (Array.isArray(one) ? "" : textOf(one)));
    return texts.filter((text) => text !== "").join(", ");
  }
  if (typeof value === "boolean") return value ? "Yes" : "No";
  return typeof value === "string" || typeof value === "number" ? String(value).trim() : "";
}

/** A key for people: `screen_0_First_name_1`, as Meta's form builder calls a field, is "First name"; `in_pin_code` is "PIN code". */
function labelOf(key: string): string {
  if (key === "in_pin_code") return "PIN code";
  const built = /^screen_\d{1,4}_(.+?)_\d{1,4}$/s.exec(key.slice(0, 200))?.[1] ?? key.slice(0, 200);
  const plain = built
    .replaceAll(/[\s_]+/g, " ")
    .trim()
    .toWellFormed();
  return plain === "" ? "Answer" : plain.charAt(0).toUpperCase() + plain.slice(1);
}
