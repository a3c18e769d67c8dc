-- How long things are kept is data (policies/retention.json); what a job erased, and when, is counted here by class and day. Numbers only.
create table retention_run (
  class text not null,
  day date not null,
  erased integer not null check (erased > 0),
  last_at timestamptz not null,
  primary key (class, day)
);
create table retention_clock (
  only_one boolean primary key default true check (only_one),
  job_id uuid,
  swept_at timestamptz
);
insert into retention_clock default values;
alter table case_file add column erased_at timestamptz;
alter table disclosure_request add column words_erased_at timestamptz;
alter table legal_demand add column words_erased_at timestamptz;

-- Conversations whose time is over and that belong to no case, the oldest first; one of a case, or of a caller who came back to one, goes with the case.
create function due_conversations(before timestamptz, at_most integer) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select c.id from contact c
  where c.erased_at is null and c.state in ('closed', 'abandoned') and coalesce(c.ended_at, c.started_at) < before
    and not exists (with recursive up as (select c.id, c.returning_of union select b.id, b.returning_of from contact b join up on b.id = up.returning_of)
      select from up join case_contact k on k.contact_id = up.id)
  order by coalesce(c.ended_at, c.started_at) limit at_most $$;
-- Cases in which nothing has happened since, the longest quiet first.
create function due_cases(before timestamptz, at_most integer) returns table (id uuid, number text)
language sql stable security definer set search_path = public, pg_temp as $$
  select f.id, f.number from case_file f where f.erased_at is null and coalesce(f.last_at, f.opened_at) < before order by coalesce(f.last_at, f.opened_at) limit at_most $$;
revoke execute on function due_conversations, due_cases from public;
grant execute on function due_conversations, due_cases to havenline_app;

grant select, insert, update on retention_run to havenline_app;
grant select, update on retention_clock to havenline_app;
grant delete on case_event, task, legal_demand_word, subject_request, subject_request_item, oversight_item, mailbox_message, staff_session, staff_link, captured_callback to havenline_app;
