// What the commands share: access to the database, and parsing of arguments.
import { InvalidArgumentError } from "commander";
import type { Kysely } from "kysely";
import type { DB } from "../db/rows.ts";
import type { Config } from "./base/config.ts";

/** Runs a function with the database, which is closed afterwards. */
export type WithDatabase = (run: (db: Kysely<DB>, config: Config) => Promise<void>) => Promise<void>;

/** A whole number that is not negative. Throws InvalidArgumentError. */
export const wholeNumber = (text: string): number => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError("It must be a whole number.");
  return Number(text);
};

/** A name: one line of 1 to 100 characters. Throws InvalidArgumentError. */
export const oneLine = (text: string): string => {
  const name = text.trim();
  if (name === "" || name.length > 100 || /\p{Cc}/u.test(name))
    throw new InvalidArgumentError("It must be a name of one line, of up to 100 characters.");
  return name;
};
