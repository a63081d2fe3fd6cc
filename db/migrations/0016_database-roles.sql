-- What the simulator made is told from what real people wrote, and a role that only reads gets the outgoing messages as a view too.

-- Numbers that the simulator pretended to host.
alter table channels add column simulated boolean not null default false;

update channels set simulated = true
where (provider = 'twilio' and account_id = 'AC' || md5('bellhop simulator'))
  or (provider = 'meta' and external_id = '800000000000001'
    and exists (select 1 from channels t where t.provider = 'twilio' and t.account_id = 'AC' || md5('bellhop simulator')));

create table real_service (
  one boolean primary key default true check (one),
  since timestamptz not null default now()
);
comment on table real_service is 'Has its row from the first start with a real provider on: the simulator stays off on this database.';

insert into real_service (since)
select min(created_at) from channels where not simulated and external_id not like 'seed-%' having count(*) > 0;

create view whatsapp_outgoingmessage as
select
  m.id,
  m.provider_id as message_id,
  coalesce(c.phone, v.address) as to_number,
  coalesce(c.name, '') as to_name,
  m.type as message_type,
  coalesce(m.text_body, '') as text_body,
  coalesce(m.caption, '') as caption,
  m.status,
  m.error_code,
  coalesce(m.error_details, m.error_title) as error_message,
  m.origin,
  m.sent_at as timestamp,
  m.conversation_id,
  m.received_at as created_at
from messages m
join conversations v on v.id = m.conversation_id
left join contacts c on c.id = v.contact_id
where m.direction = 'out';
