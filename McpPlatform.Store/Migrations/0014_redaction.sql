-- What was hidden from the caller of an MCP call, and what attacks were found in it. Null, as in records of before, is none: gateways that do not
-- count yet go on writing while others do.
ALTER TABLE call_audit ADD COLUMN redactions integer;
ALTER TABLE call_audit ADD COLUMN threats integer;
