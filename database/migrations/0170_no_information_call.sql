-- A caller says to be an officer or official: since when it is so noted, and of a contact that is a call back to one, to whose checked number.
alter table contact add column official_since timestamptz;
alter table contact add column calls_official uuid references official_contact (id);
create index contact_with_official on contact (official_since) where official_since is not null;

-- Whether this member of staff is in such a conversation now, as the one who answered or as a voice beside them: the rules ask it before anything kept is opened.
create function in_official_call(staff uuid) returns boolean language sql stable as $$
  select exists (select 1 from contact c where c.official_since is not null and c.state in ('connecting', 'talking', 'wrap_up')
    and (c.counsellor_id = staff or exists (select 1 from contact_party p where p.contact_id = c.id and p.staff_id = staff and p.state in ('ringing', 'joined'))))
$$;
