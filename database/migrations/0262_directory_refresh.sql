-- A source is read anew by a schedule; what differs waits for a person, who approves or refuses each change. `weekday`: 1 Monday to 7 Sunday, null every day; `minute`: after midnight where the centre is.
alter table directory_source drop column refresh_days,
  add refresh_weekday smallint check (refresh_weekday between 1 and 7), add refresh_minute smallint check (refresh_minute between 0 and 1439), add refresh_next timestamptz, add refresh_job uuid,
  add read_at timestamptz, add failures integer not null default 0, add failed_at timestamptz, add failure text;
-- How many services the source had here before, and how many of them would go: a large drop is said loudly. `same`: rows that did not differ, counted before they are let go of.
alter table directory_import add services_before integer not null default 0, add services_gone integer not null default 0, add same integer not null default 0;
-- A change is what hangs together: a service with its hours, numbers and languages. `root` names it. What was refused is remembered by its hash, so that it need not be refused each week.
alter table directory_import_row drop constraint directory_import_row_change_check, add check (change in ('new', 'changed', 'same', 'gone', 'refused')),
  add root_tbl text, add root_id uuid, add decision text check (decision in ('approved', 'refused')), add decided_by text, add decided_at timestamptz;
