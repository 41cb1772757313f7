-- A receiver that answered 410 Gone is told no more.
ALTER TABLE webhook_endpoints ADD COLUMN disabled_at_ms BIGINT;   -- Unix time, milliseconds, UTC; null while it is told
