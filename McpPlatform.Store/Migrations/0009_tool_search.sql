-- Finding tools by words: what is approved, and how calls of it went.
CREATE EXTENSION IF NOT EXISTS pg_trgm;

CREATE TABLE tool_search (
    tenant_id text NOT NULL,
    upstream  text NOT NULL,
    name      text NOT NULL,
    label     text NOT NULL,
    words     tsvector NOT NULL,
    calls     double precision NOT NULL DEFAULT 0,
    failures  double precision NOT NULL DEFAULT 0,
    PRIMARY KEY (tenant_id, upstream, name),
    FOREIGN KEY (tenant_id, upstream, name) REFERENCES tools ON DELETE CASCADE
);

CREATE INDEX tool_search_words ON tool_search USING gin (words);
CREATE INDEX tool_search_label ON tool_search USING gin (label gin_trgm_ops);

ALTER TABLE tool_search ENABLE ROW LEVEL SECURITY;
ALTER TABLE tool_search FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON tool_search USING (tenant_id = current_setting('app.tenant', true))
    WITH CHECK (tenant_id = current_setting('app.tenant', true));
GRANT SELECT, INSERT, UPDATE, DELETE ON tool_search TO mcpp_service;

-- createIssue, create_issue and create-issue are two words each.
CREATE FUNCTION tool_label(name text, title text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
    SELECT lower(regexp_replace(regexp_replace(name, '([a-z0-9])([A-Z])', '\1 \2', 'g'), '[^[:alnum:]]+', ' ', 'g') || ' ' || coalesce(title, ''))
$$;

-- Whatever changes a tool changes what is found: a tool that is not approved is not found.
CREATE FUNCTION note_tool_search() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    arguments text;
BEGIN
    IF NEW.state <> 'approved' THEN
        DELETE FROM tool_search s WHERE s.tenant_id = NEW.tenant_id AND s.upstream = NEW.upstream AND s.name = NEW.name;
        RETURN NULL;
    END IF;

    SELECT string_agg(coalesce(tool_label(p.key, NULL), '') || ' ' || coalesce(p.value ->> 'description', ''), ' ') INTO arguments
    FROM json_each(CASE WHEN json_typeof(NEW.approved #> '{inputSchema,properties}') = 'object'
        THEN NEW.approved #> '{inputSchema,properties}' ELSE '{}' END) p
    WHERE json_typeof(p.value) = 'object';

    INSERT INTO tool_search (tenant_id, upstream, name, label, words)
    VALUES (
        NEW.tenant_id, NEW.upstream, NEW.name, tool_label(NEW.name, NEW.title),
        setweight(to_tsvector('english', tool_label(NEW.name, NEW.title)), 'A')
            || setweight(to_tsvector('english', left(coalesce(NEW.description, ''), 10000)), 'B')
            || setweight(to_tsvector('english', tool_label(NEW.upstream, NULL)), 'C')
            || setweight(to_tsvector('english', left(coalesce(arguments, ''), 10000)), 'D'))
    ON CONFLICT (tenant_id, upstream, name) DO UPDATE SET label = excluded.label, words = excluded.words;
    RETURN NULL;
END
$$;

CREATE TRIGGER tool_search_follows AFTER INSERT OR UPDATE ON tools FOR EACH ROW EXECUTE FUNCTION note_tool_search();
