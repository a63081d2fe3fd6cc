-- Rules are asked about conversations that are done, and about their fields.

-- A conversation without messages, because they were kept for long enough, is done too: nothing has happened to it.
create function conversation_trigger() returns trigger language plpgsql as $$
begin
  if new.state = 'done' and old.state <> 'done' and new.last_message_at is not null then perform note_rule_trigger('done', new.id, new.contact_id, '{}'); end if;
  if new.customer_email is distinct from old.customer_email then
    perform note_rule_trigger('field_changed', new.id, new.contact_id, '{"field": "email"}');
  end if;
  return null;
end $$;
create trigger rules_conversation after update of state, customer_email on conversations for each row
  when (new.contact_id is not null and ((new.state = 'done' and old.state <> 'done') or new.customer_email is distinct from old.customer_email))
  execute function conversation_trigger();
