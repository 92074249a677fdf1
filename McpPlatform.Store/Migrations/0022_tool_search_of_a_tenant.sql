-- One look into an index for the words and for whose they are: a tenant with many tools had all of them gone through beside it.
CREATE EXTENSION IF NOT EXISTS btree_gin;
DROP INDEX tool_search_words;
DROP INDEX tool_search_label;
CREATE INDEX tool_search_words ON tool_search USING gin (tenant_id, words) WITH (fastupdate = off);
CREATE INDEX tool_search_label ON tool_search USING gin (tenant_id, label gin_trgm_ops) WITH (fastupdate = off);

DROP FUNCTION tools_by_meaning(text, integer);
DROP FUNCTION tools_by_looks(text, integer);

-- Tools that hold two of a few words are better than any that hold one, and to rank those, which are many, would be nearly all of the work. Of two words
-- the numbers differ in some bit: so few parts say "two of them". Of many words nearly all tools hold two.
CREATE FUNCTION tools_by_meaning(query text, servers text[], most integer)
RETURNS TABLE (upstream text, name text, relevance double precision, success double precision)
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    meant text[] := (SELECT array_agg(quote_literal(w)) FROM unnest(tsvector_to_array(to_tsvector('english', query))) w);
    one tsquery := array_to_string(meant, ' | ')::tsquery;
    two tsquery := (
        SELECT string_agg(format('(%s) & (%s)', zeros, ones), ' | ')
        FROM (
            SELECT string_agg(w, ' | ') FILTER (WHERE (n >> bit) & 1 = 0) AS zeros, string_agg(w, ' | ') FILTER (WHERE (n >> bit) & 1 = 1) AS ones
            FROM unnest(meant) WITH ORDINALITY m (w, n), generate_series(0, 2) bit GROUP BY bit) halves
        WHERE zeros IS NOT NULL AND ones IS NOT NULL)::tsquery;
    found integer := 0;
BEGIN
    IF cardinality(meant) BETWEEN 2 AND 5 THEN
        RETURN QUERY SELECT * FROM tools_holding(two, one, servers, most);
        GET DIAGNOSTICS found = ROW_COUNT;
        IF found < most THEN
            RETURN QUERY SELECT * FROM tools_holding(one && !!two, one, servers, most - found);
        END IF;
    ELSIF meant IS NOT NULL THEN
        RETURN QUERY SELECT * FROM tools_holding(one, one, servers, most);
    END IF;
END
$$;

CREATE FUNCTION tools_holding(wanted tsquery, ranked tsquery, servers text[], most integer)
RETURNS TABLE (upstream text, name text, relevance double precision, success double precision)
LANGUAGE sql STABLE AS $$
    SELECT s.upstream, s.name, ts_rank(s.words, ranked, 1)::float8 AS relevance, (s.calls - s.failures + 2) / (s.calls + 2)
    FROM tool_search s
    WHERE s.tenant_id = current_setting('app.tenant', true) AND s.words @@ wanted AND (servers IS NULL OR s.upstream = ANY (servers))
    ORDER BY relevance DESC, s.upstream, s.name LIMIT most
$$;

CREATE FUNCTION tools_by_looks(query text, servers text[], most integer)
RETURNS TABLE (upstream text, name text, relevance double precision, success double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp SET pg_trgm.word_similarity_threshold = '0.5' AS $$
    SELECT s.upstream, s.name, 0.1 * word_similarity(query, s.label)::float8 AS relevance, (s.calls - s.failures + 2) / (s.calls + 2)
    FROM tool_search s
    WHERE s.tenant_id = current_setting('app.tenant', true) AND query <% s.label AND (servers IS NULL OR s.upstream = ANY (servers))
    ORDER BY relevance DESC, s.upstream, s.name LIMIT most
$$;

REVOKE ALL ON FUNCTION tools_by_meaning(text, text[], integer), tools_by_looks(text, text[], integer), tools_holding(tsquery, tsquery, text[], integer) FROM PUBLIC;
GRANT EXECUTE ON FUNCTION tools_by_meaning(text, text[], integer), tools_by_looks(text, text[], integer) TO mcpp_service;
