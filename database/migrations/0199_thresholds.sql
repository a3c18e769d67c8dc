-- What counts as unusual is set by the data protection officer, and agreed to by another; the ones in use are the last agreed ones.
create table oversight_threshold (
  id uuid primary key,
  floor integer not null check (floor between 5 and 200),
  deviations numeric not null check (deviations between 2 and 6),
  refusals integer not null check (refusals between 3 and 50),
  grace_minutes integer not null check (grace_minutes between 0 and 120),
  state text not null check (state in ('proposed', 'agreed', 'refused')),
  proposed_by uuid not null,
  proposed_at timestamptz not null,
  decided_by uuid,
  decided_at timestamptz,
  check ((state = 'proposed') = (decided_by is null) and (decided_by is null) = (decided_at is null)),
  constraint two_people check (state <> 'agreed' or decided_by <> proposed_by)
);
create unique index oversight_threshold_one_proposal on oversight_threshold (state) where state = 'proposed';
create index oversight_threshold_agreed on oversight_threshold (decided_at desc) where state = 'agreed';
grant select, insert, update on oversight_threshold to havenline_app;
