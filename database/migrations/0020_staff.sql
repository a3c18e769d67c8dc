-- Accounts of staff and partners, their passkeys, links, sessions and presence; the centre's own settings.
create table centre (
  only_one boolean primary key default true check (only_one),
  name text not null,
  languages text[] not null,
  time_zone text not null,
  phone_number text,
  set_up_at timestamptz
);
insert into centre (name, languages, time_zone) values ('Helpline', '{en,es}', 'UTC');

create table staff_account (
  id uuid primary key,
  kind text not null check (kind in ('staff', 'partner')),
  desk_name text not null,
  roles text[] not null,
  languages text[] not null,
  organization_id uuid,
  created_at timestamptz not null,
  enrolled_at timestamptz,
  disabled_at timestamptz,
  check ((kind = 'partner') = (organization_id is not null)),
  check (kind = 'staff' or roles = '{}'),
  check (roles <@ '{counsellor,interpreter,case_worker,supervisor,data_protection_officer,administrator}'::text[])
);
create table staff_credential (
  id text primary key,
  account_id uuid not null references staff_account,
  public_key bytea not null,
  counter bigint not null,
  transports text[] not null,
  created_at timestamptz not null,
  last_used_at timestamptz
);
create index on staff_credential (account_id);
-- Only the hash of a link's or a session's secret is kept.
create table staff_link (
  id uuid primary key,
  account_id uuid not null references staff_account,
  kind text not null check (kind in ('enrolment', 'recovery')),
  secret_hash bytea not null unique,
  challenge text,
  created_at timestamptz not null,
  expires_at timestamptz not null,
  used_at timestamptz
);
create index on staff_link (account_id);
create table staff_ceremony (
  id uuid primary key,
  challenge text not null,
  expires_at timestamptz not null
);
create table staff_session (
  id uuid primary key,
  account_id uuid not null references staff_account,
  secret_hash bytea not null unique,
  created_at timestamptz not null,
  last_seen_at timestamptz not null,
  ended_at timestamptz
);
create index on staff_session (account_id) where ended_at is null;
create table staff_presence (
  account_id uuid primary key references staff_account,
  state text not null check (state in ('off', 'available', 'break')),
  since timestamptz not null
);
grant select, update on centre to havenline_app;
grant select, insert, update on staff_account, staff_link, staff_session, staff_presence to havenline_app;
grant select, insert, update, delete on staff_credential to havenline_app;
grant select, insert, delete on staff_ceremony to havenline_app;
