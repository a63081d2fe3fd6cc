// The name by which staff see a contact. It keeps two contacts with the same name and without a phone number apart.
import { type RawBuilder, sql } from "kysely";

/** How many characters at the end of a BSUID are shown to tell contacts apart. */
export const ID_SUFFIX_LENGTH = 6;

/** The end of contact `c`'s BSUID; null when the contact has a number or no BSUID. */
export const keyEnd: RawBuilder<string | null> = sql`(case when c.phone is null then (
  select right(i.value, ${sql.lit(ID_SUFFIX_LENGTH)}) from contact_identities i where i.contact_id = c.id and i.kind = 'bsuid'
  order by i.first_seen_at, i.value limit 1
) end)`;

/** The newest username of a contact; null when there is none. */
export const usernameOf = (contactId: "c.id" | "v.contact_id"): RawBuilder<string | null> => sql`(
  select i.value from contact_identities i where i.contact_id = ${sql.ref(contactId)} and i.kind = 'username'
  order by i.first_seen_at desc, i.value limit 1
)`;

/**
 * The name of contact `c`: the one that a colleague gave, else the profile name. Without a number, the last six characters of the BSUID follow
 * (`Ana · 3f9a1c`); without a name as well it is `@username`, else `Somebody 3f9a1c`. Null when there is only a number or nothing.
 */
export const called: RawBuilder<string | null> = sql`(case
  when c.phone is not null or c.id is null then coalesce(c.given_name, c.name)
  when coalesce(c.given_name, c.name) is not null then concat_ws(' · ', coalesce(c.given_name, c.name), ${keyEnd})
  else coalesce('@' || ${usernameOf("c.id")}, 'Somebody ' || ${keyEnd})
end)`;
