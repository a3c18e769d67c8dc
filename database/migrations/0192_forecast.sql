-- What supervisors ask the centre to reckon (forecast, backtest, staffing, rota, what-if): kept with how far it is and what came of it. Nothing of callers.
create table workforce_run (
  id uuid primary key,
  kind text not null check (kind in ('forecast', 'backtest', 'staffing', 'rota', 'what_if')),
  asked_by uuid,
  asked_at timestamptz not null,
  question jsonb not null,
  state text not null check (state in ('waiting', 'running', 'done', 'stopped', 'failed')),
  progress real not null default 0 check (progress between 0 and 1),
  attempts integer not null default 0,
  beat_at timestamptz,
  stop_asked boolean not null default false,
  answer jsonb,
  problem jsonb,
  ended_at timestamptz,
  check ((state in ('done', 'stopped', 'failed')) = (ended_at is not null)),
  check ((state = 'failed') = (problem is not null))
);
create index workforce_run_newest on workforce_run (kind, asked_at desc);
-- What a forecast foresees, by quarter hour of the centre's own day: the 10, 50 and 90 per cent quantiles.
create table forecast_day (
  run_id uuid not null references workforce_run (id) on delete cascade,
  day date not null,
  language text not null,
  channel text not null,
  low real[] not null check (array_length(low, 1) = 96),
  middle real[] not null check (array_length(middle, 1) = 96),
  high real[] not null check (array_length(high, 1) = 96),
  primary key (run_id, day, language, channel)
);
-- Days that are not like others; days of one name have one factor.
create table special_day (
  day date primary key,
  name text not null check (length(name) between 1 and 60)
);
create table workforce_clock (
  only_one boolean primary key default true check (only_one),
  job_id uuid
);
insert into workforce_clock default values;
-- The holidays of the United States, as a beginning; a centre edits them.
insert into special_day (day, name) values
  ('2024-01-01', 'New Year''s Day'), ('2024-01-15', 'Martin Luther King Day'), ('2024-02-19', 'Presidents'' Day'), ('2024-05-27', 'Memorial Day'), ('2024-06-19', 'Juneteenth'), ('2024-07-04', 'Independence Day'), ('2024-09-02', 'Labor Day'), ('2024-10-14', 'Columbus Day'), ('2024-11-11', 'Veterans Day'), ('2024-11-28', 'Thanksgiving'), ('2024-12-24', 'Christmas Eve'), ('2024-12-25', 'Christmas Day'),
  ('2025-01-01', 'New Year''s Day'), ('2025-01-20', 'Martin Luther King Day'), ('2025-02-17', 'Presidents'' Day'), ('2025-05-26', 'Memorial Day'), ('2025-06-19', 'Juneteenth'), ('2025-07-04', 'Independence Day'), ('2025-09-01', 'Labor Day'), ('2025-10-13', 'Columbus Day'), ('2025-11-11', 'Veterans Day'), ('2025-11-27', 'Thanksgiving'), ('2025-12-24', 'Christmas Eve'), ('2025-12-25', 'Christmas Day'),
  ('2026-01-01', 'New Year''s Day'), ('2026-01-19', 'Martin Luther King Day'), ('2026-02-16', 'Presidents'' Day'), ('2026-05-25', 'Memorial Day'), ('2026-06-19', 'Juneteenth'), ('2026-07-04', 'Independence Day'), ('2026-09-07', 'Labor Day'), ('2026-10-12', 'Columbus Day'), ('2026-11-11', 'Veterans Day'), ('2026-11-26', 'Thanksgiving'), ('2026-12-24', 'Christmas Eve'), ('2026-12-25', 'Christmas Day'),
  ('2027-01-01', 'New Year''s Day'), ('2027-01-18', 'Martin Luther King Day'), ('2027-02-15', 'Presidents'' Day'), ('2027-05-31', 'Memorial Day'), ('2027-06-19', 'Juneteenth'), ('2027-07-04', 'Independence Day'), ('2027-09-06', 'Labor Day'), ('2027-10-11', 'Columbus Day'), ('2027-11-11', 'Veterans Day'), ('2027-11-25', 'Thanksgiving'), ('2027-12-24', 'Christmas Eve'), ('2027-12-25', 'Christmas Day'),
  ('2028-01-01', 'New Year''s Day'), ('2028-01-17', 'Martin Luther King Day'), ('2028-02-21', 'Presidents'' Day'), ('2028-05-29', 'Memorial Day'), ('2028-06-19', 'Juneteenth'), ('2028-07-04', 'Independence Day'), ('2028-09-04', 'Labor Day'), ('2028-10-09', 'Columbus Day'), ('2028-11-11', 'Veterans Day'), ('2028-11-23', 'Thanksgiving'), ('2028-12-24', 'Christmas Eve'), ('2028-12-25', 'Christmas Day'),
  ('2029-01-01', 'New Year''s Day'), ('2029-01-15', 'Martin Luther King Day'), ('2029-02-19', 'Presidents'' Day'), ('2029-05-28', 'Memorial Day'), ('2029-06-19', 'Juneteenth'), ('2029-07-04', 'Independence Day'), ('2029-09-03', 'Labor Day'), ('2029-10-08', 'Columbus Day'), ('2029-11-11', 'Veterans Day'), ('2029-11-22', 'Thanksgiving'), ('2029-12-24', 'Christmas Eve'), ('2029-12-25', 'Christmas Day'),
  ('2030-01-01', 'New Year''s Day'), ('2030-01-21', 'Martin Luther King Day'), ('2030-02-18', 'Presidents'' Day'), ('2030-05-27', 'Memorial Day'), ('2030-06-19', 'Juneteenth'), ('2030-07-04', 'Independence Day'), ('2030-09-02', 'Labor Day'), ('2030-10-14', 'Columbus Day'), ('2030-11-11', 'Veterans Day'), ('2030-11-28', 'Thanksgiving'), ('2030-12-24', 'Christmas Eve'), ('2030-12-25', 'Christmas Day');
grant select, insert, update, delete on workforce_run to havenline_app;
grant select, insert on forecast_day to havenline_app;
grant select, insert, update, delete on special_day to havenline_app;
grant select, update on workforce_clock to havenline_app;
