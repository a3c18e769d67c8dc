-- A centre may have several telephone engines: a call is at one of them, and so is each softphone.
-- Where the other engines reach this one, in the network between them; null: it is the only one.
alter table engine_lease add column peer text;
-- of a chat it says nothing
alter table contact add column engine text not null default 'asterisk';
create table softphone_place (
  staff_id uuid primary key,
  engine text not null
);
grant select, insert, update on softphone_place to havenline_app;
