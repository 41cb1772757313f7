-- What a session waits for staff to do, so that both queues are found by an index.
ALTER TABLE sessions ADD COLUMN wants TEXT;   -- session::state::Wants: decision | second_person; NULL: nothing
UPDATE sessions SET wants = 'decision' WHERE status = 'awaiting_staff';
CREATE INDEX sessions_by_wants ON sessions (wants, session_id);
