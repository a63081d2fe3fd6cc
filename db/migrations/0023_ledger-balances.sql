-- Each balance is brought up to date once for each statement: when many drivers are credited together, the house's account would else
-- be written again for every line, and each time be looked for among its own older versions.
drop trigger ledger_lines_count on ledger_lines;
drop function ledger_line_counts();

create function ledger_lines_count() returns trigger language plpgsql as $$
declare
  odd record;
begin
  select l.entry_id, l.ledger_account_id into odd from added l
    join ledger_accounts a on a.id = l.ledger_account_id join ledger_entries e on e.id = l.entry_id
    where a.currency <> e.currency limit 1;
  if found then
    raise exception 'Entry % and ledger account % have different currencies.', odd.entry_id, odd.ledger_account_id using errcode = 'check_violation';
  end if;
  -- Accounts are locked in the order of their ids, so that two who write to the same ones wait for each other and do not block each other.
  perform from ledger_accounts where id in (select ledger_account_id from added) order by id for no key update;
  update ledger_accounts a set balance_cents = a.balance_cents + l.cents
    from (select ledger_account_id, sum(amount_cents)::bigint as cents from added group by 1) l where a.id = l.ledger_account_id;
  return null;
end $$;
create trigger ledger_lines_count after insert on ledger_lines referencing new table as added
  for each statement execute function ledger_lines_count();
