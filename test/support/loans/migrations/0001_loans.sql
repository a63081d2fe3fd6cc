-- Which books are lent, to whom, and since when they are late.
create table loans (
  id int generated always as identity primary key,
  contact_id bigint not null references contacts (id) on delete cascade,
  book text not null,
  lent_at timestamptz not null,
  due_at timestamptz not null,
  late_at timestamptz
);

create unique index loans_one_a_book on loans (book);

-- The loan that an event is about.
alter table events add column loan_id bigint;
