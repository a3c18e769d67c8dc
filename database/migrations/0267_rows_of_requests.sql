-- Row level security on what says that somebody was referred, given out about, or asked: a query that was not told which one it is for finds no row. What is looked up by its number is handed
-- out one at a time by a function, that also says for the rest of the transaction which one it is, as with cases (0180). Lists that are for one office alone say that they are lists (`havenline.list`).
alter table referral enable row level security;
alter table referral force row level security;
create policy one_referral on referral
  using (current_user <> 'havenline_app' or id::text = (select shown('referral')) or case_id::text = (select shown('case')) or organization_id::text = (select shown('organization')))
  with check (id::text = (select shown('referral')) or case_id::text = (select shown('case')) or organization_id::text = (select shown('organization')));

alter table disclosure_request enable row level security;
alter table disclosure_request force row level security;
create policy one_disclosure on disclosure_request
  using (current_user <> 'havenline_app' or id::text = (select shown('disclosure')) or case_id::text = (select shown('case')) or contact_id::text = (select shown('contact'))
    or organization_id::text = (select shown('organization')) or (select shown('list')) = 'disclosures')
  with check (id::text = (select shown('disclosure')));

alter table subject_request enable row level security;
alter table subject_request force row level security;
create policy one_request on subject_request
  using (current_user <> 'havenline_app' or id::text = (select shown('request')) or person_id::text = (select shown('person')) or (select shown('list')) = 'requests')
  with check (id::text = (select shown('request')) or person_id::text = (select shown('person')) or (select shown('list')) = 'requests');

-- One referral by its number; `locked`: of two who move it the second waits and sees the first's.
create function find_referral(value text, locked boolean) returns uuid
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare its_id uuid;
begin
  if locked then select id into its_id from referral where number = value for update;
  else select id into its_id from referral where number = value;
  end if;
  if its_id is not null then perform set_config('havenline.referral', its_id::text, true); end if;
  return its_id;
end $$;
create function find_disclosure(value text, locked boolean) returns uuid
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare its_id uuid;
begin
  if locked then select id into its_id from disclosure_request where number = value for update;
  else select id into its_id from disclosure_request where number = value;
  end if;
  if its_id is not null then perform set_config('havenline.disclosure', its_id::text, true); end if;
  return its_id;
end $$;
-- A person's request by its own number, or by that of the disclosure that answers it; locked.
create function find_request(by_axis text, value text) returns uuid
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare its_id uuid;
begin
  if by_axis = 'number' then select id into its_id from subject_request where number = value for update;
  else select id into its_id from subject_request where disclosure_number = value for update;
  end if;
  if its_id is not null then perform set_config('havenline.request', its_id::text, true); end if;
  return its_id;
end $$;

-- For figures: when and how, never whose, whom or where.
create function referral_facts(since timestamptz, before timestamptz) returns table (urgency text, due_at timestamptz, answered_at timestamptz, first_answer text, outcome_code text)
language sql stable security definer set search_path = public, pg_temp as $$
  select r.urgency, r.due_at, r.answered_at, r.first_answer, r.outcome_code from referral r where r.sent_at >= since and r.sent_at < before $$;
-- Who works on a case with a referral to this location that was not declined, taken back or run out.
create function working_at(location text) returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
  select distinct a.staff_id from referral r join hsds.service_at_location sal on sal.id = r.service_at_location_id join case_assignment a on a.case_id = r.case_id
  where sal.location_id::text = location and r.state in ('received', 'waitlisted', 'accepted', 'in_service') $$;
-- What of this person was given out, by number and day.
create function disclosures_about(person uuid) returns table (id uuid, number text, asked_at timestamptz, purpose text, state text)
language sql stable security definer set search_path = public, pg_temp as $$
  select d.id, d.number, d.asked_at, d.purpose, d.state from disclosure_request d where d.fields @> jsonb_build_array(jsonb_build_object('personId', person)) order by d.asked_at $$;
-- When something was given out, for the count of demands.
create function disclosure_released(value text) returns timestamptz
language sql stable security definer set search_path = public, pg_temp as $$ select released_at from disclosure_request where number = value $$;

-- A message to a partner says itself whether its address may be shown.
alter table mailbox_message add residential boolean not null default false;
update mailbox_message m set residential = true from referral r join hsds.service_at_location sal on sal.id = r.service_at_location_id join hsds.service s on s.id = sal.service_id
  left join hsds.location l on l.id = sal.location_id where r.number = m.referral_number and (s.residential or coalesce(l.confidential, false));

-- The case of a contact is found by a transaction that is about that contact.
create or replace function find_case(by_axis text, value text) returns setof case_found
language plpgsql volatile security definer set search_path = public, pg_temp as $$
declare
  its_id uuid;
  found_one case_found;
begin
  if by_axis = 'number' then select c.id into its_id from case_file c where c.number = value;
  elsif by_axis = 'contact' then
    if value is distinct from shown('contact') then return; end if;
    select k.case_id into its_id from case_contact k where k.contact_id = value::uuid;
  else its_id := value::uuid;
  end if;
  select c.id, c.number, c.opened_by, c.opened_at, c.closed_at,
      coalesce((select array_agg(a.staff_id::text order by a.assigned_at) from case_assignment a where a.case_id = c.id), '{}')
    into found_one from case_file c where c.id = its_id;
  if found_one.id is null then return; end if;
  perform set_config('havenline.case', found_one.id::text, true);
  return next found_one;
end $$;

revoke execute on function find_referral, find_disclosure, find_request, referral_facts, working_at, disclosures_about, disclosure_released from public;
grant execute on function find_referral, find_disclosure, find_request, referral_facts, working_at, disclosures_about, disclosure_released to havenline_app;
