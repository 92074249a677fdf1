-- One record for each MCP call through a gateway: partitioned by day, chained by gateway.
CREATE TABLE call_audit (
    tenant_id        text NOT NULL,
    at               timestamptz NOT NULL,
    chain_id         uuid NOT NULL,
    number           bigint NOT NULL,
    principal_id     text NOT NULL,
    on_behalf_of     text,
    protocol         text NOT NULL,
    transport        text NOT NULL,
    method           text NOT NULL,
    name             text,
    upstream         text,
    arguments_digest bytea NOT NULL,
    argument_bytes   bigint NOT NULL,
    allowed          boolean NOT NULL,
    rule             text NOT NULL,
    outcome          text NOT NULL,
    error_code       integer,
    duration_us      bigint NOT NULL,
    result_bytes     bigint NOT NULL,
    trace_id         text,
    hash             bytea NOT NULL,
    PRIMARY KEY (tenant_id, at, chain_id, number)
) PARTITION BY RANGE (at);

-- Verification walks a chain over all tenants.
CREATE INDEX call_audit_in_order ON call_audit (chain_id, number);

-- How far each chain has come. A chain runs over all tenants, so its rows are the platform's own.
CREATE TABLE call_audit_chains (
    tenant_id  text NOT NULL,
    chain_id   uuid NOT NULL,
    number     bigint NOT NULL,
    hash       bytea NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, chain_id)
);

-- What stays of dropped days: runs of numbers without gap, and the hash at the end of each.
CREATE TABLE call_audit_digests (
    tenant_id    text NOT NULL,
    chain_id     uuid NOT NULL,
    first_number bigint NOT NULL,
    last_number  bigint NOT NULL,
    last_hash    bytea NOT NULL,
    day          date NOT NULL,
    dropped_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, chain_id, first_number)
);

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['call_audit', 'call_audit_chains', 'call_audit_digests']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format(
            'CREATE POLICY own_rows ON %I USING (tenant_id = current_setting(''app.tenant'', true)) '
            'WITH CHECK (tenant_id = current_setting(''app.tenant'', true))', t);
    END LOOP;

    -- Services copy a batch into a temporary table first: COPY refuses tables with row level security.
    EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO mcpp_service', current_database());
END
$$;

CREATE POLICY system_reads ON call_audit FOR SELECT USING (current_setting('app.tenant', true) = '*');
CREATE POLICY system_appends ON call_audit FOR INSERT WITH CHECK (current_setting('app.tenant', true) = '*');

-- What was called stays: services add records and never change them. Partitions give nobody any right; the way leads through call_audit.
GRANT SELECT, INSERT ON call_audit TO mcpp_service;
GRANT SELECT, INSERT, UPDATE ON call_audit_chains TO mcpp_service;
GRANT SELECT ON call_audit_digests TO mcpp_service;

-- Services own nothing, so days come and go through these two functions. One call of either waits for the other.
CREATE FUNCTION call_audit_prepare(first date, days integer) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    most CONSTANT integer := 4000;
    day date;
    part text;
BEGIN
    IF days NOT BETWEEN 1 AND 31 OR (SELECT count(*) FROM pg_inherits WHERE inhparent = 'public.call_audit'::regclass) + days > most THEN
        RAISE EXCEPTION 'Ask for 1 to 31 days, and keep at most % of them.', most;
    END IF;
    PERFORM pg_advisory_xact_lock(x'6D6370700006'::bigint);
    FOR day IN SELECT first + n FROM generate_series(0, days - 1) AS n LOOP
        part := 'call_audit_' || to_char(day, 'YYYYMMDD');
        CONTINUE WHEN to_regclass(format('public.%I', part)) IS NOT NULL;
        -- Made beside the table and attached: making it a partition at once would stop those who write.
        EXECUTE format('CREATE TABLE public.%I (LIKE public.call_audit INCLUDING INDEXES)', part);
        EXECUTE format('ALTER TABLE public.%I ENABLE ROW LEVEL SECURITY', part);
        EXECUTE format('ALTER TABLE public.%I FORCE ROW LEVEL SECURITY', part);
        EXECUTE format(
            'ALTER TABLE public.call_audit ATTACH PARTITION public.%I FOR VALUES FROM (%L) TO (%L)',
            part, to_char(day, 'YYYY-MM-DD 00:00:00+00'), to_char(day + 1, 'YYYY-MM-DD 00:00:00+00'));
    END LOOP;
END
$$;

-- Drops the oldest day if all of it lies before the moment. lock_timeout: whoever writes must not wait long behind a long reading.
CREATE FUNCTION call_audit_expire(before timestamptz) RETURNS TABLE (day date, records bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    part text;
    began timestamptz;
BEGIN
    IF before > now() - interval '1 day' OR current_setting('app.tenant', true) IS DISTINCT FROM '*' THEN
        RAISE EXCEPTION 'Records are dropped by the platform itself, and those of the last day stay.';
    END IF;
    PERFORM pg_advisory_xact_lock(x'6D6370700006'::bigint);
    SELECT c.relname, to_date(right(c.relname, 8), 'YYYYMMDD') INTO part, day
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'public.call_audit'::regclass ORDER BY c.relname LIMIT 1;
    began := day::timestamp AT TIME ZONE 'UTC';
    IF part IS NULL OR began + interval '1 day' > before THEN
        RETURN;
    END IF;
    EXECUTE format('LOCK TABLE public.%I IN SHARE MODE', part);
    INSERT INTO public.call_audit_digests (tenant_id, chain_id, first_number, last_number, last_hash, day, dropped_at)
    SELECT '*', r.chain_id, r.first, r.last,
        (SELECT c.hash FROM public.call_audit c WHERE c.chain_id = r.chain_id AND c.number = r.last AND c.at >= began AND c.at < began + interval '1 day' LIMIT 1),
        call_audit_expire.day, now()
    FROM (
        SELECT n.chain_id, min(n.number) AS first, max(n.number) AS last
        FROM (
            SELECT c.chain_id, c.number, c.number - row_number() OVER (PARTITION BY c.chain_id ORDER BY c.number) AS run
            FROM public.call_audit c WHERE c.at >= began AND c.at < began + interval '1 day') AS n
        GROUP BY n.chain_id, n.run) AS r
    ON CONFLICT DO NOTHING;
    SELECT count(*) INTO records FROM public.call_audit c WHERE c.at >= began AND c.at < began + interval '1 day';
    EXECUTE format('DROP TABLE public.%I', part);
    RETURN NEXT;
END
$$;

REVOKE ALL ON FUNCTION call_audit_prepare(date, integer), call_audit_expire(timestamptz) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION call_audit_prepare(date, integer), call_audit_expire(timestamptz) TO mcpp_service;

SELECT call_audit_prepare((now() AT TIME ZONE 'UTC')::date, 8);
