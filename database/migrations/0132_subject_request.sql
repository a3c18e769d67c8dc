-- What a person, or a lawyer for them, asks about what is kept of them: to get it, or to have it erased. Two people check who they are.
create table subject_request (
  id uuid primary key,
  number text not null unique,
  kind text not null check (kind in ('access', 'erasure')),
  by_whom text not null check (by_whom in ('self', 'lawyer')),
  case_number text not null,
  person_id uuid not null,
  identity_how text not null,
  registered_by uuid not null,
  registered_at timestamptz not null,
  due_at timestamptz not null,
  checked_by uuid,
  checked_at timestamptz,
  disclosure_number text,
  outcome text check (outcome in ('given', 'erased', 'held')),
  done_at timestamptz,
  constraint two_people check (checked_by <> registered_by),
  check ((outcome is null) = (done_at is null)),
  check (outcome is null or checked_by is not null)
);
create index subject_request_open on subject_request (due_at) where done_at is null;
alter table person add column erased_at timestamptz;
grant select, insert, update on subject_request to havenline_app;
