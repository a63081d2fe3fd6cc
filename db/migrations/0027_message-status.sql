-- What a customer's message shows (received, read or replied) is derived in one place, message_status(): the view asks it too.

create or replace view whatsapp_whatsappmessage as
select m.id, m.provider_id as message_id, m.sender as from_number, coalesce(m.sender_name, c.name, '') as from_name,
  m.type as message_type, coalesce(m.text_body, '') as text_body, coalesce(m.caption, '') as caption,
  a.provider_id as media_id, a.url as media_url, m.latitude, m.longitude, m.location_name as name, m.location_address as address,
  m.sent_at as "timestamp", message_status(m.status, m.read_at, m.replied_at) as status,
  m.raw as raw_payload, m.conversation_id, m.received_at as created_at
from messages m
left join contacts c on c.id = m.contact_id
left join attachments a on a.message_id = m.id and a.position = 0
where m.direction = 'in';
