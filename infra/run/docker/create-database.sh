#!/bin/sh
# The image of PostgreSQL runs it once, on an empty folder: the owner login and its database. The service makes
# everything else.
set -eu
psql --set=ON_ERROR_STOP=1 --set=password="$DATABASE_PASSWORD" --username="$POSTGRES_USER" <<'SQL'
CREATE ROLE finance_owner LOGIN CREATEROLE PASSWORD :'password';
CREATE DATABASE finance OWNER finance_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
-- No login of the service needs other databases or large objects.
REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;
\connect finance
REVOKE EXECUTE ON FUNCTION lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea) FROM PUBLIC;
SQL
