-- What is unusual in who opens what: how far the log was followed, what is remembered of each worker, the counts of their shifts, and what
-- the data protection officer is to look at. Nothing of a person is in it; what a worker opened is remembered for eight hours, to count each thing once.
create table oversight_follower (
  only_one boolean primary key default true check (only_one),
  next_seq bigint not null default 0 check (next_seq >= 0),
  job_id uuid
);
insert into oversight_follower default values;
create table oversight_worker (
  staff_id uuid primary key,
  last_at timestamptz not null,
  state jsonb not null
);
create table oversight_shift (
  staff_id uuid not null,
  began_at timestamptz not null,
  opened integer not null check (opened >= 0),
  primary key (staff_id, began_at)
);
create index oversight_shift_began on oversight_shift (began_at);
create table oversight_item (
  id uuid primary key,
  kind text not null check (kind in ('many_opened', 'no_assignment', 'many_refused', 'no_presence')),
  staff_id uuid not null,
  from_at timestamptz not null,
  to_at timestamptz not null,
  count integer not null check (count > 0),
  usual integer,
  state text not null default 'open' check (state in ('open', 'closed')),
  note text,
  closed_by uuid,
  closed_at timestamptz,
  unique (kind, staff_id, from_at),
  check (closed_by <> staff_id),
  check ((state = 'closed') = (note is not null and closed_by is not null and closed_at is not null))
);
create index oversight_item_newest on oversight_item (from_at desc);
grant select, update on oversight_follower to havenline_app;
grant select, insert, update on oversight_worker to havenline_app;
grant select, insert, update, delete on oversight_shift to havenline_app;
grant select, insert, update on oversight_item to havenline_app;
