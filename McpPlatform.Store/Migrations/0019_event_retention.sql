-- Events that are old enough may go: what stays of them are runs of places without gap, and the hash at the end of each, so that the walk along the
-- chain goes on behind them.
CREATE TABLE event_digests (
    tenant_id  text NOT NULL,
    first_seq  bigint NOT NULL,
    last_seq   bigint NOT NULL,
    last_hash  bytea NOT NULL,
    dropped_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, first_seq)
);

ALTER TABLE event_digests ENABLE ROW LEVEL SECURITY;
ALTER TABLE event_digests FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON event_digests USING (tenant_id = current_setting('app.tenant', true))
    WITH CHECK (tenant_id = current_setting('app.tenant', true));
GRANT SELECT ON event_digests TO mcpp_service;

CREATE POLICY system_expires ON events FOR DELETE USING (current_setting('app.tenant', true) = '*');

-- Looks at so many events behind a place and deletes those before the moment, except what is still needed: events of runs that have not ended, and
-- anchors of the call audit as long as records stand that they testify to. Answers how many went and up to which place it looked; no place when
-- nothing there is old enough.
CREATE FUNCTION events_expire(before timestamptz, after bigint, most integer) RETURNS TABLE (dropped bigint, upto bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET lock_timeout = '3s' AS $$
DECLARE
    standing timestamptz;
    open_runs text[];
    whole record;
    last bytea;
BEGIN
    IF before > now() - interval '1 day' OR most NOT BETWEEN 1 AND 100000 OR current_setting('app.tenant', true) IS DISTINCT FROM '*' THEN
        RAISE EXCEPTION 'Events are dropped by the platform itself, and those of the last day stay.';
    END IF;
    PERFORM pg_advisory_xact_lock(x'6D6370700013'::bigint);
    dropped := 0;
    SELECT max(p.seq) INTO upto FROM (SELECT e.seq, e.occurred_at FROM public.events e WHERE e.seq > after ORDER BY e.seq LIMIT most) AS p
    HAVING bool_or(p.occurred_at < before);
    IF upto IS NULL THEN
        RETURN NEXT;
        RETURN;
    END IF;
    SELECT min(to_date(right(c.relname, 8), 'YYYYMMDD'))::timestamp AT TIME ZONE 'UTC' INTO standing
    FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'public.call_audit'::regclass;
    SELECT coalesce(array_agg('run/' || r.id), '{}') INTO open_runs FROM public.runs r WHERE r.state NOT IN ('succeeded', 'failed', 'cancelled');
    WITH gone AS (
        DELETE FROM public.events e
        WHERE e.seq > after AND e.seq <= upto AND e.occurred_at < before
            AND NOT (e.type = 'audit.anchored' AND e.occurred_at >= standing) AND e.subject <> ALL (open_runs)
        RETURNING e.seq, e.hash),
    added AS (
        INSERT INTO public.event_digests (tenant_id, first_seq, last_seq, last_hash, dropped_at)
        SELECT '*', min(g.seq), max(g.seq), (array_agg(g.hash ORDER BY g.seq DESC))[1], now()
        FROM (SELECT o.seq, o.hash, o.seq - row_number() OVER (ORDER BY o.seq) AS run FROM gone o) AS g GROUP BY g.run)
    SELECT count(*) INTO dropped FROM gone;

    -- Runs that have come to touch each other become one.
    FOR whole IN
        SELECT min(j.first_seq) AS first_seq, max(j.last_seq) AS last_seq FROM (
            SELECT s.first_seq, s.last_seq, sum(s.begins) OVER (ORDER BY s.first_seq) AS island FROM (
                SELECT d.first_seq, d.last_seq, CASE WHEN d.first_seq = lag(d.last_seq) OVER (ORDER BY d.first_seq) + 1 THEN 0 ELSE 1 END AS begins
                FROM public.event_digests d WHERE d.tenant_id = '*') AS s) AS j
        GROUP BY j.island HAVING count(*) > 1
    LOOP
        SELECT d.last_hash INTO last FROM public.event_digests d WHERE d.tenant_id = '*' AND d.last_seq = whole.last_seq;
        DELETE FROM public.event_digests d WHERE d.tenant_id = '*' AND d.first_seq BETWEEN whole.first_seq AND whole.last_seq;
        INSERT INTO public.event_digests VALUES ('*', whole.first_seq, whole.last_seq, last, now());
    END LOOP;
    RETURN NEXT;
END
$$;

REVOKE ALL ON FUNCTION events_expire(timestamptz, bigint, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION events_expire(timestamptz, bigint, integer) TO mcpp_service;
