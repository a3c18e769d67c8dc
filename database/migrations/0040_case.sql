-- Cases: continuing work for a child. No column here says where anybody is, or anything about anybody's papers.
create table case_file (
  id uuid primary key,
  number text not null unique,
  opened_by uuid not null,
  opened_at timestamptz not null,
  closed_at timestamptz
);
create table case_contact (
  contact_id uuid primary key,
  case_id uuid not null references case_file
);
create table case_assignment (
  case_id uuid not null references case_file,
  staff_id uuid not null,
  assigned_at timestamptz not null,
  primary key (case_id, staff_id)
);
create index case_assignment_staff on case_assignment (staff_id);
create table person (
  id uuid primary key,
  case_id uuid not null references case_file,
  role text not null,
  age_band text,
  languages text[] not null default '{}',
  created_at timestamptz not null,
  name bytea,
  phone bytea
);
create index person_case on person (case_id);
-- Ciphertext too is read one case at a time: a query that was not told which case it is for finds no row.
alter table person enable row level security;
alter table person force row level security;
create policy person_of_one_case on person
  using (case_id::text = current_setting('havenline.case', true))
  with check (case_id::text = current_setting('havenline.case', true));
create table task (
  id uuid primary key,
  case_id uuid references case_file,
  kind text not null check (kind in ('step', 'referral_unanswered', 'mail_failed')),
  title text not null,
  due_at timestamptz not null,
  -- a task belongs to the people of its case, or to whoever holds the role
  for_role text,
  created_at timestamptz not null,
  done_at timestamptz,
  done_by uuid
);
create index task_open on task (due_at) where done_at is null;
create table case_event (
  case_id uuid not null references case_file,
  seq bigint generated always as identity,
  at timestamptz not null,
  kind text not null,
  -- never a protected value; a residential recipient is "a service (sealed place)"
  text text not null,
  by_name text not null,
  primary key (case_id, seq)
);
grant select, insert, update on case_file, person, task to havenline_app;
grant select, insert on case_contact, case_assignment, case_event to havenline_app;
