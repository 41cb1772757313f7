-- A session is one applicant's attempt to become a customer; this row is a snapshot of its events.
CREATE TABLE sessions (
    session_id    TEXT   PRIMARY KEY,  -- UUIDv7
    client_id     TEXT   NOT NULL,     -- the only client that may reach it
    reference     TEXT,                -- the client's own, impersonal
    status        TEXT   NOT NULL,     -- session::state::Status
    journey_hash  TEXT   NOT NULL,     -- SHA-256 of the journey's text, hexadecimal
    version       BIGINT NOT NULL,     -- number of its events
    state         TEXT   NOT NULL,     -- JSON of session::state::State: nothing personal
    profile       TEXT,                -- sealed JSON of session::profile::Profile; base64 of nonce, ciphertext, tag
    started_at_ms BIGINT NOT NULL,     -- Unix time, milliseconds, UTC
    updated_at_ms BIGINT NOT NULL,     -- Unix time, milliseconds, UTC
    expires_at_ms BIGINT NOT NULL      -- Unix time, milliseconds, UTC
);
CREATE INDEX sessions_by_client ON sessions (client_id, session_id);
CREATE INDEX sessions_by_status ON sessions (status, expires_at_ms);

-- One random key per session and category, wrapped; deleting the row erases what it sealed.
CREATE TABLE data_keys (
    session_id TEXT NOT NULL REFERENCES sessions (session_id),
    category   TEXT NOT NULL,          -- base::category::Category
    wrapped    TEXT NOT NULL,          -- JSON: id of the wrapping key, base64 of the key wrapped by AES-256-KWP
    PRIMARY KEY (session_id, category)
);

-- Pictures; their sealed bytes are in the object store.
CREATE TABLE evidence (
    evidence_id   TEXT   PRIMARY KEY,  -- UUIDv7
    session_id    TEXT   NOT NULL REFERENCES sessions (session_id),
    shows         TEXT   NOT NULL,     -- session::event::Shows
    size_bytes    BIGINT NOT NULL,     -- of the picture before sealing
    created_at_ms BIGINT NOT NULL      -- Unix time, milliseconds, UTC
);
CREATE INDEX evidence_by_session ON evidence (session_id);

-- The text of every journey a session ever began with.
CREATE TABLE journeys (
    hash    TEXT   PRIMARY KEY,        -- SHA-256 of the text, hexadecimal
    name    TEXT   NOT NULL,
    version BIGINT NOT NULL,
    text    TEXT   NOT NULL,
    UNIQUE (name, version)
);

-- A staff member's hold on a session that waits for a person: a lease, not a fact.
CREATE TABLE claims (
    session_id    TEXT   PRIMARY KEY REFERENCES sessions (session_id),
    staff_id      TEXT   NOT NULL,
    expires_at_ms BIGINT NOT NULL      -- Unix time, milliseconds, UTC
);
