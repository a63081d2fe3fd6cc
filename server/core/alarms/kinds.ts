// Which kinds of incidents and news are told by mail and webhook: a default for each, and what admins changed.
import { type Kysely, sql } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit, type CommandContext } from "../../base/journal.ts";
import { coreIncidentKinds } from "../../contract/incidents.ts";
import { newsKinds } from "../../contract/news.ts";
import { newsTitles } from "../texts/alarms.en.ts";
import { incidentTexts } from "../texts/incidents.en.ts";

/** From where an alarm comes. */
export const alarmSources = ["incident", "news"] as const;

export type AlarmSource = (typeof alarmSources)[number];

/** A kind of alarm. `on`: whether it is told. */
export type AlarmKind = { kind: string; source: AlarmSource; title: string; on: boolean };

const setting = "alarm_kinds";

/** Told as news, which says more. */
export const toldAsNews = "provider_alarm";
/** What the team deals with day by day, in the Desk, and not whoever runs Bellhop. */
const ofTheTeam: ReadonlySet<string> = new Set(["identity_doubt"]);
/** News that never needs anybody. */
const good: ReadonlySet<string> = new Set(["template_ready"]);

/** All kinds, with what is told by default: what whoever runs Bellhop must act on, and nothing of a skill. `ofSkills`: the skills' kinds of incidents. */
function defaults(ofSkills: readonly string[]): AlarmKind[] {
  const incident = (kind: string, on: boolean): AlarmKind => {
    const title = incidentTexts[kind]?.title ?? kind.replaceAll("_", " ");
    return { kind, source: "incident", title, on };
  };
  return [
    ...coreIncidentKinds.filter((kind) => kind !== toldAsNews).map((kind) => incident(kind, !ofTheTeam.has(kind))),
    ...newsKinds
      .filter((kind) => !good.has(kind))
      .map((kind): AlarmKind => ({ kind, source: "news", title: newsTitles[kind], on: true })),
    ...ofSkills.map((kind) => incident(kind, false)),
  ];
}

async function changed(db: Kysely<DB>): Promise<Record<string, boolean>> {
  const row = await db.selectFrom("settings").select("value").where("name", "=", setting).executeTakeFirst();
  return (row?.value ?? {}) as Record<string, boolean>;
}

/** All kinds, and whether each is told. */
export async function listKinds(db: Kysely<DB>, ofSkills: readonly string[]): Promise<AlarmKind[]> {
  const chosen = await changed(db);
  return defaults(ofSkills).map((one) => ({ ...one, on: chosen[one.kind] ?? one.on }));
}

/** Changes which kinds are told; those that are not named stay. Throws BAD_REQUEST for a kind that there is not. */
export async function changeKinds(
  { tx, by, now }: CommandContext<DB>,
  ofSkills: readonly string[],
  given: Readonly<Record<string, boolean>>,
): Promise<void> {
  const known = new Set(defaults(ofSkills).map(({ kind }) => kind));
  const unknown = Object.keys(given).filter((kind) => !known.has(kind));
  if (unknown.length > 0)
    throw new Fault(
      "BAD_REQUEST",
      `There is no kind of alarm ${unknown.join(", ")}. List the alarms to see which there are.`,
    );
  await sql`select pg_advisory_xact_lock(hashtext('bellhop alarm kinds'))`.execute(tx);
  const before = await changed(tx);
  const after = { ...before, ...given };
  const value = JSON.stringify(after);
  await tx
    .insertInto("settings")
    .values({ name: setting, value, updated_at: now })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value, updated_at: now }))
    .execute();
  const change = { action: "setting.changed", subject: "setting", id: 0 };
  await audit(tx, by, { ...change, before: { [setting]: before }, after: { [setting]: after } }, now);
}
