// For how long each kind of data is kept: reading and changing it, and what would be deleted at once after a change.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit, type CommandContext } from "../../base/journal.ts";
import type { Due, RetentionKind, RetentionScope } from "../../contract/retention.ts";
import { auditLog } from "../access/shorten.ts";
import { archivedMonths } from "../archive/expire.ts";
import { coreKinds } from "./kinds.ts";
import type { ContactsInUse } from "./messages.ts";

/** A kind as this Bellhop has it. */
export type Kind = RetentionKind<Transaction<DB>>;

/** What skills bring: kinds of their tables, and whom they deal with at present. */
export type SkillRetention = { readonly retention?: readonly Kind[]; readonly contactsInUse?: ContactsInUse };

/** The shortest and the longest duration, in days. */
export const bounds = { least: 7, most: 36_500 };

/** How long a kind is kept, in days; null: for ever. */
export type Duration = { kind: string; days: number | null; numbers: { number_id: number; days: number | null }[] };

/** All kinds, those of skills last. */
export function kindsOf(skills: readonly SkillRetention[]): Kind[] {
  const inUse: ContactsInUse = async (tx, contactIds) => {
    const all = await Promise.all(skills.map(async (skill) => (await skill.contactsInUse?.(tx, contactIds)) ?? []));
    return all.flat();
  };
  return [...coreKinds(inUse), auditLog, archivedMonths, ...skills.flatMap(({ retention = [] }) => retention)];
}

/** The durations of all kinds. */
export async function durations(db: Kysely<DB>, kinds: readonly Kind[]): Promise<Duration[]> {
  const rows = await db.selectFrom("retention_rules").selectAll().orderBy("channel_id").execute();
  return kinds.map(({ name }) => {
    const own = rows.filter(({ kind }) => kind === name);
    return {
      kind: name,
      days: own.find(({ channel_id }) => channel_id === null)?.days ?? null,
      numbers: own.flatMap(({ channel_id: number_id, days }) => (number_id === null ? [] : [{ number_id, days }])),
    };
  });
}

/** What is old by the durations: for each kind its scopes, numbers with the same duration together. */
export async function scopes(
  db: Kysely<DB>,
  kinds: readonly Kind[],
  set: readonly Duration[],
  now: Date,
): Promise<Map<Kind, RetentionScope[]>> {
  const channels = (await db.selectFrom("channels").select("id").orderBy("id").execute()).map(({ id }) => id);
  const of = (name: string) => set.find(({ kind }) => kind === name)!;
  const daysOn = (name: string, id: number) => {
    const { days, numbers } = of(name);
    const own = numbers.find(({ number_id }) => number_id === id);
    return own ? own.days : days;
  };
  const scope = (days: number, on: readonly number[] | null): RetentionScope => ({
    ...{ now, days, channels: on },
    before: new Date(now.getTime() - days * 86_400_000),
  });
  const scopesOf = ({ name, byNumber }: Kind): RetentionScope[] => {
    if (!byNumber) {
      const { days } = of(name);
      const kept =
        name === archivedMonths.name ? shortest(days, longest(channels.map((id) => daysOn("messages", id)))) : days;
      return kept === null ? [] : [scope(kept, null)];
    }
    const byDays = Map.groupBy(channels, (id) => daysOn(name, id));
    return [...byDays].flatMap(([days, on]) => (days === null ? [] : [scope(days, on)]));
  };
  return new Map(kinds.map((kind) => [kind, scopesOf(kind)]));
}

/** The longest of durations; null, for ever, is the longest. */
const longest = (all: readonly (number | null)[]): number | null =>
  all.length === 0 ? null : all.reduce((a, b) => (a === null || b === null ? null : Math.max(a, b)));

const shortest = (a: number | null, b: number | null): number | null =>
  a === null ? b : b === null ? a : Math.min(a, b);

/** Sets for how long a kind is kept. Throws BAD_REQUEST for a kind or a number that there is not. */
export async function change(
  { tx, by, now }: CommandContext<DB>,
  kinds: readonly Kind[],
  wanted: Duration,
): Promise<void> {
  await check(tx, kinds, wanted);
  await sql`lock table retention_rules in share row exclusive mode`.execute(tx);
  const current = (await durations(tx, kinds)).find(({ kind }) => kind === wanted.kind)!;
  await tx.deleteFrom("retention_rules").where("kind", "=", wanted.kind).execute();
  const rows = [
    ...(wanted.days === null ? [] : [{ kind: wanted.kind, channel_id: null, days: wanted.days }]),
    ...wanted.numbers.map(({ number_id, days }) => ({ kind: wanted.kind, channel_id: number_id, days })),
  ];
  if (rows.length > 0) await tx.insertInto("retention_rules").values(rows).execute();
  const entry = { action: "setting.changed", subject: "setting", id: 0 };
  await audit(tx, by, { ...entry, before: { retention: current }, after: { retention: wanted } }, now);
}

async function check(db: Kysely<DB>, kinds: readonly Kind[], { kind: name, numbers }: Duration): Promise<void> {
  const kind = kinds.find((one) => one.name === name);
  if (!kind)
    throw new Fault(
      "BAD_REQUEST",
      `There is no kind of data ${name}. There are: ${kinds.map((one) => one.name).join(", ")}.`,
    );
  if (numbers.length > 0 && !kind.byNumber)
    throw new Fault("BAD_REQUEST", `${kind.title} belong to no number: set how long they are kept for all.`);
  const ids = numbers.map(({ number_id }) => number_id);
  if (new Set(ids).size < ids.length) throw new Fault("BAD_REQUEST", "A number is named twice. Name each once.");
  const known = await db
    .selectFrom("channels")
    .select("id")
    .where("id", "in", [0, ...ids])
    .execute();
  const unknown = ids.filter((id) => !known.some((row) => row.id === id));
  if (unknown.length > 0)
    throw new Fault("BAD_REQUEST", `There is no number ${unknown.join(", ")}. List the numbers to see their ids.`);
}

/** What would be deleted if a kind were kept for so long, of every kind that this has go. Nothing is changed. */
export async function preview(
  db: Kysely<DB>,
  kinds: readonly Kind[],
  wanted: Duration,
  now: Date,
): Promise<(Due & { kind: string })[]> {
  await check(db, kinds, wanted);
  return db
    .transaction()
    .setAccessMode("read only")
    .execute(async (tx) => {
      const set = await durations(tx, kinds);
      const affected = kinds.filter(
        ({ name }) => name === wanted.kind || (wanted.kind === "messages" && name === archivedMonths.name),
      );
      const found: (Due & { kind: string })[] = [];
      for (const [kind, of] of await scopes(
        tx,
        affected,
        set.map((one) => (one.kind === wanted.kind ? wanted : one)),
        now,
      )) {
        const due = await Promise.all(of.map((scope) => kind.find(tx, scope)));
        const times = due.flatMap(({ oldest }) => oldest ?? []).map((at) => at.getTime());
        found.push({
          kind: kind.name,
          count: due.reduce((sum, { count }) => sum + count, 0),
          oldest: times.length === 0 ? null : new Date(Math.min(...times)),
        });
      }
      return found;
    });
}
