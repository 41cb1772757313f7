-- When an application was decided: retention counts from there. Null while, and if, nobody has decided.
ALTER TABLE sessions ADD COLUMN decided_at_ms BIGINT;   -- Unix time, milliseconds, UTC
-- Until now the last write stood for it.
UPDATE sessions SET decided_at_ms = updated_at_ms WHERE status IN ('approved', 'declined');

CREATE INDEX sessions_by_last_write ON sessions (status, updated_at_ms);
CREATE INDEX data_keys_by_category ON data_keys (category, session_id);

-- Sessions whose pictures' key is destroyed, and whose objects are still to be deleted.
CREATE TABLE erasures (
    session_id TEXT PRIMARY KEY REFERENCES sessions (session_id)
);
