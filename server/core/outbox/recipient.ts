// What will reach somebody from each of our numbers: looked up before the first message to them. Writes nothing.
import { sql, type Transaction } from "kysely";
import type { DB } from "../../../db/rows.ts";
import type { Provider } from "../../contract/inbound.ts";
import * as channels from "../inbox/channels.ts";
import * as contacts from "../inbox/contacts.ts";
import { type OptOut, optOutOf } from "../inbox/opt-outs.ts";
import { type Opened, type WindowVerdict, windowAt } from "../inbox/window.ts";
import { addressOf, keysOf, type Post } from "./send.ts";

/** One of our numbers, as it stands to a recipient. */
export type Way = {
  channel: { id: number; provider: Provider; number: string | null };
  /** The conversation with them on this number, if there is one. */
  conversationId: number | null;
  window: { open: WindowVerdict; closesAt: Date | null };
};

export type Recipient = {
  /** How the number is kept: digits only; or a user id. */
  address: string;
  contact: { id: number; name: string | null; optOut: OptOut | null } | null;
  /** The configured numbers, the one first to which they wrote last, then the preferred one. */
  ways: Way[];
};

/** Looks up a number as people type it, or a user id. Throws BAD_RECIPIENT, and CHANNEL_NOT_CONFIGURED without a provider. */
export async function lookUp(tx: Transaction<DB>, to: string, post: Post, now: Date): Promise<Recipient> {
  const address = await addressOf(tx, to, post);
  const contactId = await contacts.find(tx, keysOf(address));
  const name = contactId === null ? null : ((await contacts.cards(tx, [contactId])).get(contactId)?.name ?? null);
  const own = post.own.map(channels.nameOf);
  const all = (await channels.list(tx))
    .filter((one) => own.includes(channels.nameOf(one)) && post.channels.has(one.provider, one))
    .sort((a, b) => own.indexOf(channels.nameOf(a)) - own.indexOf(channels.nameOf(b)));
  const known = await talksOf(tx, contactId);
  const last = ({ id }: channels.Channel) => known.get(id)?.last ?? 0;
  return {
    address: address.value,
    contact: contactId === null ? null : { id: contactId, name, optOut: await optOutOf(tx, contactId) },
    ways: all
      .toSorted((a, b) => last(b) - last(a))
      .map((one) => {
        const talk = known.get(one.id);
        return {
          channel: { id: one.id, provider: one.provider, number: one.displayNumber },
          conversationId: talk?.id ?? null,
          window: windowAt(talk ?? { last_inbound_at: null, window_maybe_at: null }, now),
        };
      }),
  };
}

type Talk = Opened & { id: number; last: number };

/** Somebody's conversations, by channel; `last`: when they wrote there, in ms. */
async function talksOf(tx: Transaction<DB>, contactId: number | null): Promise<Map<number, Talk>> {
  if (contactId === null) return new Map();
  const { rows } = await sql<Opened & { id: number; channel_id: number }>`
    select distinct on (channel_id) id, channel_id, last_inbound_at, window_maybe_at from conversations
    where contact_id = ${contactId}
    order by channel_id, greatest(last_inbound_at, window_maybe_at) desc nulls last, id desc`.execute(tx);
  return new Map(
    rows.map(({ channel_id, ...row }) => [
      channel_id,
      { ...row, last: Math.max(row.last_inbound_at?.getTime() ?? 0, row.window_maybe_at?.getTime() ?? 0) },
    ]),
  );
}
