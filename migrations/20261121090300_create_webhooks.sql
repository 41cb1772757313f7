-- Addresses that are told of status changes.
CREATE TABLE webhook_endpoints (
    endpoint_id   TEXT   PRIMARY KEY,  -- UUIDv7
    client_id     TEXT   NOT NULL,
    url           TEXT   NOT NULL,
    secret        TEXT   NOT NULL,     -- signing secret, wrapped by AES-256-KWP; JSON as in data_keys
    created_at_ms BIGINT NOT NULL      -- Unix time, milliseconds, UTC
);
CREATE INDEX webhook_endpoints_by_client ON webhook_endpoints (client_id);

-- Notices on their way; written in the transaction of what they tell of.
CREATE TABLE webhook_outbox (
    message_id    TEXT   PRIMARY KEY,  -- UUIDv7, the webhook-id header
    endpoint_id   TEXT   NOT NULL,
    payload       TEXT   NOT NULL,     -- JSON, nothing personal
    attempts      BIGINT NOT NULL DEFAULT 0,
    next_at_ms    BIGINT               -- when to try (again), Unix milliseconds; null when given up
);
CREATE INDEX webhook_outbox_by_time ON webhook_outbox (next_at_ms);
