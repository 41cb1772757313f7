-- When somebody is to be told something, if nothing happens before: a plan, made anew with every write of the session.
-- What was told is an event of the session.
CREATE TABLE reminders (
    session_id TEXT   PRIMARY KEY REFERENCES sessions (session_id),
    due_at_ms  BIGINT NOT NULL     -- Unix time, milliseconds, UTC
);
CREATE INDEX reminders_by_time ON reminders (due_at_ms);
