-- Row level security on what a case is made of: a query that was not told which case, contact or colleague it is for finds no row. What is
-- looked up by its number is handed out one row at a time by a function; that also says for the rest of the transaction which case it is.
-- The functions run as the owner, for whom the rows exist; the app's role owns nothing and bypasses nothing.
create function shown(axis text) returns text language sql stable as $$ select nullif(current_setting('havenline.' || axis, true), '') $$;

alter table case_file enable row level security;
alter table case_file force row level security;
alter table case_contact enable row level security;
alter table case_contact force row level security;
alter table case_assignment enable row level security;
alter table case_assignment force row level security;
alter table case_event enable row level security;
alter table case_event force row level security;
alter table task enable row level security;
alter table task force row level security;

create policy contact_of_case on case_contact
  using (current_user <> 'havenline_app' or contact_id::text = (select shown('contact')) or case_id::text = (select shown('case')))
  with check (case_id::text = (select shown('case')));
create policy assignment_of_case on case_assignment
  using (current_user <> 'havenline_app' or case_id::text = (select shown('case')) or staff_id::text = (select shown('staff')))
  with check (case_id::text = (select shown('case')));
create policy one_case on case_file
  using (current_user <> 'havenline_app' or id::text = (select shown('case'))
    or exists (select from case_assignment a where a.case_id = id and a.staff_id::text = (select shown('staff')))
    or exists (select from case_contact k where k.case_id = id and k.contact_id::text = (select shown('contact'))))
  with check (id::text = (select shown('case')));
create policy event_of_case on case_event
  using (case_id::text = (select shown('case')) or exists (select from case_assignment a where a.case_id = case_event.case_id and a.staff_id::text = (select shown('staff'))))
  with check (case_id::text = (select shown('case')));
-- A role's tasks hold words of the centre's own making; they show to whoever says which colleague they are.
create policy task_of_case on task
  using (current_user <> 'havenline_app' or case_id::text = (select shown('case')) or (for_role is not null and (select shown('staff')) is not null)
    or exists (select from case_assignment a where a.case_id = task.case_id and a.staff_id::text = (select shown('staff'))))
  with check (case_id::text = (select shown('case')) or for_role is not null);

create type case_found as (id uuid, number text, opened_by uuid, opened_at timestamptz, closed_at timestamptz, assigned text[]);
-- One case by its number, its id, or a contact of it; from here on the transaction is about it.
create function find_case(by_axis text, value text) returns setof case_found
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  its_id uuid;
  found_one case_found;
begin
  if by_axis = 'number' then select c.id into its_id from case_file c where c.number = value;
  elsif by_axis = 'contact' then select k.case_id into its_id from case_contact k where k.contact_id = value::uuid;
  else its_id := value::uuid;
  end if;
  select c.id, c.number, c.opened_by, c.opened_at, c.closed_at,
      coalesce((select array_agg(a.staff_id::text order by a.assigned_at) from case_assignment a where a.case_id = c.id), '{}')
    into found_one from case_file c where c.id = its_id;
  if found_one.id is null then return; end if;
  perform set_config('havenline.case', found_one.id::text, true);
  return next found_one;
end $$;
-- One task, locked, and the case it is of.
create function find_task(value text) returns setof task
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare found_one task;
begin
  select * into found_one from task where id::text = value for update;
  if found_one.id is null then return; end if;
  perform set_config('havenline.case', coalesce(found_one.case_id::text, ''), true);
  return next found_one;
end $$;

-- The number of a callback is read one contact at a time; a list of callbacks has no numbers in it.
revoke select on callback from havenline_app;
grant select (id, contact_id, language, requested_at, state, attempts, call_when, voicemail, next_at) on callback to havenline_app;
create function callback_number(contact uuid) returns bytea
language sql stable security definer set search_path = public, pg_temp as $$ select number from callback where contact_id = contact and contact::text = current_setting('havenline.contact', true) $$;

-- Who works on one case, for features that keep its id.
create function case_staff(value uuid) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$ select staff_id from case_assignment where case_id = value order by assigned_at $$;

revoke execute on function find_case, find_task, callback_number, case_staff from public;
grant execute on function find_case, find_task, callback_number, case_staff to havenline_app;
