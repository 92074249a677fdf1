-- The control plane. tenant_id leads every key; rows of the platform itself carry the tenant '*'.
-- JSON is kept as json, not jsonb: plans are hashed and events are chained over their exact text.

CREATE TABLE tenants (
    tenant_id  text PRIMARY KEY,
    name       text NOT NULL,
    created_at timestamptz NOT NULL DEFAULT now()
);

INSERT INTO tenants (tenant_id, name) VALUES ('default', 'Default');

-- Identity ------------------------------------------------------------------------------------------------------------

CREATE TABLE api_keys (
    tenant_id    text NOT NULL,
    id           uuid NOT NULL,
    name         text NOT NULL,
    kind         text NOT NULL,
    scopes       text[] NOT NULL,
    key_hash     bytea NOT NULL,
    principal_id text NOT NULL,
    session      boolean NOT NULL,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz,
    revoked_at   timestamptz,
    last_used_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, key_hash)
);

-- A key arrives without its tenant.
CREATE INDEX api_keys_by_hash ON api_keys (key_hash);

CREATE TABLE sign_in_tokens (
    tenant_id  text NOT NULL,
    token_hash bytea NOT NULL,
    person     text NOT NULL,
    scopes     text[] NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    PRIMARY KEY (tenant_id, token_hash)
);

CREATE INDEX sign_in_tokens_by_hash ON sign_in_tokens (token_hash);

CREATE TABLE idempotency_keys (
    tenant_id    text NOT NULL,
    principal_id text NOT NULL,
    key          text NOT NULL,
    request_hash bytea NOT NULL,
    status       integer,
    response     bytea,
    created_at   timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, principal_id, key)
);

CREATE INDEX idempotency_keys_by_expiry ON idempotency_keys (tenant_id, expires_at);

-- Connections ---------------------------------------------------------------------------------------------------------

CREATE TABLE connectors (
    tenant_id  text NOT NULL,
    name       text NOT NULL,
    spec       json NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, name)
);

CREATE TABLE connections (
    tenant_id         text NOT NULL,
    name              text NOT NULL,
    connector         text NOT NULL,
    options           json NOT NULL,
    built_in          boolean NOT NULL,
    health_ok         boolean,
    health_message    text,
    health_checked_at timestamptz,
    created_by        text NOT NULL,
    created_at        timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, name)
);

CREATE TABLE secrets (
    tenant_id  text NOT NULL,
    name       text NOT NULL,
    version    integer NOT NULL,
    ciphertext bytea NOT NULL,
    updated_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, name)
);

CREATE TABLE secret_access (
    tenant_id text NOT NULL,
    id        uuid NOT NULL,
    name      text NOT NULL,
    version   integer NOT NULL,
    purpose   text NOT NULL,
    at        timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX secret_access_by_name ON secret_access (tenant_id, name, id);

-- Planning ------------------------------------------------------------------------------------------------------------

CREATE TABLE conversations (
    tenant_id    text NOT NULL,
    id           uuid NOT NULL,
    conversation json NOT NULL,
    started_by   text NOT NULL,
    updated_at   timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE TABLE pipelines (
    tenant_id              text NOT NULL,
    id                     uuid NOT NULL,
    name                   text NOT NULL,
    version                integer NOT NULL,
    source_connection      text NOT NULL,
    destination_connection text NOT NULL,
    scheduled              boolean NOT NULL,
    principal              json NOT NULL,
    created_at             timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name)
);

CREATE TABLE pipeline_versions (
    tenant_id   text NOT NULL,
    pipeline_id uuid NOT NULL,
    version     integer NOT NULL,
    plan_hash   text NOT NULL,
    plan        json NOT NULL,
    applied_by  text NOT NULL,
    applied_at  timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, pipeline_id, version),
    FOREIGN KEY (tenant_id, pipeline_id) REFERENCES pipelines
);

CREATE INDEX pipeline_versions_by_hash ON pipeline_versions (tenant_id, pipeline_id, plan_hash);

-- A decision is good for one plan hash and one run: at most one open or approved for each gate.
CREATE TABLE approvals (
    tenant_id    text NOT NULL,
    id           uuid NOT NULL,
    pipeline_id  uuid NOT NULL,
    plan_hash    text NOT NULL,
    rule         text NOT NULL,
    subject      text NOT NULL,
    reason       text NOT NULL,
    state        text NOT NULL,
    requested_by text NOT NULL,
    requested_at timestamptz NOT NULL,
    expires_at   timestamptz NOT NULL,
    decided_by   text,
    decided_at   timestamptz,
    comment      text,
    used_by_run  uuid,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, pipeline_id) REFERENCES pipelines
);

CREATE UNIQUE INDEX approvals_open ON approvals (tenant_id, pipeline_id, plan_hash, rule, subject)
    WHERE state IN ('pending', 'approved');

-- Running -------------------------------------------------------------------------------------------------------------

CREATE TABLE runs (
    tenant_id        text NOT NULL,
    id               uuid NOT NULL,
    pipeline_id      uuid NOT NULL,
    plan_hash        text NOT NULL,
    state            text NOT NULL,
    node             text NOT NULL,
    attempt          integer NOT NULL,
    error            json,
    started_by       text NOT NULL,
    principal        json NOT NULL,
    cancel_requested boolean NOT NULL,
    created_at       timestamptz NOT NULL,
    started_at       timestamptz,
    ended_at         timestamptz,
    retry_at         timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, pipeline_id) REFERENCES pipelines
);

CREATE INDEX runs_by_pipeline ON runs (tenant_id, pipeline_id, id);

-- Workers look for the oldest over all tenants.
CREATE INDEX runs_open ON runs (created_at, id)
    WHERE state IN ('queued', 'retrying', 'running', 'waiting_for_approval');

CREATE TABLE run_streams (
    tenant_id text NOT NULL,
    run_id    uuid NOT NULL,
    target    text NOT NULL,
    position  integer NOT NULL,
    name      text NOT NULL,
    read      bigint NOT NULL,
    loaded    bigint NOT NULL,
    merged    bigint NOT NULL,
    rejected  bigint NOT NULL,
    discarded bigint NOT NULL,
    bytes     bigint NOT NULL,
    committed boolean NOT NULL,
    PRIMARY KEY (tenant_id, run_id, target),
    FOREIGN KEY (tenant_id, run_id) REFERENCES runs
);

-- One lease a pipeline: run_id is the run that has the pipeline, worker_id the Worker that is at it. The fence grows with
-- every claim and outlives the claims.
CREATE TABLE leases (
    tenant_id   text NOT NULL,
    pipeline_id uuid NOT NULL,
    fence       bigint NOT NULL,
    run_id      uuid,
    worker_id   uuid,
    worker_name text,
    worker_lock bigint,
    expires_at  timestamptz,
    PRIMARY KEY (tenant_id, pipeline_id),
    FOREIGN KEY (tenant_id, pipeline_id) REFERENCES pipelines
);

CREATE TABLE schedule_fires (
    tenant_id   text NOT NULL,
    pipeline_id uuid NOT NULL,
    fire_time   timestamptz NOT NULL,
    run_id      uuid NOT NULL,
    PRIMARY KEY (tenant_id, pipeline_id, fire_time),
    FOREIGN KEY (tenant_id, pipeline_id) REFERENCES pipelines
);

CREATE TABLE workers (
    tenant_id  text NOT NULL,
    id         uuid NOT NULL,
    name       text NOT NULL,
    lock_key   bigint NOT NULL,
    started_at timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

-- Records -------------------------------------------------------------------------------------------------------------

CREATE TABLE datasets (
    tenant_id   text NOT NULL,
    id          text NOT NULL,
    connection  text NOT NULL,
    target      text NOT NULL,
    pipeline_id uuid NOT NULL,
    run_id      uuid NOT NULL,
    updated_at  timestamptz NOT NULL,
    versions    json NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX datasets_by_age ON datasets (tenant_id, updated_at, id);

CREATE TABLE schema_versions (
    tenant_id  text NOT NULL,
    dataset_id text NOT NULL,
    version    integer NOT NULL,
    columns    json NOT NULL,
    changes    json NOT NULL,
    run_id     uuid NOT NULL,
    at         timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, dataset_id, version),
    FOREIGN KEY (tenant_id, dataset_id) REFERENCES datasets
);

CREATE TABLE source_schemas (
    tenant_id   text NOT NULL,
    pipeline_id uuid NOT NULL,
    target      text NOT NULL,
    columns     json NOT NULL,
    run_id      uuid NOT NULL,
    at          timestamptz NOT NULL,
    PRIMARY KEY (tenant_id, pipeline_id, target)
);

CREATE TABLE lineage_edges (
    tenant_id    text NOT NULL,
    to_dataset   text NOT NULL,
    to_column    text NOT NULL,
    from_dataset text NOT NULL,
    from_column  text NOT NULL,
    pipeline_id  uuid NOT NULL,
    transforms   text[] NOT NULL,
    run_id       uuid NOT NULL,
    PRIMARY KEY (tenant_id, to_dataset, to_column, from_dataset, from_column, pipeline_id)
);

-- Events --------------------------------------------------------------------------------------------------------------

-- What transactions write: no place in the log yet, so that none waits for another.
CREATE TABLE event_inbox (
    tenant_id   text NOT NULL,
    id          bigint GENERATED ALWAYS AS IDENTITY,
    type        text NOT NULL,
    subject     text NOT NULL,
    actor       text NOT NULL,
    occurred_at timestamptz NOT NULL,
    data        json NOT NULL,
    PRIMARY KEY (tenant_id, id)
);

CREATE INDEX event_inbox_in_order ON event_inbox (id);

-- What the sequencer writes and readers see. The chain covers digest, not actor and data themselves, so that personal data
-- can be erased without breaking it.
CREATE TABLE events (
    tenant_id   text NOT NULL,
    seq         bigint NOT NULL,
    type        text NOT NULL,
    subject     text NOT NULL,
    actor       text NOT NULL,
    occurred_at timestamptz NOT NULL,
    data        json NOT NULL,
    digest      bytea NOT NULL,
    prev_hash   bytea NOT NULL,
    hash        bytea NOT NULL,
    PRIMARY KEY (tenant_id, seq)
);

CREATE UNIQUE INDEX events_in_order ON events (seq);
CREATE INDEX events_by_subject ON events (tenant_id, subject, seq);

CREATE TABLE event_head (
    tenant_id text PRIMARY KEY,
    seq       bigint NOT NULL,
    hash      bytea NOT NULL
);

INSERT INTO event_head (tenant_id, seq, hash) VALUES ('*', 0, decode(repeat('00', 32), 'hex'));

-- Who may see what ----------------------------------------------------------------------------------------------------

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY[
        'tenants', 'api_keys', 'sign_in_tokens', 'idempotency_keys', 'connectors', 'connections', 'secrets', 'secret_access',
        'conversations', 'pipelines', 'pipeline_versions', 'approvals', 'runs', 'run_streams', 'leases', 'schedule_fires', 'workers',
        'datasets', 'schema_versions', 'source_schemas', 'lineage_edges', 'event_inbox', 'events', 'event_head']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format(
            'CREATE POLICY own_rows ON %I USING (tenant_id = current_setting(''app.tenant'', true)) '
            'WITH CHECK (tenant_id = current_setting(''app.tenant'', true))', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO mcpp_service', t);
    END LOOP;

    -- Work over all tenants: who a key stands for, what can be claimed or fires next, and sequencing.
    FOREACH t IN ARRAY ARRAY[
        'api_keys', 'sign_in_tokens', 'pipelines', 'pipeline_versions', 'approvals', 'runs', 'leases', 'schedule_fires',
        'event_inbox', 'events']
    LOOP
        EXECUTE format('CREATE POLICY system_reads ON %I FOR SELECT USING (current_setting(''app.tenant'', true) = ''*'')', t);
    END LOOP;

    -- FOR UPDATE asks for the right to update.
    FOREACH t IN ARRAY ARRAY['sign_in_tokens', 'runs', 'leases']
    LOOP
        EXECUTE format('CREATE POLICY system_locks ON %I FOR UPDATE USING (current_setting(''app.tenant'', true) = ''*'')', t);
    END LOOP;
END
$$;

CREATE POLICY system_takes ON event_inbox FOR DELETE USING (current_setting('app.tenant', true) = '*');
CREATE POLICY system_appends ON events FOR INSERT WITH CHECK (current_setting('app.tenant', true) = '*');

-- What happened stays: services add to these and never change them.
REVOKE UPDATE, DELETE ON events, secret_access FROM mcpp_service;
REVOKE UPDATE ON event_inbox FROM mcpp_service;
REVOKE INSERT, DELETE ON event_head FROM mcpp_service;
REVOKE INSERT, UPDATE, DELETE ON tenants FROM mcpp_service;
GRANT USAGE ON SCHEMA public TO mcpp_service;
