// Keeps files in a bucket of an S3-compatible store. What the store has against a request is said in words, as NOT_READY.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { setTimeout as sleep } from "node:timers/promises";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from "@aws-sdk/client-s3";
import { Fault } from "../../base/errors.ts";
import type { BlobStore } from "../../contract/ports.ts";

/** Where the bucket is, and who may write to it. */
export type S3Options = {
  /** For example `https://s3.eu-central-1.amazonaws.com`. */
  endpoint: string;
  region: string;
  bucket: string;
  accessKeyId: string;
  secretAccessKey: string;
  /** What all keys of the bucket begin with, with a slash at the end; empty: all keys are ours. */
  prefix?: string;
};

/** How long the store may be silent while it has a request, in ms. */
const SILENCE_TIMEOUT_MS = 30_000;

/** How often a request is made that the store does not answer, or answers with a fault of its own. */
const ATTEMPTS = 3;

/** What the client would log is said in faults. */
const silent = { trace() {}, debug() {}, info() {}, warn() {}, error() {} };

/** The client for requests, which gives up a silent store. */
function clientOf({ endpoint, region, accessKeyId, secretAccessKey }: S3Options, silenceTimeoutMs: number): S3Client {
  const credentials = { accessKeyId, secretAccessKey };
  return new S3Client({
    endpoint,
    region,
    credentials,
    forcePathStyle: true,
    maxAttempts: ATTEMPTS,
    // Not every store understands the checksums that the client would add by itself.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
    // A store that does not know Expect: 100-continue would hold up each large upload for seconds.
    expectContinueHeader: false,
    logger: silent,
    requestHandler: { connectionTimeout: 5_000, socketTimeout: silenceTimeoutMs },
  });
}

/** A store in a bucket. The bucket is named in the path of requests, which every S3-compatible store understands. */
export function createS3Store(options: S3Options, silenceTimeoutMs = SILENCE_TIMEOUT_MS): BlobStore {
  const { bucket, prefix = "" } = options;
  const client = clientOf(options, silenceTimeoutMs);
  const refuse = (error: unknown): never => {
    throw new Fault("NOT_READY", `${reasonOf(error, options)}.`, { cause: error });
  };

  return {
    async put(key, from) {
      if (await isKept(key)) return;
      const { size } = await stat(from);
      for (let attempt = 1; ; attempt += 1) {
        // The client does not repeat a request whose body is a stream: each attempt reads the file anew.
        const Body = createReadStream(from);
        try {
          // A stream has no length of its own, and a store refuses an upload without one.
          await client.send(new PutObjectCommand({ Bucket: bucket, Key: prefix + key, Body, ContentLength: size }));
          return;
        } catch (error) {
          if (attempt === ATTEMPTS || !isOfTheMoment(error)) refuse(error);
          await sleep(attempt * 200);
        } finally {
          Body.destroy();
        }
      }
    },
    async read(key, range) {
      const Range = range && `bytes=${range.start}-${range.end}`;
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: prefix + key, Range }));
        return Body as NodeJS.ReadableStream;
      } catch (error) {
        return isMissing(error) ? null : refuse(error);
      }
    },
    async remove(key) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: prefix + key })).catch(refuse);
    },
    async *list() {
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix }))
        for (const { Key } of Contents) if (Key) yield Key.slice(prefix.length);
    },
  };

  /** Whether the file is known to be kept. A key that may not list the bucket gets 403 for what is missing: the upload then says whether it may write. */
  async function isKept(key: string): Promise<boolean> {
    try {
      await client.send(new HeadObjectCommand({ Bucket: bucket, Key: prefix + key }));
      return true;
    } catch (error) {
      if (statusOf(error) === 404 || statusOf(error) === 403) return false;
      return refuse(error);
    }
  }
}

/** The status of the store's answer; undefined when none came. */
const statusOf = (error: unknown): number | undefined =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode;

const isMissing = (error: unknown): boolean => statusOf(error) === 404 && (error as Error).name !== "NoSuchBucket";

/** Whether another attempt may succeed. */
function isOfTheMoment(error: unknown): boolean {
  const status = statusOf(error);
  return status === undefined || status === 429 || status >= 500;
}

/** What is wrong, and what to do. */
function reasonOf(error: unknown, { endpoint, bucket, region }: S3Options): string {
  const { name, message, code } = error as Error & { code?: string };
  const store = `The store of files at ${endpoint}`;
  switch (statusOf(error)) {
    case undefined:
      return `${store} cannot be reached: ${code ?? message}. Check S3_ENDPOINT, and whether the store runs`;
    case 401:
    case 403:
      return `${store} refuses access to the bucket ${bucket} (${name}). Check S3_ACCESS_KEY_ID and S3_SECRET_ACCESS_KEY, and that this key may read, write and delete objects of the bucket`;
    case 404:
      return `${store} has no bucket ${bucket}. Create it, or correct S3_BUCKET`;
    case 301:
    case 307:
    case 400:
      return `${store} does not take requests for the bucket ${bucket} in the region ${region} (${name}). Correct S3_REGION and S3_ENDPOINT`;
    default:
      return `${store} answered with ${statusOf(error)} (${name}). Try again; if it stays, see what the store says`;
  }
}
