#!/bin/bash
# Runs once, when the container's cluster is made: the databases and the roles that the embedded flavour makes by itself.
set -euo pipefail

psql --no-psqlrc --set ON_ERROR_STOP=1 --username "$POSTGRES_USER" --dbname postgres \
     --set warehouse="$MCPP_WAREHOUSE_PASSWORD" --set reader="$MCPP_READER_PASSWORD" <<'SQL'
SET log_min_error_statement = panic;
CREATE ROLE mcpp_warehouse LOGIN NOSUPERUSER PASSWORD :'warehouse';
CREATE ROLE mcpp_reader LOGIN NOSUPERUSER PASSWORD :'reader';
CREATE DATABASE platform;
CREATE DATABASE warehouse OWNER mcpp_warehouse;
REVOKE CONNECT, TEMPORARY ON DATABASE warehouse FROM PUBLIC;
REVOKE TEMPORARY ON DATABASE platform FROM PUBLIC;
GRANT CONNECT ON DATABASE warehouse TO mcpp_reader;
GRANT pg_read_all_data TO mcpp_reader;
ALTER ROLE mcpp_reader SET default_transaction_read_only = on;
ALTER ROLE mcpp_reader SET statement_timeout = '30s';
SQL
