-- Figures by quarter hour: how many, how soon, how long; by language and channel, never of a person. A quarter hour is counted once, when nobody of it
-- waits any more, and is not counted again: what is erased of a contact later does not change what the figures said.
alter table contact add column closed_at timestamptz;
create index contact_line on contact (waiting_since);
create index contact_closed on contact (closed_at) where closed_at is not null;

create table figure_quarter (
  at timestamptz not null check (extract(epoch from at)::bigint % 900 = 0),
  language text not null,
  channel text not null check (channel in ('phone', 'chat')),
  offered integer not null check (offered >= 0),
  answered integer not null check (answered >= 0),
  in_time integer not null check (in_time between 0 and answered),
  abandoned integer not null check (abandoned >= 0),
  abandoned_short integer not null check (abandoned_short between 0 and abandoned),
  callbacks integer not null check (callbacks >= 0),
  wait_seconds double precision not null,
  wait_longest double precision not null,
  handled integer not null check (handled >= 0),
  handle_seconds double precision not null,
  primary key (at, language, channel)
);
-- Counsellors at work and in contacts, looked at once a minute and added up: by language, and all of them under ''.
create table figure_people (
  at timestamptz not null,
  language text not null,
  samples integer not null check (samples > 0),
  there integer not null check (there >= 0),
  busy integer not null check (busy between 0 and there),
  primary key (at, language)
);
create table figure_clock (
  only_one boolean primary key default true check (only_one),
  settled_to timestamptz,
  job_id uuid
);
insert into figure_clock default values;
grant select, insert on figure_quarter to havenline_app;
grant select, insert, update on figure_people to havenline_app;
grant select, update on figure_clock to havenline_app;
