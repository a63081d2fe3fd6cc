-- Rules are asked about missed calls.

create function call_missed_trigger() returns trigger language plpgsql as $$
begin
  perform note_rule_trigger('call_missed', m.conversation_id, m.contact_id, '{}') from messages m where m.id = new.message_id;
  return null;
end $$;
create trigger rules_call_missed after insert on calls for each row when (new.state = 'missed' and new.direction = 'in')
  execute function call_missed_trigger();
create trigger rules_call_missed_later after update on calls for each row
  when (new.state = 'missed' and new.direction = 'in' and old.state is distinct from new.state) execute function call_missed_trigger();
