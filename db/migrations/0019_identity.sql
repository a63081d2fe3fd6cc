-- Who is who: keys that no longer identify, doubt, merges that can be taken apart. One welcome credit a person.

create index incidents_open_recent on incidents (id) where closed_at is null;
create index incidents_other_contact on incidents (((detail->>'other_contact_id')::bigint)) where detail->>'other_contact_id' is not null;

-- A key belongs to a contact for a time: from_at until before until_at; null has no such end. At any moment it identifies one contact.
alter table contact_identities
  add column from_at timestamptz,
  add column until_at timestamptz,
  drop constraint contact_identities_pkey;
drop index contact_identities_key;
create unique index contact_identities_key on contact_identities (kind, value, coalesce(from_at, '-infinity')) where kind <> 'username';
create unique index contact_identities_username_of on contact_identities (contact_id, value) where kind = 'username';
create index contact_identities_contact on contact_identities (contact_id);
comment on column contact_identities.from_at is 'Since when it is this contact''s; null: as far back as anything is known.';
comment on column contact_identities.until_at is 'From when on it identifies this contact no longer; null: it still does.';

-- Sets of keys that came together, in a message or from a colleague: what is known of who is who.
create table identity_sightings (
  id bigint generated always as identity primary key,
  wa_id text,
  bsuid text,
  parent_bsuid text,
  first_at timestamptz not null
);
comment on table identity_sightings is 'Sets of keys that came together. Who is who follows from these, identity_changes and identity_decisions (docs/identity.md).';
create unique index identity_sightings_keys on identity_sightings (coalesce(wa_id, ''), coalesce(bsuid, ''), coalesce(parent_bsuid, ''));
create index identity_sightings_bsuid on identity_sightings (bsuid) where bsuid is not null;
create index identity_sightings_parent on identity_sightings (parent_bsuid) where parent_bsuid is not null;

-- What providers said of keys that became others.
create table identity_changes (
  id bigint generated always as identity primary key,
  previous jsonb not null,
  current jsonb not null,
  keys text[] not null,
  at timestamptz not null,
  unique (previous, current, at)
);
comment on table identity_changes is 'Provider notices: the keys in previous became those in current. keys: all of them as kind:value.';
create index identity_changes_keys on identity_changes using gin (keys);

-- What colleagues said: same joins two keys, apart keeps a set of keys away from all others.
create table identity_decisions (
  id bigint generated always as identity primary key,
  kind text not null check (kind in ('same', 'apart')),
  anchors jsonb not null,
  keys text[] not null,
  decided_at timestamptz not null,
  decided_by text not null,
  undone_at timestamptz
);
comment on table identity_decisions is 'Merges and splits by hand. anchors: [{kind, value, at}], a key as it was held at that time.';
create index identity_decisions_keys on identity_decisions using gin (keys) where undone_at is null;

alter table messages add column sighting_id bigint;
comment on column messages.sighting_id is 'The keys under which a customer wrote or was written to: identity_sightings.';

-- What a merge needs to be taken apart again.
alter table contact_merges
  add column trace jsonb,
  add column account_trace jsonb,
  add column undone_at timestamptz;
create index contact_merges_kept on contact_merges (kept);
create index contact_merges_undone on contact_merges (undone_at) where undone_at is not null;
comment on column contact_merges.undone_at is 'The contacts were taken apart; the row goes when the accounts have been as well.';
comment on column contact_merges.trace is 'The contact that is gone with its keys, and its conversations with the messages that name no sender.';
comment on column contact_merges.account_trace is 'The account that followed, with its bookings.';

-- What was replaced before this version identifies no longer either.
update contact_identities set until_at = replaced_at + interval '1 millisecond' where replaced_at is not null and kind <> 'username';
insert into identity_changes (previous, current, keys, at)
select jsonb_build_object(kind, value), jsonb_build_object(kind, replaced_by), array[kind || ':' || value, kind || ':' || replaced_by], replaced_at
from contact_identities where replaced_by is not null and replaced_at is not null and kind <> 'username'
on conflict do nothing;
do $$ begin
  -- Answers go to the key that the person has now; a number may have been changed more than once.
  for hop in 1..4 loop
    update conversations v set address = i.replaced_by, address_at = i.replaced_at
    from contact_identities i
    where i.contact_id = v.contact_id and i.kind = v.address_kind and i.value = v.address
      and i.replaced_at >= coalesce(v.address_at, '-infinity') and i.replaced_by <> v.address;
  end loop;
end $$;

-- One welcome credit a person, with their own first message. Whoever has an account from before has had theirs.
alter table accounts add column welcomed_at timestamptz;
comment on column accounts.welcomed_at is 'When the welcome credit was given, or would have been; null: they have not written yet.';
update accounts set welcomed_at = created_at;
