// Validators for fields of a send request, each with the Graph API's error. The request itself is validated in accept.ts.
import { isObject } from "../http.ts";
import { GraphError } from "./errors.ts";

/** The object at `key`. Throws 131008 if it is missing or not an object. */
export function objectAt(parent: Record<string, unknown>, key: string, path = key): Record<string, unknown> {
  const value = parent[key];
  if (value === undefined || value === null) throw new GraphError(131008, `The parameter ${path} is required.`);
  if (!isObject(value)) throw new GraphError(100, `Param ${path} must be a JSON object.`);
  return value;
}

/** The text at `key`, at most `max` characters. Throws 131008 if it is missing or empty, `tooLong` (100) if it is longer. */
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

/** The same for an optional text. */
export function optionalText(
  parent: Record<string, unknown>,
  key: string,
  path: string,
  max: number,
): string | undefined {
  return parent[key] === undefined ? undefined : textAt(parent, key, path, max);
}

/** A number within bounds. Throws 131008 if it is missing, 131009 if it is out of bounds. Like Meta, accepts numbers as strings. */
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

/** Throws 100 if the object has an unknown key. */
export function onlyKeys(value: Record<string, unknown>, path: string, keys: readonly string[]): void {
  for (const key of Object.keys(value)) {
    if (!keys.includes(key)) throw new GraphError(100, `Invalid keys "${key}" were found in param "${path}".`);
  }
}

/** A list of `min` to `max` entries. Throws 131008 if it is missing, 131009 if the count is wrong. */
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

/** Throws 131009 if two of the values are equal. */
export function unique(values: string[], path: string): void {
  if (new Set(values).size !== values.length) throw new GraphError(131009, `Duplicated ${path} is not allowed.`);
}
