-- MCP servers that the gateway offers to agents.
CREATE TABLE upstreams (
    tenant_id       text NOT NULL,
    name            text NOT NULL,
    url             text NOT NULL,
    prefix          text NOT NULL,
    protocol        text NOT NULL,
    headers         json NOT NULL,
    timeout_seconds integer NOT NULL,
    max_concurrency integer NOT NULL,
    enabled         boolean NOT NULL,
    version         bigint NOT NULL,
    changed_by      text NOT NULL,
    created_at      timestamptz NOT NULL,
    updated_at      timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, name)
);

-- One for all: an upstream that is removed and added again must not have a version it had before.
CREATE SEQUENCE upstream_versions;
GRANT USAGE ON SEQUENCE upstream_versions TO mcpp_service;

ALTER TABLE upstreams ENABLE ROW LEVEL SECURITY;
ALTER TABLE upstreams FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON upstreams USING (tenant_id = current_setting('app.tenant', true))
    WITH CHECK (tenant_id = current_setting('app.tenant', true));
GRANT SELECT, INSERT, UPDATE, DELETE ON upstreams TO mcpp_service;

-- Gateways serve the upstreams of all tenants.
CREATE POLICY system_reads ON upstreams FOR SELECT USING (current_setting('app.tenant', true) = '*');
