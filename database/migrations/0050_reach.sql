-- How who asked to be called back may be reached, and when the dialer tries again.
alter table callback
  add column call_when text not null default 'any' check (call_when in ('any', 'morning', 'afternoon', 'evening')),
  add column voicemail boolean not null default false,
  add column next_at timestamptz;
