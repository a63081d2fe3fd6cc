-- Which template says an occasion of a skill while the 24-hour window is closed.

create table template_bindings (
  channel_id int not null references channels on delete cascade,
  occasion text not null,
  template text not null,
  language text not null,
  parameters jsonb not null,
  changed_by text not null,
  changed_at timestamptz not null,
  primary key (channel_id, occasion)
);
comment on table template_bindings is 'Which template a channel sends for an occasion while the 24-hour window is closed.';
comment on column template_bindings.occasion is 'As a skill names it: stay.ended.';
comment on column template_bindings.template is 'The template''s name, of which the provider may have several generations.';
comment on column template_bindings.parameters is 'By the names of the template''s variables: the name of the occasion''s value that fills each.';
