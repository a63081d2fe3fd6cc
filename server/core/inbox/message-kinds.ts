// The fields of a message that the rollup has: time, type, status, channel and direction; as SQL conditions.
import { type RawBuilder, sql } from "kysely";
import { among, between } from "../../base/conditions.ts";
import { statusOf } from "./message-status.ts";

/** What a message `m` is, where its type does not say it; null for most. */
export const shownAs = sql<
  string | null
>`coalesce(m.content->>'shown_as', case when m.content->>'voice' = 'true' then 'voice' end)`;

/** Filters on the rollup's fields; null does not filter. */
export type MessageKinds = {
  /** Sent at this time or later. */
  from: Date | null;
  /** Sent before this time. */
  to: Date | null;
  types: readonly string[] | null;
  /** Values of {@link statusOf}. */
  statuses: readonly string[] | null;
  channelIds: readonly number[] | null;
  directions: readonly string[] | null;
};

/** All messages. */
export const everyKind: MessageKinds = {
  from: null,
  to: null,
  types: null,
  statuses: null,
  channelIds: null,
  directions: null,
};

/** The conditions without the time, for a table that has the columns type, channel_id and direction and whose status is `status`. */
export function kindConditions(
  alias: string,
  status: RawBuilder<unknown>,
  { types, statuses, channelIds, directions }: MessageKinds,
): RawBuilder<boolean>[] {
  return [
    ...(types === null ? [] : [among(sql.raw(`${alias}.type`), types, "text")]),
    ...(statuses === null ? [] : [among(status, statuses, "text")]),
    ...(channelIds === null ? [] : [among(sql.raw(`${alias}.channel_id`), channelIds, "int")]),
    ...(directions === null ? [] : [among(sql.raw(`${alias}.direction`), directions, "text")]),
  ];
}

/** The same with the time, for messages `m`. Failed ones have their own index. */
export const messageConditions = (kinds: MessageKinds): RawBuilder<boolean>[] => [
  ...between(sql`m.sent_at`, kinds.from, kinds.to),
  ...kindConditions("m", statusOf("m"), kinds),
  ...(isFailedOnly(kinds) ? [sql<boolean>`m.failed`] : []),
];

/** Whether only failed messages are wanted. */
const isFailedOnly = ({ statuses }: MessageKinds): boolean => statuses?.every((status) => status === "failed") ?? false;

/** The part of a filter that an index of messages covers: the time, the type, and whether a message failed. */
export const indexedKinds = (kinds: MessageKinds): MessageKinds => ({
  ...kinds,
  statuses: isFailedOnly(kinds) ? kinds.statuses : null,
  channelIds: null,
  directions: null,
});
