-- For which issuer, resource and scopes the token of a caller becomes one for the upstream (RFC 8693); null sends none.
ALTER TABLE upstreams ADD COLUMN token_exchange json;
