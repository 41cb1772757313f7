-- Everything that happened, in several streams, appended and never changed (see guards/).
CREATE TABLE events (
    event_id  TEXT   PRIMARY KEY,   -- UUIDv7, lower-case, hyphenated
    stream    TEXT   NOT NULL,      -- session | access | account | config
    stream_id TEXT   NOT NULL,      -- what the stream is about: for session and access the session's id
    sequence  BIGINT NOT NULL,      -- 1, 2, 3 … within (stream, stream_id), without holes
    leaf      TEXT   NOT NULL,      -- the clear part, JSON; these very bytes are the leaf of the log
    sealed    TEXT,                 -- the sealed part: JSON object, category -> base64 of nonce, ciphertext, tag
    UNIQUE (stream, stream_id, sequence)
);

-- Events that have no place in the one order yet: a number taken before commit would lie.
CREATE TABLE unsequenced (
    event_id TEXT PRIMARY KEY REFERENCES events (event_id)
);

-- The one order, written by one sequencer.
CREATE TABLE log_leaves (
    leaf_index BIGINT PRIMARY KEY,  -- 0, 1, 2 … without holes
    event_id   TEXT   NOT NULL UNIQUE REFERENCES events (event_id)
);
