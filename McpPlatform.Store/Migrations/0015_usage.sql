-- How often the tools of an upstream may be called, and what that costs; null for what the gateway's settings say.
ALTER TABLE upstreams ADD COLUMN rate_limit json;
ALTER TABLE upstreams ADD COLUMN price json;

-- What calls came to, by the hour: summed up from the records of the call audit in the transaction that stores them.
CREATE TABLE usage (
    tenant_id        text NOT NULL,
    hour             timestamptz NOT NULL,
    principal_id     text NOT NULL,
    upstream         text NOT NULL,
    tool             text NOT NULL,
    calls            bigint NOT NULL,
    executed         bigint NOT NULL,
    errors           bigint NOT NULL,
    refused          bigint NOT NULL,
    bytes_in         bigint NOT NULL,
    bytes_out        bigint NOT NULL,
    duration_us      bigint NOT NULL,
    cpu_us           bigint NOT NULL,
    tokens           bigint NOT NULL,
    estimated_tokens bigint NOT NULL,
    cost_micros      bigint NOT NULL,
    PRIMARY KEY (tenant_id, hour, principal_id, upstream, tool)
);

CREATE INDEX usage_by_age ON usage (hour);

CREATE TABLE quotas (
    tenant_id       text NOT NULL,
    name            text NOT NULL,
    scope           text NOT NULL,
    subject         text NOT NULL,
    metric          text NOT NULL,
    period          text NOT NULL,
    enforcement     text NOT NULL,
    amount          numeric NOT NULL,
    most            bigint NOT NULL,
    warn_at_percent integer NOT NULL,
    changed_by      text NOT NULL,
    changed_at      timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, name)
);

-- How much of a quota is used in a period: grows together with the usage.
CREATE TABLE quota_periods (
    tenant_id  text NOT NULL,
    quota      text NOT NULL,
    began_at   timestamptz NOT NULL,
    used       bigint NOT NULL,
    warned_at  timestamptz,
    reached_at timestamptz,
    PRIMARY KEY (tenant_id, quota, began_at)
);

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['usage', 'quotas', 'quota_periods']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format('CREATE POLICY system_reads ON %I FOR SELECT USING (current_setting(''app.tenant'', true) = ''*'')', t);
    END LOOP;

    FOREACH t IN ARRAY ARRAY['quotas', 'quota_periods']
    LOOP
        EXECUTE format(
            'CREATE POLICY own_rows ON %I USING (tenant_id = current_setting(''app.tenant'', true)) '
            'WITH CHECK (tenant_id = current_setting(''app.tenant'', true))', t);
    END LOOP;

    -- Batches of the audit hold calls of all tenants.
    FOREACH t IN ARRAY ARRAY['usage', 'quota_periods']
    LOOP
        EXECUTE format('CREATE POLICY system_adds ON %I FOR INSERT WITH CHECK (current_setting(''app.tenant'', true) = ''*'')', t);
        EXECUTE format('CREATE POLICY system_counts ON %I FOR UPDATE USING (current_setting(''app.tenant'', true) = ''*'')', t);
        EXECUTE format('CREATE POLICY system_forgets ON %I FOR DELETE USING (current_setting(''app.tenant'', true) = ''*'')', t);
    END LOOP;
END
$$;

CREATE POLICY own_reads ON usage FOR SELECT USING (tenant_id = current_setting('app.tenant', true));
GRANT SELECT, INSERT, UPDATE, DELETE ON usage, quotas, quota_periods TO mcpp_service;
