-- Who opened what on which day, once each: unusual reading is looked at by the data protection officer.
create table access_opened (
  day date not null,
  staff_id text not null,
  subject_type text not null,
  subject_id text not null,
  primary key (day, staff_id, subject_type, subject_id)
);
grant select, insert on access_opened to havenline_app;
