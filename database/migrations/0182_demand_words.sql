-- What an item of a demand asks names somebody: it is kept beside the item and shows to a transaction that says which demand it is about.
-- The items themselves hold decisions alone, which lists and the public report count.
create table legal_demand_word (
  item_id uuid primary key references legal_demand_item,
  demand_id uuid not null references legal_demand,
  asked bytea not null
);
insert into legal_demand_word select id, demand_id, asked from legal_demand_item;
alter table legal_demand_item drop column asked;
alter table legal_demand_word enable row level security;
alter table legal_demand_word force row level security;
create policy word_of_one_demand on legal_demand_word
  using (demand_id::text = current_setting('havenline.disclosure', true))
  with check (demand_id::text = current_setting('havenline.disclosure', true));
grant select, insert on legal_demand_word to havenline_app;
