-- The name of a message is kept while somebody may send it again, not longer (policies/retention.json).
grant delete on partner_answer to havenline_app;
