-- How far the definitions of an upstream's tools are trusted before a person has seen them.
ALTER TABLE upstreams ADD COLUMN definition_trust text NOT NULL DEFAULT 'first_use';

-- Tools of upstreams: the definition that was approved, and the one that is offered where it is another.
CREATE TABLE tools (
    tenant_id     text NOT NULL,
    upstream      text NOT NULL,
    name          text NOT NULL,
    state         text NOT NULL,
    title         text,
    description   text,
    approved      json,
    approved_hash text,
    approved_by   text,
    approved_at   timestamptz,
    offered       json,
    offered_hash  text,
    offered_at    timestamptz,
    rejected_by   text,
    rejected_at   timestamptz,
    findings      json NOT NULL,
    seen_at       timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, upstream, name),
    FOREIGN KEY (tenant_id, upstream) REFERENCES upstreams ON DELETE CASCADE
);

CREATE INDEX tools_to_decide ON tools (tenant_id, state) WHERE state <> 'approved';

ALTER TABLE tools ENABLE ROW LEVEL SECURITY;
ALTER TABLE tools FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON tools USING (tenant_id = current_setting('app.tenant', true))
    WITH CHECK (tenant_id = current_setting('app.tenant', true));
GRANT SELECT, INSERT, UPDATE, DELETE ON tools TO mcpp_service;
