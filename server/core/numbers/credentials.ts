// Credentials of the numbers that admins enter in the Desk. Secrets are encrypted before they reach the database. What is done with them is the
// providers' matter.
import { type Kysely, sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import { Fault } from "../../base/errors.ts";
import { audit, type CommandContext } from "../../base/journal.ts";
import { seal, unseal } from "../../base/seal.ts";
import type { ChannelRef, Provider } from "../../contract/inbound.ts";
import type { MetaSecrets, NumberCandidate, StoredNumber, TwilioSecrets } from "../../contract/numbers.ts";
import * as channels from "../inbox/channels.ts";
import { markSimulated } from "../inbox/simulated.ts";
import { settleUnknown } from "../inbox/unknown-numbers.ts";

/** The NOTIFY channel for changes of numbers. */
export const changedNumbers = "bellhop_numbers";

/** How many numbers can be added: each webhook of Meta may have to be compared with the secrets of all. */
const MAX_NUMBERS = 50;

type Secrets = MetaSecrets | TwilioSecrets;

/** Keys that decrypt, the one that encrypts first. */
type Keys = readonly Buffer[];

/** A number to add. */
export type NewNumber = { ref: ChannelRef; secrets: Secrets };

const boundTo = (channelId: number): string => `number_credentials:${channelId}`;

const sealed = (keys: Keys, channelId: number, secrets: Secrets): Buffer =>
  seal(keys[0]!, boundTo(channelId), Buffer.from(JSON.stringify(secrets)));

/** The secrets, and whether the first key decrypted them; null when no key does. */
function opened(keys: Keys, channelId: number, bytes: Buffer): { secrets: Secrets; isNewest: boolean } | null {
  for (const [place, key] of keys.entries()) {
    try {
      const text = unseal(key, boundTo(channelId), bytes).toString("utf8");
      return { secrets: JSON.parse(text) as Secrets, isNewest: place === 0 };
    } catch {
      // Another key may be the right one.
    }
  }
  return null;
}

/** The numbers of the Desk, oldest first: the simulator's while it is on, else the real ones. */
export async function load(db: Kysely<DB> | Transaction<DB>, keys: Keys, simulated: boolean): Promise<StoredNumber[]> {
  const rows = await db
    .selectFrom("number_credentials as n")
    .innerJoin("channels as h", "h.id", "n.channel_id")
    .select([
      "n.channel_id",
      "n.secrets",
      "n.revision",
      "h.provider",
      "h.external_id",
      "h.display_number",
      "h.account_id",
    ])
    .where("h.simulated", "=", simulated)
    .orderBy("n.channel_id")
    .execute();
  return rows.map((row) => ({
    channelId: row.channel_id,
    ref: {
      provider: row.provider as Provider,
      externalId: row.external_id,
      displayNumber: row.display_number,
      accountId: row.account_id,
    },
    revision: row.revision,
    secrets: opened(keys, row.channel_id, row.secrets)?.secrets ?? null,
  }));
}

/** Encrypts with the first key what an older one encrypted, and returns how many numbers that were. Another process may do the same. */
export async function reseal(db: Kysely<DB>, keys: Keys): Promise<number> {
  if (keys.length < 2) return 0;
  return db.transaction().execute(async (tx) => {
    const rows = await tx.selectFrom("number_credentials").select(["channel_id", "secrets"]).forUpdate().execute();
    let count = 0;
    for (const { channel_id: id, secrets } of rows) {
      const found = opened(keys, id, secrets);
      if (found === null || found.isNewest) continue;
      await tx
        .updateTable("number_credentials")
        .set({ secrets: sealed(keys, id, found.secrets) })
        .where("channel_id", "=", id)
        .execute();
      count += 1;
    }
    return count;
  });
}

/**
 * Adds a number and returns the id of its channel, which may exist already because messages came for it. `simulated`: the simulator is the
 * provider. Throws NUMBER_EXISTS, and TOO_MANY_AT_ONCE beyond {@link MAX_NUMBERS}.
 */
export async function add(
  ctx: CommandContext<DB>,
  keys: Keys,
  { ref, secrets }: NewNumber,
  simulated: boolean,
): Promise<number> {
  const { tx, now } = ctx;
  await sql`lock table number_credentials in share row exclusive mode`.execute(tx);
  const { n } = await tx
    .selectFrom("number_credentials")
    .select(({ fn }) => fn.countAll<number>().as("n"))
    .executeTakeFirstOrThrow();
  if (Number(n) >= MAX_NUMBERS)
    throw new Fault("TOO_MANY_AT_ONCE", `At most ${MAX_NUMBERS} numbers can be added. Remove one that is not used.`);
  const id = (await channels.ensure(tx, [ref])).get(channels.nameOf(ref))!;
  const known = await tx.selectFrom("number_credentials").select("channel_id").where("channel_id", "=", id).execute();
  if (known.length > 0)
    throw new Fault("NUMBER_EXISTS", `The number ${ref.externalId} was added before. Change it on the page Numbers.`);
  if (simulated) await markSimulated(tx, [id]);
  await settleUnknown(tx, id, ctx.by, now);
  await correct(tx, id, ref);
  await tx
    .insertInto("number_credentials")
    .values({ channel_id: id, secrets: sealed(keys, id, secrets), added_at: now, changed_at: now })
    .execute();
  await tell(ctx, { action: "number.add", id, before: null, after: shown(ref, Object.keys(secrets)) });
  return id;
}

/** Adds a number, or gives the one that is there other secrets: for the simulator, whose secrets are new at each start. */
export async function put(
  ctx: CommandContext<DB>,
  keys: Keys,
  { ref, secrets }: NewNumber,
  simulated: boolean,
): Promise<void> {
  const known = await ctx.tx
    .selectFrom("number_credentials as n")
    .innerJoin("channels as h", "h.id", "n.channel_id")
    .select("n.channel_id")
    .where("h.provider", "=", ref.provider)
    .where("h.external_id", "=", ref.externalId)
    .executeTakeFirst();
  if (!known) return void (await add(ctx, keys, { ref, secrets }, simulated));
  await change(ctx, keys, known.channel_id, { displayNumber: ref.displayNumber, secrets });
}

/** What an admin changes of a number; what is left out stays. */
export type NumberChange = {
  accountId?: string;
  displayNumber?: string | null;
  secrets: Partial<MetaSecrets> & Partial<TwilioSecrets>;
};

/**
 * Changes a number's account or secrets. Throws NOT_FOUND, and SECRETS_UNREADABLE when secrets that stay cannot be decrypted.
 */
export async function change(ctx: CommandContext<DB>, keys: Keys, id: number, change: NumberChange): Promise<void> {
  const { tx, now } = ctx;
  const { ref, secrets: before } = await one(tx, keys, id, true);
  const after = merged(ref, before, change);
  const { accountId = ref.accountId, displayNumber = ref.displayNumber } = change;
  await correct(tx, id, { ...ref, accountId, displayNumber });
  await tx
    .updateTable("number_credentials")
    .set(({ eb }) => ({ secrets: sealed(keys, id, after), changed_at: now, revision: eb("revision", "+", 1) }))
    .where("channel_id", "=", id)
    .execute();
  const audited = { before: shown(ref), after: shown({ ...ref, accountId }, Object.keys(change.secrets)) };
  await tell(ctx, { action: "number.change", id, ...audited });
}

/** A number as it would be with a change. Throws NOT_FOUND and SECRETS_UNREADABLE. */
export async function changed(db: Kysely<DB>, keys: Keys, id: number, change: NumberChange): Promise<NumberCandidate> {
  const { ref, secrets: before } = await one(db, keys, id);
  const { provider, externalId } = ref;
  return {
    provider,
    externalId,
    accountId: change.accountId ?? ref.accountId ?? "",
    secrets: merged(ref, before, change),
  };
}

/** The secrets after a change. Throws SECRETS_UNREADABLE when some stay that cannot be decrypted. */
function merged({ provider }: ChannelRef, before: Secrets | null, change: NumberChange): Secrets {
  const needed = provider === "meta" ? ["accessToken", "appSecrets", "verifyToken"] : ["authTokens"];
  const given = Object.entries(change.secrets).filter(([name, value]) => value && needed.includes(name));
  if (before === null && given.length < needed.length)
    throw new Fault(
      "SECRETS_UNREADABLE",
      "The secrets of this number were encrypted with another APP_SECRET_KEY. Bring that key back, or enter all of its secrets anew.",
    );
  return { ...before, ...Object.fromEntries(given) } as Secrets;
}

/** Removes a number's credentials. Its conversations stay, and what waits to be sent waits on. Throws NOT_FOUND. */
export async function remove(ctx: CommandContext<DB>, id: number): Promise<void> {
  const { ref } = await one(ctx.tx, [], id, true);
  await ctx.tx.deleteFrom("number_credentials").where("channel_id", "=", id).execute();
  await tell(ctx, { action: "number.remove", id, before: shown(ref), after: null });
}

async function one(
  db: Kysely<DB> | Transaction<DB>,
  keys: Keys,
  id: number,
  isLocked = false,
): Promise<Pick<StoredNumber, "ref" | "secrets">> {
  const row = await db
    .selectFrom("number_credentials as n")
    .innerJoin("channels as h", "h.id", "n.channel_id")
    .select(["n.secrets", "h.provider", "h.external_id", "h.display_number", "h.account_id"])
    .where("n.channel_id", "=", id)
    .$if(isLocked, (query) => query.forUpdate("n"))
    .executeTakeFirst();
  if (!row) throw new Fault("NOT_FOUND", `There is no number ${id} that was added here.`);
  return {
    ref: {
      provider: row.provider as Provider,
      externalId: row.external_id,
      displayNumber: row.display_number,
      accountId: row.account_id,
    },
    secrets: opened(keys, id, row.secrets)?.secrets ?? null,
  };
}

/** Writes what an admin says of a number over what webhooks said. */
async function correct(tx: Transaction<DB>, id: number, { accountId, displayNumber }: ChannelRef): Promise<void> {
  await sql`
    update channels set account_id = coalesce(${accountId}, account_id), display_number = coalesce(${displayNumber}, display_number)
    where id = ${id}`.execute(tx);
}

/** A number as the audit log has it: which secrets were entered, never what they are. */
const shown = ({ provider, externalId, accountId }: ChannelRef, entered: string[] = []) => ({
  ...{ provider, external_id: externalId, account_id: accountId },
  ...(entered.length > 0 ? { entered } : {}),
});

async function tell(
  { tx, by, now }: CommandContext<DB>,
  change: { action: string; id: number; before: object | null; after: object | null },
): Promise<void> {
  await audit(tx, by, { subject: "channel", ...change }, now);
  await sql`select pg_notify(${changedNumbers}, '')`.execute(tx);
}
