-- Links that open a session on a page: a one-use code, of which only a hash is kept.
CREATE TABLE capture_links (
    link_id       TEXT   PRIMARY KEY,      -- UUIDv7
    code_hash     TEXT   NOT NULL UNIQUE,  -- SHA-256 over a domain and a 128-bit random code, base64url
    session_id    TEXT   NOT NULL REFERENCES sessions (session_id),
    generation    BIGINT NOT NULL,         -- of the applicant's tokens when it was made; a newer one revokes it
    from_visit    TEXT,                    -- the visit that hands over to a phone; null where a back end made the link
    expires_at_ms BIGINT NOT NULL,         -- Unix time, milliseconds, UTC
    spent_at_ms   BIGINT                   -- null until it is exchanged
);
CREATE INDEX capture_links_by_session ON capture_links (session_id, expires_at_ms);

-- Browsers that were let in: a cookie for one session, of which only a hash is kept.
CREATE TABLE visits (
    visit_id      TEXT   PRIMARY KEY,      -- UUIDv7
    cookie_hash   TEXT   NOT NULL UNIQUE,  -- SHA-256 over a domain and 256 random bits, base64url
    link_id       TEXT   NOT NULL,         -- the link it came by
    session_id    TEXT   NOT NULL REFERENCES sessions (session_id),
    generation    BIGINT NOT NULL,         -- of the applicant's tokens when it began
    reach         TEXT   NOT NULL CHECK (reach IN ('whole', 'waiting', 'progress', 'refused')),
    number        BIGINT NOT NULL,         -- the two digits that a waiting phone shows, 10 to 99
    tries_left    BIGINT NOT NULL,         -- to type them on the page that hands over
    expires_at_ms BIGINT NOT NULL          -- Unix time, milliseconds, UTC
);
CREATE INDEX visits_by_link ON visits (link_id);
