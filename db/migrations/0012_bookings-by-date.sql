-- How many bookings of a lot, a driver or a status were made when is told by these lists alone: reserved_at never changes.
drop index bookings_lot;
drop index bookings_account;
drop index bookings_status;
create index bookings_lot on bookings (lot_id, id) include (reserved_at);
create index bookings_account on bookings (account_id, id desc) include (reserved_at);
create index bookings_status on bookings (status, id) include (reserved_at);
