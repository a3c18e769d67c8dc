-- What is unusual in who opens what comes from the log (0171): the count of its own is no longer written, and what it held goes.
drop table access_opened;
