-- Whose conversation a telephone number is by WhatsApp. The number stands here as a keyed hash, to be found by, and sealed
-- under the session's profile key, to be written to.
CREATE TABLE whatsapp_threads (
    session_id    TEXT   PRIMARY KEY REFERENCES sessions (session_id),
    number        TEXT   NOT NULL UNIQUE,  -- keyed hash of its digits
    sealed        TEXT   NOT NULL,         -- the digits
    generation    BIGINT NOT NULL,         -- of the applicant's tokens when it was bound; a newer one revokes it
    bound_at_ms   BIGINT NOT NULL,         -- Unix time, milliseconds, UTC
    opening       TEXT   NOT NULL CHECK (opening IN ('waiting', 'sent', 'refused')),
    heard_at_ms   BIGINT,                  -- the person's last message; null before the first
    holder        TEXT   NOT NULL,         -- who deals with what waits; one at a time, in order
    held_until_ms BIGINT NOT NULL
);

-- What waits to be dealt with, and what was: a message that comes again is known by its row.
CREATE TABLE whatsapp_inbox (
    message     TEXT   PRIMARY KEY,        -- keyed hash of the platform's id, which holds the person's number
    session_id  TEXT   NOT NULL REFERENCES sessions (session_id),
    waiting     TEXT,                      -- what it is, sealed under the session's chat key; null once it is dealt with
    sent_at_ms  BIGINT NOT NULL,           -- when the person sent it
    taken_at_ms BIGINT NOT NULL,           -- when it was acknowledged
    place       BIGINT NOT NULL,           -- within its notification
    attempts    BIGINT NOT NULL,           -- that failed
    next_at_ms  BIGINT NOT NULL,           -- not before this is it tried again
    replies     BIGINT NOT NULL            -- messages of the answer that went out
);
CREATE INDEX whatsapp_inbox_by_session ON whatsapp_inbox (session_id, taken_at_ms);
CREATE INDEX whatsapp_inbox_by_age ON whatsapp_inbox (taken_at_ms);
CREATE INDEX whatsapp_inbox_waiting ON whatsapp_inbox (next_at_ms) WHERE waiting IS NOT NULL;
