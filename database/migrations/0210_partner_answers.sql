-- What a partner's machine has said already, by the name it gave its message: said again, it is answered again and nothing happens twice. No content, and no number of a referral.
create table partner_answer (
  way_id uuid not null references partner_way,
  message_id text not null check (length(message_id) between 1 and 100),
  sha256 text not null,
  at timestamptz not null,
  primary key (way_id, message_id)
);
grant select, insert on partner_answer to havenline_app;

-- How the newest answer came: in the portal, written down from the telephone, or from the agency's machine.
alter table referral add column answered_via text check (answered_via in ('portal', 'phone', 'machine'));
