-- What was appended is never changed or deleted, whoever holds the connection.
CREATE OR REPLACE FUNCTION refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '% is append-only', TG_TABLE_NAME;
END
$$;
-- Setting a trigger locks its table against every writer, so it is set only where it is missing or switched off.
DO $$
DECLARE
    guarded TEXT;
BEGIN
    FOREACH guarded IN ARRAY ARRAY['events', 'log_leaves'] LOOP
        IF NOT EXISTS (
            SELECT 1 FROM pg_trigger
            WHERE tgrelid = guarded::regclass AND tgname = guarded || '_are_never_changed' AND tgenabled IN ('O', 'A')
        ) THEN
            EXECUTE format(
                'CREATE OR REPLACE TRIGGER %I BEFORE UPDATE OR DELETE OR TRUNCATE ON %I
                 FOR EACH STATEMENT EXECUTE FUNCTION refuse_change()',
                guarded || '_are_never_changed', guarded);
        END IF;
    END LOOP;
END
$$;
