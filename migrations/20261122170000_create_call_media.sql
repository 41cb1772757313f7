-- Who is in a call's room on a media server, by what that server told; empty where calls go from page to page.
CREATE TABLE call_media (
    call_id    TEXT   NOT NULL,
    side       TEXT   NOT NULL CHECK (side IN ('applicant', 'staff')),
    connection TEXT   NOT NULL,          -- the media server's id of the connection; who comes back has another
    here       BIGINT NOT NULL CHECK (here IN (0, 1)),
    at_ms      BIGINT NOT NULL,          -- when they came or left, by that server's clock; Unix time, milliseconds, UTC
    PRIMARY KEY (call_id, side)
);
