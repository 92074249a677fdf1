-- Gateways that other gateways can reach. Each lives for as long as it renews its lease; the database's clock counts.
CREATE TABLE replicas (
    tenant_id  text NOT NULL,
    id         uuid NOT NULL,
    address    text NOT NULL,
    expires_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

ALTER TABLE replicas ENABLE ROW LEVEL SECURITY;
ALTER TABLE replicas FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON replicas USING (tenant_id = current_setting('app.tenant', true))
    WITH CHECK (tenant_id = current_setting('app.tenant', true));
GRANT SELECT, INSERT, UPDATE, DELETE ON replicas TO mcpp_service;
