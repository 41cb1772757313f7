-- What was appended is never changed or deleted, whoever holds the connection.
CREATE TRIGGER IF NOT EXISTS events_are_never_updated BEFORE UPDATE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER IF NOT EXISTS events_are_never_deleted BEFORE DELETE ON events
BEGIN SELECT RAISE(ABORT, 'events are append-only'); END;
CREATE TRIGGER IF NOT EXISTS leaves_are_never_updated BEFORE UPDATE ON log_leaves
BEGIN SELECT RAISE(ABORT, 'log leaves are append-only'); END;
CREATE TRIGGER IF NOT EXISTS leaves_are_never_deleted BEFORE DELETE ON log_leaves
BEGIN SELECT RAISE(ABORT, 'log leaves are append-only'); END;
