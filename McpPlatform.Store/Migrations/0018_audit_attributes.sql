-- What policies were told of a call, and what those that are only tried would have decided. The digest is part of the record and of its chain; the
-- attributes themselves stand beside it, once for all calls of a day that are alike in them, and are dropped earlier.
ALTER TABLE call_audit ADD COLUMN attributes_digest bytea;
ALTER TABLE call_audit ADD COLUMN would_allow boolean;
ALTER TABLE call_audit ADD COLUMN would_by text[];

CREATE INDEX call_audit_by_principal ON call_audit (tenant_id, principal_id, at, chain_id, number);
CREATE INDEX call_audit_would_refuse ON call_audit (tenant_id, at, chain_id, number) WHERE allowed AND NOT would_allow;

CREATE TABLE call_attributes (
    tenant_id  text NOT NULL,
    day        date NOT NULL,
    digest     bytea NOT NULL,
    attributes text NOT NULL,
    PRIMARY KEY (tenant_id, day, digest)
) PARTITION BY RANGE (day);

ALTER TABLE call_attributes ENABLE ROW LEVEL SECURITY;
ALTER TABLE call_attributes FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON call_attributes USING (tenant_id = current_setting('app.tenant', true))
    WITH CHECK (tenant_id = current_setting('app.tenant', true));
CREATE POLICY system_reads ON call_attributes FOR SELECT USING (current_setting('app.tenant', true) = '*');
CREATE POLICY system_appends ON call_attributes FOR INSERT WITH CHECK (current_setting('app.tenant', true) = '*');
GRANT SELECT, INSERT ON call_attributes TO mcpp_service;

-- Adds a day to a table that has a partition for each. Made beside the table and attached: making it a partition at once would stop those who write.
CREATE FUNCTION call_audit_add_day(parent text, day date, first text, last text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    part CONSTANT text := parent || '_' || to_char(day, 'YYYYMMDD');
BEGIN
    IF to_regclass(format('public.%I', part)) IS NOT NULL THEN
        RETURN;
    END IF;
    EXECUTE format('CREATE TABLE public.%I (LIKE public.%I INCLUDING INDEXES)', part, parent);
    EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', part);
    EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', part);
    EXECUTE format('ALTER TABLE public.%I ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)', parent, part, first, last);
END
$$;

CREATE OR REPLACE FUNCTION call_audit_prepare(first date, days integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    most CONSTANT integer := 4000;
    day date;
BEGIN
    IF days NOT BETWEEN 1 AND 31 OR (SELECT count(*) FROM pg_inherits WHERE inhparent = 'public.call_audit'::regclass) + days > most THEN
        RAISE EXCEPTION 'Ask for 1 to 31 days, and keep at most % of them.', most;
    END IF;
    PERFORM pg_advisory_xact_lock(x'6D6370700006'::bigint);
    FOR day IN SELECT first + n FROM generate_series(0, days - 1) AS n LOOP
        PERFORM public.call_audit_add_day('call_audit', day, to_char(day, 'YYYY-MM-DD 00:00:00+00'), to_char(day + 1, 'YYYY-MM-DD 00:00:00+00'));
        PERFORM public.call_audit_add_day('call_attributes', day, to_char(day, 'YYYY-MM-DD'), to_char(day + 1, 'YYYY-MM-DD'));
    END LOOP;
END
$$;

-- Drops the attributes of the oldest day if all of it lies before the moment, and says which; the records and their digests stay.
CREATE FUNCTION call_attributes_expire(before timestamptz) RETURNS date
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    part text;
    day date;
BEGIN
    IF before > now() - interval '1 day' OR current_setting('app.tenant', true) IS DISTINCT FROM '*' THEN
        RAISE EXCEPTION 'Attributes are dropped by the platform itself, and those of the last day stay.';
    END IF;
    PERFORM pg_advisory_xact_lock(x'6D6370700006'::bigint);
    SELECT c.relname, to_date(right(c.relname, 8), 'YYYYMMDD') INTO part, day
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'public.call_attributes'::regclass ORDER BY c.relname LIMIT 1;
    IF part IS NULL OR (day + 1)::timestamp AT TIME ZONE 'UTC' > before THEN
        RETURN NULL;
    END IF;
    EXECUTE format('DROP TABLE public.%I', part);
    RETURN day;
END
$$;

REVOKE ALL ON FUNCTION call_audit_add_day(text, date, text, text), call_attributes_expire(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION call_attributes_expire(timestamptz) TO mcpp_service;

-- The days that have records already, and those to come.
SELECT call_audit_prepare(to_date(right(c.relname, 8), 'YYYYMMDD'), 1)
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'public.call_audit'::regclass;
SELECT call_audit_prepare((now() AT TIME ZONE 'UTC')::date, 8);
