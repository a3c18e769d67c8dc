-- Which server drives which telephone engine. The database's own clock decides, so that two machines never disagree about the time.
create table engine_lease (
  engine text primary key,
  holder uuid not null,
  until timestamptz not null
);
grant select, insert, update on engine_lease to havenline_app;
