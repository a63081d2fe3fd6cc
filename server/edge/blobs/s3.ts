// Keeps files in a bucket of an S3-compatible store.
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import {
  DeleteObjectCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  paginateListObjectsV2,
  S3Client,
} from "@aws-sdk/client-s3";
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

/** A store in a bucket. The bucket is named in the path of requests, which every S3-compatible store understands. */
export function createS3Store({ endpoint, region, bucket, prefix = "", ...credentials }: S3Options): BlobStore {
  const client = new S3Client({ endpoint, region, credentials, forcePathStyle: true });

  return {
    async put(key, from) {
      if (await exists(key)) return;
      const { size } = await stat(from);
      // The length is given because a stream has none of its own and a store refuses an upload without it.
      await client.send(
        new PutObjectCommand({ Bucket: bucket, Key: prefix + key, Body: createReadStream(from), ContentLength: size }),
      );
    },
    async read(key, range) {
      const Range = range && `bytes=${range.start}-${range.end}`;
      try {
        const { Body } = await client.send(new GetObjectCommand({ Bucket: bucket, Key: prefix + key, Range }));
        return Body as NodeJS.ReadableStream;
      } catch (error) {
        if (isMissing(error)) return null;
        throw error;
      }
    },
    async remove(key) {
      await client.send(new DeleteObjectCommand({ Bucket: bucket, Key: prefix + key }));
    },
    async *list() {
      for await (const { Contents = [] } of paginateListObjectsV2({ client }, { Bucket: bucket, Prefix: prefix }))
        for (const { Key } of Contents) if (Key) yield Key.slice(prefix.length);
    },
  };

  async function exists(key: string): Promise<boolean> {
    try {
      await client.send(new HeadObjectCommand({ Bucket: bucket, Key: prefix + key }));
      return true;
    } catch (error) {
      if (isMissing(error)) return false;
      throw error;
    }
  }
}

const isMissing = (error: unknown): boolean =>
  (error as { $metadata?: { httpStatusCode?: number } }).$metadata?.httpStatusCode === 404;
