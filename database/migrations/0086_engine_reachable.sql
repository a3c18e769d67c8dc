-- The server that drives an engine says whether it reaches it: softphones there cannot be rung while it does not.
alter table engine_lease add column reachable boolean not null default true;
