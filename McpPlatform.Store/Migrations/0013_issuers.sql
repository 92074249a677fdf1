-- For which issuer, resource and scopes the token of a caller becomes one for the upstream (RFC 8693); null sends none.
ALTER TABLE upstreams ADD COLUMN token_exchange json;

-- Whom a provider of OpenID Connect knows the person as; null for people of the platform's own.
ALTER TABLE people ADD COLUMN external_id text;
CREATE UNIQUE INDEX people_external_id ON people (tenant_id, external_id);
