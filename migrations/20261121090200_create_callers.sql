-- Back ends that may call.
CREATE TABLE clients (
    client_id     TEXT   PRIMARY KEY,
    secret_hash   TEXT   NOT NULL,     -- SHA-256 of a 256-bit random secret, hexadecimal
    created_at_ms BIGINT NOT NULL      -- Unix time, milliseconds, UTC
);

-- Answers that were given under an Idempotency-Key.
CREATE TABLE idempotency (
    caller        TEXT   NOT NULL,
    route         TEXT   NOT NULL,
    key           TEXT   NOT NULL,     -- keyed hash of the header's value
    content       TEXT   NOT NULL,     -- keyed hash of the decoded content
    session_id    TEXT,                -- set with the answer
    sequence      BIGINT,              -- the session's version that was answered; null while in flight
    expires_at_ms BIGINT NOT NULL,     -- of the lease while in flight, of the record after; Unix milliseconds
    PRIMARY KEY (caller, route, key)
);

-- Attempts under one identity, across sessions.
CREATE TABLE identity_attempts (
    attempt_id TEXT   PRIMARY KEY,     -- UUIDv7
    identity   TEXT   NOT NULL,        -- keyed hash of scheme and number
    at_ms      BIGINT NOT NULL         -- Unix time, milliseconds, UTC
);
CREATE INDEX identity_attempts_by_identity ON identity_attempts (identity, at_ms);

-- Single jobs hold a lease; the fence grows with every holder, so a stale one can be told.
CREATE TABLE leases (
    name          TEXT   PRIMARY KEY,
    holder        TEXT   NOT NULL,
    fence         BIGINT NOT NULL,
    expires_at_ms BIGINT NOT NULL      -- Unix time, milliseconds, UTC
);
