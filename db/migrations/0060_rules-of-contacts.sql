-- Rules are asked about the fields of contacts.

-- What becomes known of a new contact has not changed.
create function contact_trigger() returns trigger language plpgsql as $$
begin
  if coalesce(new.given_name, new.name) is distinct from coalesce(old.given_name, old.name) then
    perform note_rule_trigger('field_changed', null, new.id, '{"field": "name"}');
  end if;
  if new.phone is distinct from old.phone then perform note_rule_trigger('field_changed', null, new.id, '{"field": "phone"}'); end if;
  return null;
end $$;
create trigger rules_contact after update of name, given_name, phone on contacts for each row
  when (coalesce(new.given_name, new.name) <> coalesce(old.given_name, old.name) or new.phone <> old.phone)
  execute function contact_trigger();
