-- What the person has been told by WhatsApp: a session that went on at another door since is told once, unasked.
ALTER TABLE whatsapp_threads ADD COLUMN told_version BIGINT NOT NULL DEFAULT 0;  -- the session's version that they know
ALTER TABLE whatsapp_threads ADD COLUMN told_sequence BIGINT NOT NULL DEFAULT 0; -- the answer's place in the thread; 0 before any
UPDATE whatsapp_threads
SET told_version = (SELECT version FROM sessions WHERE sessions.session_id = whatsapp_threads.session_id);
CREATE INDEX whatsapp_threads_by_heard ON whatsapp_threads (heard_at_ms);
