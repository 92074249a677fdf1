-- For how long answers of tools that only read are kept; 0 for not at all. How long a call may take in all; null for as long as any.
ALTER TABLE upstreams ADD COLUMN cache_for_seconds integer NOT NULL DEFAULT 0;
ALTER TABLE upstreams ADD COLUMN call_timeout_seconds integer;
