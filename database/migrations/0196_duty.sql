-- A duty to report child abuse or neglect, of one case: to the body of which state, since when, and how it stands. What leaves is a disclosure;
-- the state is a place, so a row shows to a transaction about its case alone, and no county is kept.
create table duty_report (
  id uuid primary key,
  number text not null unique,
  case_id uuid not null references case_file,
  disclosure_number text not null references disclosure_request (number),
  state_code text not null check (state_code ~ '^[A-Z]{2}$'),
  state text not null check (state in ('open', 'told', 'acknowledged', 'not_needed')),
  started_by uuid not null,
  -- from when there was reason to suspect
  since timestamptz not null,
  due_at timestamptz not null,
  told_at timestamptz,
  told_how text check (told_how in ('phone', 'online', 'sheet')),
  written_due_at timestamptz,
  acknowledged_at timestamptz,
  check ((state in ('told', 'acknowledged')) = (told_at is not null))
);
create index duty_report_case on duty_report (case_id);
alter table duty_report enable row level security;
alter table duty_report force row level security;
create policy report_of_case on duty_report
  using (case_id::text = (select shown('case')))
  with check (case_id::text = (select shown('case')));
alter table disclosure_word drop constraint disclosure_word_field_check,
  -- the number by which the body knows the report
  add constraint disclosure_word_field_check check (field in ('to', 'threat', 'why', 'not_told', 'review', 'ack'));
grant select, insert, update, delete on duty_report to havenline_app;
