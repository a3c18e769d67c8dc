-- Ready longest counts from the last contact that was finished, which is found by this.
create index contact_finished on contact (counsellor_id, closed_at) where closed_at is not null;
