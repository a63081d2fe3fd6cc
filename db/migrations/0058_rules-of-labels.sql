-- Rules are asked about labels.

create function label_trigger() returns trigger language plpgsql as $$
begin
  if tg_op = 'INSERT' then
    perform note_rule_trigger('label_added', new.conversation_id, null, jsonb_build_object('id', new.label_id));
  else
    perform note_rule_trigger('label_removed', old.conversation_id, null, jsonb_build_object('id', old.label_id));
  end if;
  return null;
end $$;
create trigger rules_label after insert or delete on conversation_labels for each row execute function label_trigger();
