-- Who is who: keys that no longer identify, doubt, merges that can be taken apart. One welcome credit a person.

create index incidents_open_recent on incidents (id) where closed_at is null;
create index incidents_other_contact on incidents (((detail->>'other_contact_id')::bigint)) where detail->>'other_contact_id' is not null;
