-- Rules are asked about messages that could not be sent.

create function send_failed_trigger() returns trigger language plpgsql as $$
begin
  perform note_rule_trigger('send_failed', new.conversation_id, new.contact_id, '{}');
  return null;
end $$;
-- A message that a person cancelled has not failed.
create trigger rules_send_failed after update of status on messages for each row
  when (new.status = 'failed' and old.status <> 'failed' and new.error_title not like 'Cancelled by %') execute function send_failed_trigger();
