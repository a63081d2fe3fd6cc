// What the rollup of messages knows of each message: when it was sent, its type, status, channel and direction. As conditions in SQL.
import { type RawBuilder, sql } from "kysely";
import { among, between } from "../../base/conditions.ts";
import { statusOf } from "./message-status.ts";

/** Which messages, by what the rollup knows of them; null does not filter. */
export type MessageKinds = {
  /** Sent from then on. */
  from: Date | null;
  /** Sent before then. */
  to: Date | null;
  types: readonly string[] | null;
  /** As {@link statusOf} tells them. */
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

/** What is asked of the kind alone, of a table that has the columns type, channel_id and direction and whose status is `status`. */
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

/** The same and the time, of messages `m`. The failed ones have an index of their own. */
export const messageConditions = (kinds: MessageKinds): RawBuilder<boolean>[] => [
  ...between(sql`m.sent_at`, kinds.from, kinds.to),
  ...kindConditions("m", statusOf("m"), kinds),
  ...(isFailedOnly(kinds) ? [sql<boolean>`m.failed`] : []),
];

/** Whether nothing but failed messages is asked for. */
const isFailedOnly = ({ statuses }: MessageKinds): boolean => statuses?.every((status) => status === "failed") ?? false;

/** Of a filter what an index of messages knows: the time, the type, and whether a message failed. */
export const indexedKinds = (kinds: MessageKinds): MessageKinds => ({
  ...kinds,
  statuses: isFailedOnly(kinds) ? kinds.statuses : null,
  channelIds: null,
  directions: null,
});
