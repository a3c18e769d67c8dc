-- Who works when. Nothing of callers; of staff their days and hours, wishes, days away, and the hash of the link to their own calendar.
create table rota (
  id uuid primary key,
  run_id uuid unique,
  from_day date not null,
  days integer not null check (days between 7 and 56 and days % 7 = 0),
  state text not null check (state in ('draft', 'published', 'replaced')),
  gap real not null check (gap >= 0),
  unwished integer not null,
  -- Hours of the need that stay open, and the need itself, for the page.
  gaps jsonb not null,
  need jsonb not null,
  made_at timestamptz not null,
  published_at timestamptz,
  published_by uuid
);
create table rota_shift (
  id uuid primary key,
  rota_id uuid not null references rota (id) on delete cascade,
  staff_id uuid not null references staff_account (id),
  day date not null,
  begins smallint not null check (begins between 0 and 23),
  hours smallint not null check (hours between 1 and 24),
  unique (rota_id, staff_id, day)
);
create index rota_shift_of on rota_shift (staff_id, day);
create table work_wish (
  staff_id uuid primary key references staff_account (id),
  nights boolean not null,
  prefers smallint[] not null,
  away date[] not null
);
create table rota_rules (
  only_one boolean primary key default true check (only_one),
  shift_hours smallint not null default 8,
  every smallint not null default 2,
  rest_hours smallint not null default 11,
  days_a_week smallint not null default 5,
  days_in_a_row smallint not null default 6,
  night_weeks smallint not null default 2
);
insert into rota_rules default values;
create table shift_swap (
  id uuid primary key,
  shift_id uuid not null references rota_shift (id) on delete cascade,
  from_staff uuid not null,
  to_staff uuid not null,
  state text not null check (state in ('asked', 'agreed', 'approved', 'refused', 'withdrawn')),
  asked_at timestamptz not null,
  decided_at timestamptz,
  decided_by uuid,
  check (from_staff <> to_staff)
);
create unique index shift_swap_open on shift_swap (shift_id) where state in ('asked', 'agreed');
create table calendar_link (
  staff_id uuid primary key references staff_account (id),
  secret_hash bytea not null unique,
  made_at timestamptz not null
);
grant select, insert, update, delete on rota to havenline_app;
grant select, insert, update, delete on rota_shift to havenline_app;
grant select, insert, update on work_wish to havenline_app;
grant select, update on rota_rules to havenline_app;
grant select, insert, update on shift_swap to havenline_app;
grant select, insert, update, delete on calendar_link to havenline_app;
