-- People, how they come in, and the sessions they work in. What a person may do follows from its roles whenever a key is recognised.

CREATE TABLE people (
    tenant_id    text NOT NULL,
    id           uuid NOT NULL,
    name         text NOT NULL,
    email        text,
    roles        text[] NOT NULL,
    created_at   timestamptz NOT NULL,
    suspended_at timestamptz,
    last_seen_at timestamptz,
    PRIMARY KEY (tenant_id, id),
    UNIQUE (tenant_id, name)
);

CREATE TABLE invitations (
    tenant_id  text NOT NULL,
    id         uuid NOT NULL,
    token_hash bytea NOT NULL,
    name       text NOT NULL,
    email      text,
    roles      text[] NOT NULL,
    invited_by text NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    closed_at  timestamptz, -- accepted or revoked
    PRIMARY KEY (tenant_id, id)
);

-- A token arrives without its tenant.
CREATE UNIQUE INDEX invitations_by_hash ON invitations (token_hash);

-- A sign-in link is for a person, who is known when it is made. Links live for minutes: those of before are not kept.
DROP TABLE sign_in_tokens;

CREATE TABLE sign_in_links (
    tenant_id  text NOT NULL,
    token_hash bytea NOT NULL,
    person_id  uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at    timestamptz,
    PRIMARY KEY (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, person_id) REFERENCES people ON DELETE CASCADE
);

CREATE INDEX sign_in_links_by_hash ON sign_in_links (token_hash);

-- A session is everything that came from one sign-in: the family of its refresh tokens, and its keys.
CREATE TABLE sessions (
    tenant_id  text NOT NULL,
    id         uuid NOT NULL,
    person_id  uuid NOT NULL,
    created_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    ended_at   timestamptz,
    PRIMARY KEY (tenant_id, id),
    FOREIGN KEY (tenant_id, person_id) REFERENCES people ON DELETE CASCADE
);

CREATE TABLE refresh_tokens (
    tenant_id     text NOT NULL,
    token_hash    bytea NOT NULL,
    session_id    uuid NOT NULL,
    previous_hash bytea,
    expires_at    timestamptz NOT NULL,
    used_at       timestamptz,
    PRIMARY KEY (tenant_id, token_hash),
    FOREIGN KEY (tenant_id, session_id) REFERENCES sessions ON DELETE CASCADE
);

CREATE INDEX refresh_tokens_by_hash ON refresh_tokens (token_hash);
CREATE INDEX refresh_tokens_by_previous ON refresh_tokens (tenant_id, session_id, previous_hash);

-- Whom a key acts for, the session it belongs to, and what it replaced or was replaced by. Sessions of before knew no person and end here.
ALTER TABLE api_keys ADD COLUMN person_id uuid;
ALTER TABLE api_keys ADD COLUMN session_id uuid;
ALTER TABLE api_keys ADD COLUMN predecessor_id uuid;
ALTER TABLE api_keys ADD COLUMN successor_id uuid;
ALTER TABLE api_keys NO FORCE ROW LEVEL SECURITY;
DELETE FROM api_keys WHERE session;
ALTER TABLE api_keys FORCE ROW LEVEL SECURITY;
ALTER TABLE api_keys DROP COLUMN session;
CREATE INDEX api_keys_by_person ON api_keys (tenant_id, person_id) WHERE person_id IS NOT NULL;

-- Tenants are kept by the platform itself; each sees its own.
ALTER TABLE tenants ADD COLUMN suspended_at timestamptz;
DROP POLICY own_rows ON tenants;
CREATE POLICY own_row ON tenants FOR SELECT USING (tenant_id = current_setting('app.tenant', true));
CREATE POLICY system_keeps ON tenants USING (current_setting('app.tenant', true) = '*') WITH CHECK (current_setting('app.tenant', true) = '*');
GRANT INSERT, UPDATE ON tenants TO mcpp_service;

DO $$
DECLARE
    t text;
BEGIN
    FOREACH t IN ARRAY ARRAY['people', 'invitations', 'sign_in_links', 'sessions', 'refresh_tokens']
    LOOP
        EXECUTE format('ALTER TABLE %I ENABLE ROW LEVEL SECURITY', t);
        EXECUTE format('ALTER TABLE %I FORCE ROW LEVEL SECURITY', t);
        EXECUTE format(
            'CREATE POLICY own_rows ON %I USING (tenant_id = current_setting(''app.tenant'', true)) '
            'WITH CHECK (tenant_id = current_setting(''app.tenant'', true))', t);
        EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON %I TO mcpp_service', t);
    END LOOP;

    -- Whose token or key it is shows only once it is found.
    FOREACH t IN ARRAY ARRAY['people', 'invitations', 'sign_in_links', 'refresh_tokens']
    LOOP
        EXECUTE format('CREATE POLICY system_reads ON %I FOR SELECT USING (current_setting(''app.tenant'', true) = ''*'')', t);
    END LOOP;
END
$$;
