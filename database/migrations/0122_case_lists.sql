-- A list of cases reads no events, and no other case's tasks.
create index task_case on task (case_id);
alter table case_file add column last_at timestamptz;
update case_file c set last_at = coalesce((select max(e.at) from case_event e where e.case_id = c.id), c.opened_at);
