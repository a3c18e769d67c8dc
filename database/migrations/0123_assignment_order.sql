-- Somebody's cases in the order of what happened last, without looking at the others: at a million cases and 300 workers each has some 3,300.
alter table case_assignment add column last_at timestamptz;
update case_assignment a set last_at = (select c.last_at from case_file c where c.id = a.case_id);
create index case_assignment_latest on case_assignment (staff_id, last_at desc nulls last);
drop index case_assignment_staff;
grant update (last_at) on case_assignment to havenline_app;
