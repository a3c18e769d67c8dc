-- Occupancy and adherence count the time itself, from every change of presence and every contact; looks once a minute are not needed any more.
-- Whoever was there before changes of presence were kept has been so since the last change.
insert into presence_spell (staff_id, state, since) select account_id, state, since from staff_presence on conflict do nothing;
alter table figure_people add column there_seconds double precision, add column busy_seconds double precision;
-- A look stood for a minute.
update figure_people set there_seconds = 60 * there, busy_seconds = 60 * busy;
alter table figure_people
  alter column there_seconds set not null,
  alter column busy_seconds set not null,
  add check (there_seconds >= 0),
  add check (busy_seconds between 0 and there_seconds + 0.001),
  drop column samples, drop column there, drop column busy;
-- What was not counted for good is counted by the new way.
delete from figure_people where at >= (select settled_to from figure_clock);
revoke update on figure_people from havenline_app;
grant delete on presence_spell to havenline_app;
