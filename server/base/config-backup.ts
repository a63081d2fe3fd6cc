// The variables of backups.
import path from "node:path";
import { Cron } from "croner";
import { z } from "zod";

const text = z.string().min(1);

/** Whether a text is a time pattern of cron. */
function isPattern(value: string): boolean {
  try {
    return new Cron(value, { timezone: "UTC" }).nextRun() !== null;
  } catch {
    return false;
  }
}

const PLACE = /^s3:\/\/([^/]+)(?:\/(.*?)\/*)?$/;

/** The bucket and the prefix that an address `s3://bucket/prefix` names; null for a folder. The prefix ends with a slash, or is empty. */
export function bucketIn(place: string): { bucket: string; prefix: string } | null {
  const [, bucket, prefix] = PLACE.exec(place) ?? [];
  return bucket === undefined ? null : { bucket, prefix: prefix ? `${prefix}/` : "" };
}

export const backupSchema = {
  BACKUP_TO: text
    .refine((value) => !value.includes("://") || PLACE.test(value), {
      message: "must be a folder, or a bucket such as s3://my-backups/bellhop",
    })
    .optional()
    .describe(
      "Where backups are made by themselves: a folder on another disk, or s3://BUCKET/PREFIX. Unset: none are made by themselves.",
    ),
  BACKUP_AT: text
    .refine(isPattern, { message: "must be a time as in cron, such as 30 2 * * *" })
    .default("30 2 * * *")
    .describe("When, as in cron and in UTC."),
  BACKUP_KEEP: text
    .regex(/^[1-9]\d{0,3}d?$/, "must be a number of backups such as 14, or of days such as 30d")
    .default("14")
    .describe("How many are kept; 30d: those of 30 days. Older ones are deleted; the newest never is."),
  BACKUP_PASSPHRASE: z
    .string()
    .min(12, "must have at least 12 characters")
    .optional()
    .describe(
      "Encrypts the keys in backups, which open the credentials of numbers and authenticator apps. Keep it elsewhere too: without it they cannot be restored.",
    ),
  BACKUP_S3_ENDPOINT: z
    .url({ protocol: /^https?$/, error: "must be an address such as https://s3.eu-central-1.amazonaws.com" })
    .optional()
    .describe("S3 for backups: the address of the store. This and the next three: as in S3_* unless set."),
  BACKUP_S3_REGION: text.optional().describe("S3 for backups: the region."),
  BACKUP_S3_ACCESS_KEY_ID: text.optional().describe("S3 for backups: access key."),
  BACKUP_S3_SECRET_ACCESS_KEY: text.optional().describe("S3 for backups: its secret."),
};

/** How many backups are kept, or those of how many days. */
export type KeepBackups = { count: number } | { days: number };

/** What the variables say. */
export type BackupConfig = {
  /** A folder, absolute, or `s3://bucket/prefix`; null: backups are made by hand only. */
  to: string | null;
  /** A pattern of cron, in UTC. */
  at: string;
  keep: KeepBackups;
  passphrase: string | null;
  /** How to reach a bucket for backups; null when not known. */
  s3: { endpoint: string; region: string; accessKeyId: string; secretAccessKey: string } | null;
};

type Values = z.infer<z.ZodObject<typeof backupSchema>> & {
  [name in `S3_${"ENDPOINT" | "REGION" | "ACCESS_KEY_ID" | "SECRET_ACCESS_KEY"}`]?: string | undefined;
};

/** A number of backups, or with a `d` of days; it has the form that BACKUP_KEEP has. */
export const readKeep = (text: string): KeepBackups =>
  text.endsWith("d") ? { days: Number(text.slice(0, -1)) } : { count: Number(text) };

/** A place for backups: a folder becomes absolute. */
export const readPlace = (place: string, directory: string): string =>
  place.includes("://") ? place : path.resolve(directory, place);

export function readBackup(env: Values, directory: string): BackupConfig {
  const endpoint = env.BACKUP_S3_ENDPOINT ?? env.S3_ENDPOINT;
  const region = env.BACKUP_S3_REGION ?? env.S3_REGION ?? "us-east-1";
  const accessKeyId = env.BACKUP_S3_ACCESS_KEY_ID ?? env.S3_ACCESS_KEY_ID;
  const secretAccessKey = env.BACKUP_S3_SECRET_ACCESS_KEY ?? env.S3_SECRET_ACCESS_KEY;
  return {
    to: env.BACKUP_TO === undefined ? null : readPlace(env.BACKUP_TO, directory),
    at: env.BACKUP_AT,
    keep: readKeep(env.BACKUP_KEEP),
    passphrase: env.BACKUP_PASSPHRASE ?? null,
    s3: endpoint && accessKeyId && secretAccessKey ? { endpoint, region, accessKeyId, secretAccessKey } : null,
  };
}

/** Faults of combinations: what a scheduled backup needs. */
export function faultsOfBackup(given: Record<string, string | undefined>): string[] {
  const { BACKUP_TO: to } = given;
  if (to === undefined) return [];
  const faults: string[] = [];
  if (!given.BACKUP_PASSPHRASE)
    faults.push(
      "BACKUP_PASSPHRASE must be set too: it encrypts the keys in backups. Make one with: openssl rand -hex 16",
    );
  const missing = ["S3_ENDPOINT", "S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"].filter(
    (name) => !given[name] && !given[`BACKUP_${name}`],
  );
  if (bucketIn(to) && missing.length > 0)
    faults.push(`${missing.map((name) => `BACKUP_${name}`).join(" and ")} must be set too: BACKUP_TO is a bucket.`);
  return faults;
}
