-- The shared part of the database; safe to run again. Run by the owner of the database, who is no superuser:
--   CREATE ROLE finance_owner LOGIN CREATEROLE PASSWORD '...';
--   CREATE DATABASE finance OWNER finance_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
-- (a locale of C would find no trigram in Bangla text). Other names for the two logins: SET finance.writer = '...'; SET finance.reader = '...';
-- Passwords are set apart: ALTER ROLE finance_writer PASSWORD '...'; ALTER ROLE finance_reader PASSWORD '...';

CREATE SCHEMA IF NOT EXISTS finance;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA finance;

CREATE TABLE IF NOT EXISTS finance.tenants (
  id text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9-]{0,39}$'),
  version integer NOT NULL DEFAULT 1 CHECK (version > 0),
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
COMMENT ON COLUMN finance.tenants.version IS 'read model version that queries read';

CREATE TABLE IF NOT EXISTS finance.migrations (
  tenant text NOT NULL,
  name text NOT NULL,
  applied_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, name)
);

-- One row: how far events were published, and who publishes now. fence rises with every change of holder.
CREATE TABLE IF NOT EXISTS finance.relay (
  id integer PRIMARY KEY DEFAULT 1 CHECK (id = 1),
  checkpoint_commit numeric(20, 0) NOT NULL DEFAULT 0,
  checkpoint_prepare numeric(20, 0) NOT NULL DEFAULT 0,
  holder text,
  fence bigint NOT NULL DEFAULT 0,
  lease_until timestamptz(3),
  pokes bigint NOT NULL DEFAULT 0
);
INSERT INTO finance.relay (id) VALUES (1) ON CONFLICT DO NOTHING;

-- Documents that were decided and have no legal number yet.
CREATE TABLE IF NOT EXISTS finance.open_numbers (
  tenant text NOT NULL,
  stream text NOT NULL,
  document text NOT NULL,
  series text NOT NULL,
  fiscal_year text NOT NULL,
  seen_revision bigint NOT NULL,
  decided_at timestamptz(3) NOT NULL,
  PRIMARY KEY (stream, document)
);
CREATE INDEX IF NOT EXISTS open_numbers_decided_at ON finance.open_numbers (decided_at);

-- Streams with an event that could not be applied.
CREATE TABLE IF NOT EXISTS finance.set_aside (
  stream text PRIMARY KEY,
  tenant text NOT NULL,
  first_revision bigint NOT NULL,
  error text NOT NULL,
  record jsonb NOT NULL,
  set_aside_at timestamptz(3) NOT NULL DEFAULT now()
);

DO $$
DECLARE
  writer text := coalesce(nullif(current_setting('finance.writer', true), ''), 'finance_writer');
  reader text := coalesce(nullif(current_setting('finance.reader', true), ''), 'finance_reader');
  login text;
BEGIN
  FOREACH login IN ARRAY ARRAY[writer, reader] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT', login);
    END IF;
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), login);
    EXECUTE format('GRANT USAGE ON SCHEMA finance TO %I', login);
    EXECUTE format('GRANT SELECT ON finance.tenants, finance.migrations TO %I', login);
  END LOOP;
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON finance.open_numbers, finance.set_aside TO %I', writer);
  -- Its one row is made here and only moves from then on: without it nothing is published.
  EXECUTE format('REVOKE ALL ON finance.relay FROM %I', writer);
  EXECUTE format('GRANT SELECT, UPDATE ON finance.relay TO %I', writer);
  -- One SET ROLE chooses rights and schema. Per database, because a role may serve several.
  EXECUTE format('ALTER DATABASE %I SET search_path = "$user"', current_database());
END
$$;
