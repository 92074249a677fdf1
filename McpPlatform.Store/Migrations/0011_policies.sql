-- Sets of policies with all their versions; a version without a text is one in which the set was removed.
CREATE TABLE policy_sets (
    tenant_id  text NOT NULL,
    name       text NOT NULL,
    version    integer NOT NULL,
    text       text,
    mode       text NOT NULL,
    changed_by text NOT NULL,
    changed_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, name, version)
);

ALTER TABLE policy_sets ENABLE ROW LEVEL SECURITY;
ALTER TABLE policy_sets FORCE ROW LEVEL SECURITY;
CREATE POLICY own_rows ON policy_sets USING (tenant_id = current_setting('app.tenant', true))
    WITH CHECK (tenant_id = current_setting('app.tenant', true));
GRANT SELECT, INSERT ON policy_sets TO mcpp_service;

-- Every host decides for all tenants.
CREATE POLICY system_reads ON policy_sets FOR SELECT USING (current_setting('app.tenant', true) = '*');

-- Calls of tools that a policy wants a person to approve: bound to who calls, the tool (subject) and the arguments (plan_hash).
ALTER TABLE approvals ALTER COLUMN pipeline_id DROP NOT NULL;
ALTER TABLE approvals ADD COLUMN principal_id text;
CREATE INDEX approvals_of_calls ON approvals (tenant_id, principal_id, subject, plan_hash) WHERE pipeline_id IS NULL;
