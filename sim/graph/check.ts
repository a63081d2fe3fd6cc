// Small checks on a send request, each with the error that the Graph API gives. What is sent is in accept.ts.
import { isObject } from "../http.ts";
import { GraphError } from "./errors.ts";

/** The object at `key`. Throws 131008 when it is missing or is not an object. */
export function objectAt(parent: Record<string, unknown>, key: string, path = key): Record<string, unknown> {
  const value = parent[key];
  if (value === undefined || value === null) throw new GraphError(131008, `The parameter ${path} is required.`);
  if (!isObject(value)) throw new GraphError(100, `Param ${path} must be a JSON object.`);
  return value;
}

/** The text at `key`, at most `max` characters. Throws 131008 when missing or empty, `tooLong` (100) when longer. */
export function textAt(
  parent: Record<string, unknown>,
  key: string,
  path: string,
  max: number,
  tooLong: 100 | 131009 = 131009,
): string {
  const value = parent[key];
  if (value === undefined || value === null || value === "") {
    throw new GraphError(131008, `The parameter ${path} is required.`);
  }
  if (typeof value !== "string") throw new GraphError(100, `Param ${path} must be a string.`);
  if (value.length > max) throw new GraphError(tooLong, `Param ${path} must be at most ${max} characters long.`);
  return value;
}

/** The same for a text that may be missing. */
export function optionalText(
  parent: Record<string, unknown>,
  key: string,
  path: string,
  max: number,
): string | undefined {
  return parent[key] === undefined ? undefined : textAt(parent, key, path, max);
}

/** A number within bounds. Throws 131008 when missing, 131009 out of bounds. Numbers in a string pass, as at Meta. */
export function numberAt(parent: Record<string, unknown>, key: string, path: string, max: number): number {
  const value = parent[key];
  if (value === undefined || value === null || value === "") {
    throw new GraphError(131008, `The parameter ${path} is required.`);
  }
  const number = Number(value);
  if (!Number.isFinite(number) || Math.abs(number) > max) {
    throw new GraphError(131009, `Param ${path} must be a number from -${max} to ${max}.`);
  }
  return number;
}

/** Throws 100 when the object has a key that the API does not know. */
export function onlyKeys(value: Record<string, unknown>, path: string, keys: readonly string[]): void {
  for (const key of Object.keys(value)) {
    if (!keys.includes(key)) throw new GraphError(100, `Invalid keys "${key}" were found in param "${path}".`);
  }
}

/** A list of `min` to `max` entries. Throws 131008 when missing, 131009 when the count is wrong. */
export function listAt(
  parent: Record<string, unknown>,
  key: string,
  path: string,
  min: number,
  max: number,
): unknown[] {
  const value = parent[key];
  if (value === undefined) throw new GraphError(131008, `The parameter ${path} is required.`);
  if (!Array.isArray(value)) throw new GraphError(100, `Param ${path} must be an array.`);
  if (value.length < min || value.length > max) {
    throw new GraphError(131009, `Invalid ${path} count. Min allowed: ${min}, Max allowed: ${max}`);
  }
  return value;
}

/** Throws 131009 when two of the values are the same. */
export function unique(values: string[], path: string): void {
  if (new Set(values).size !== values.length) throw new GraphError(131009, `Duplicated ${path} is not allowed.`);
}
