// Detects settings of the database server that harm Bellhop, with advice. Settings that a session can change are set in session.ts and not
// reported here, unless they show that the server is not meant for important data.
import { type QueryExecutorProvider, sql } from "kysely";

/** A harmful setting. `bad`: acknowledged data can be lost, or Bellhop cannot work properly. */
export type Harm = { setting: string; value: string; bad: boolean; advice: string };

/** A database server: its version and its harmful settings. */
export type Server = { version: string; harms: Harm[] };

type Rule = { setting: string; bad: boolean; harms(value: string): boolean; advice: string };

const rules: readonly Rule[] = [
  {
    setting: "fsync",
    bad: true,
    harms: (value) => value === "off",
    advice: "A crash of the machine can destroy the database. Set fsync = on.",
  },
  {
    setting: "full_page_writes",
    bad: true,
    harms: (value) => value === "off",
    advice:
      "A crash of the machine can leave torn pages. Set full_page_writes = on unless the file system writes pages whole.",
  },
  {
    setting: "synchronous_commit",
    bad: false,
    harms: (value) => value === "off" || value === "local",
    advice: "Bellhop waits for the disk nevertheless; other programs on this server do not.",
  },
  {
    setting: "jit",
    bad: false,
    harms: (value) => value === "on",
    advice:
      "Bellhop switches it off for itself. Views read by other programs may take half a second longer: set jit = off.",
  },
  {
    setting: "server_encoding",
    bad: true,
    harms: (value) => value !== "UTF8",
    advice: "Not every character that people write can be kept. Make the database anew with encoding UTF8.",
  },
  {
    setting: "max_connections",
    bad: true,
    harms: (value) => Number(value) < 30,
    advice: "Each process of Bellhop uses up to 20 connections. Set max_connections to 100 or more.",
  },
  {
    setting: "shared_buffers",
    bad: false,
    // The value is in blocks of 8 kB.
    harms: (value) => Number(value) < 16_000,
    advice: "Less than 128 MB: with many messages the Desk becomes slow. A quarter of the machine's memory is usual.",
  },
  {
    setting: "autovacuum",
    bad: true,
    harms: (value) => value === "off",
    advice: "Tables only grow, and Bellhop becomes slower by the day. Set autovacuum = on.",
  },
  {
    setting: "server_version_num",
    bad: true,
    harms: (value) => Number(value) < 150_000,
    advice: "Bellhop needs PostgreSQL 15 or newer.",
  },
];

/** Reads the server's own defaults, not what this session has set. */
export async function readServer(db: QueryExecutorProvider): Promise<Server> {
  const { rows } = await sql<{ name: string; value: string }>`
    select name, coalesce(reset_val, setting) as value from pg_settings
    where name = any(${[...rules.map(({ setting }) => setting), "server_version"]}::text[])`.execute(db);
  const all = Object.fromEntries(rows.map(({ name, value }) => [name, value])) as Record<string, string>;
  return {
    version: all.server_version ?? "",
    harms: rules.flatMap(({ setting, bad, harms, advice }) => {
      const value = all[setting];
      return value !== undefined && harms(value) ? [{ setting, value, bad, advice }] : [];
    }),
  };
}
