-- Columns that the schema policy left out of a stream: rows are counted, columns are named.
ALTER TABLE run_streams ADD COLUMN left_out json;
