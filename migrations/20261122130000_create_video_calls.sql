-- A claim has a fence, counted up with every taking, so that a stale holder can be told; and says what it is for: a look at
-- the case, or a call, whose lease is short.
ALTER TABLE claims ADD COLUMN fence BIGINT NOT NULL DEFAULT 0;
ALTER TABLE claims ADD COLUMN purpose TEXT NOT NULL DEFAULT 'review';   -- review | call

-- The queue of calls. What happened in a call stands in the session's events; this row is its place.
CREATE TABLE video_calls (
    call_id     TEXT   PRIMARY KEY,      -- UUIDv7
    session_id  TEXT   NOT NULL REFERENCES sessions (session_id),
    language    TEXT   NOT NULL,         -- BCP 47
    priority    BIGINT NOT NULL,         -- of the journey, 0 to 9, higher first
    due_at_ms   BIGINT NOT NULL,         -- when asked for, or booked for; Unix time, milliseconds, UTC. Never changes
    booked      BIGINT NOT NULL CHECK (booked IN (0, 1)),
    phase       TEXT   NOT NULL CHECK (phase IN ('waiting', 'connected', 'ended')),
    handled_ms  BIGINT,                  -- how long it was connected; null while not ended, or if never connected
    ended_at_ms BIGINT                   -- Unix time, milliseconds, UTC
);
CREATE UNIQUE INDEX video_calls_one_open ON video_calls (session_id) WHERE ended_at_ms IS NULL;
CREATE INDEX video_calls_by_place ON video_calls (phase, priority, due_at_ms);
CREATE INDEX video_calls_by_end ON video_calls (ended_at_ms);

-- Staff on duty: a lease each, renewed by their page.
CREATE TABLE agents_on_duty (
    staff_id  TEXT   PRIMARY KEY,
    languages TEXT   NOT NULL,           -- ',ar,en,'; empty for all
    until_ms  BIGINT NOT NULL            -- Unix time, milliseconds, UTC
);

-- Who is in a call's room: one page on each side, the newest.
CREATE TABLE call_seats (
    call_id    TEXT   NOT NULL,
    side       TEXT   NOT NULL CHECK (side IN ('applicant', 'staff')),
    seat       TEXT   NOT NULL,          -- UUID of the connection
    seen_at_ms BIGINT NOT NULL,          -- Unix time, milliseconds, UTC
    PRIMARY KEY (call_id, side)
);

-- What the pages say to each other until they see each other: sealed, since addresses stand in it, and kept shortly.
CREATE TABLE call_signals (
    call_id TEXT   NOT NULL,
    number  BIGINT NOT NULL,             -- 1, 2, 3 … within the call
    to_side TEXT   NOT NULL CHECK (to_side IN ('applicant', 'staff')),
    sealed  TEXT   NOT NULL,             -- base64 of nonce, ciphertext, tag
    PRIMARY KEY (call_id, number)
);

-- Since when a session waits for staff: a session that waits is written to now, when its applicant asks for a call.
ALTER TABLE sessions ADD COLUMN waits_since_ms BIGINT;   -- Unix time, milliseconds, UTC; null while it wants nothing
UPDATE sessions SET waits_since_ms = updated_at_ms WHERE wants IS NOT NULL;
