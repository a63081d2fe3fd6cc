-- Rules are asked about events of accounts.

create function event_trigger() returns trigger language plpgsql as $$
begin
  perform note_rule_trigger('event', null, a.contact_id, jsonb_build_object('event', new.type)) from accounts a
  where a.id = new.account_id and a.contact_id is not null
    and exists (select from keyword_rules r where r.enabled and r.watches = 'event' and r.definition #>> '{when,event}' = new.type);
  return null;
end $$;
create trigger rules_event after insert on events for each row when (new.account_id is not null) execute function event_trigger();
