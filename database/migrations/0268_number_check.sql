-- One register of whose telephone number was checked by whom: numbers of officials and of the directory alike. A check is of one number at one holder: who checked it saw, by a source of their own, that
-- this number is theirs. The number stands with it, so that a changed one has not been checked, whoever changed it.
create table number_check (
  subject text not null check (subject in ('official', 'phone')), subject_id uuid not null, number text not null,
  first_by uuid not null, first_at timestamptz not null, second_by uuid, second_at timestamptz,
  primary key (subject, subject_id), check ((second_by is null) = (second_at is null)), constraint two_people check (second_by <> first_by)
);
insert into number_check select 'official', id, number, checked_by, checked_at, second_checked_by, second_checked_at from official_contact;
insert into number_check select 'phone', id, number, checked_by, checked_at, checked_by_second, case when checked_by_second is not null then checked_at end from hsds.phone where checked_by is not null;
alter table official_contact drop column checked_by, drop column checked_at, drop column second_checked_by, drop column second_checked_at;
alter table hsds.phone drop column checked_by, drop column checked_by_second, drop column checked_at;
grant select, insert, update on number_check to havenline_app;
