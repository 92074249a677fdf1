-- Under row-level security PostgreSQL uses no index for what words mean and look like: it asks first of every row whether it may be seen. These functions
-- read by the index, and for the tenant that is acted for alone; without one they find nothing.
CREATE POLICY search ON tool_search FOR SELECT TO CURRENT_USER USING (true);

CREATE FUNCTION tools_by_meaning(query text, most integer)
RETURNS TABLE (upstream text, name text, relevance double precision, success double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT s.upstream, s.name, ts_rank(s.words, q, 1)::float8 AS relevance, (s.calls - s.failures + 2) / (s.calls + 2)
    FROM tool_search s, to_tsquery('english', query) q
    WHERE s.tenant_id = current_setting('app.tenant', true) AND s.words @@ q
    ORDER BY relevance DESC, s.upstream, s.name LIMIT most
$$;

CREATE FUNCTION tools_by_looks(query text, most integer)
RETURNS TABLE (upstream text, name text, relevance double precision, success double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET pg_trgm.word_similarity_threshold = '0.5' AS $$
    SELECT s.upstream, s.name, 0.1 * word_similarity(query, s.label)::float8 AS relevance, (s.calls - s.failures + 2) / (s.calls + 2)
    FROM tool_search s
    WHERE s.tenant_id = current_setting('app.tenant', true) AND query <% s.label
    ORDER BY relevance DESC, s.upstream, s.name LIMIT most
$$;

REVOKE ALL ON FUNCTION tools_by_meaning(text, integer), tools_by_looks(text, integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tools_by_meaning(text, integer), tools_by_looks(text, integer) TO mcpp_service;

-- How calls went is written every few seconds: with room on its page a row stays where it is, and no index is touched.
ALTER TABLE tool_search SET (fillfactor = 70);
