-- Tools whose code runs in the sandbox: what they are stands with the upstreams, their code here, by its digest.
ALTER TABLE upstreams ADD COLUMN sandbox json;

CREATE TABLE tool_code (
    tenant_id text NOT NULL,
    digest    text NOT NULL,
    code      bytea NOT NULL,
    saved_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, digest)
);

ALTER TABLE tool_code ENABLE ROW LEVEL SECURITY;
ALTER TABLE tool_code FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON tool_code USING (tenant_id = current_setting('app.tenant', true))
    WITH CHECK (tenant_id = current_setting('app.tenant', true));
GRANT SELECT, INSERT, UPDATE, DELETE ON tool_code TO mcpp_service;
