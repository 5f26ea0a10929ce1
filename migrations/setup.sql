-- Sets up what all tenants share. It can be run again. The owner of the database runs it, not a superuser:
--   CREATE ROLE finance_owner LOGIN CREATEROLE PASSWORD '...';
--   CREATE DATABASE finance OWNER finance_owner TEMPLATE template0 ENCODING 'UTF8' LOCALE 'C.UTF-8';
-- (with locale C, PostgreSQL finds no trigrams in Bangla text). On a server of your own the superuser also takes
-- away what every login may do by default and these need not: open other databases, and fill the disk with large
-- objects. The last statement is run in the database finance. On Amazon RDS nobody may run it.
--   REVOKE CONNECT ON DATABASE postgres, template1 FROM PUBLIC;
--   REVOKE EXECUTE ON FUNCTION lo_create(oid), lo_creat(integer), lo_from_bytea(oid, bytea) FROM PUBLIC;
-- For other names of the three logins, run first:
--   SET finance.writer = '...'; SET finance.reader = '...'; SET finance.auth = '...';
-- Set the passwords afterwards:
--   ALTER ROLE finance_writer PASSWORD '...'; ALTER ROLE finance_reader PASSWORD '...';
--   ALTER ROLE finance_auth PASSWORD '...';

CREATE SCHEMA IF NOT EXISTS finance;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA finance;

CREATE TABLE IF NOT EXISTS finance.tenants (
  id text PRIMARY KEY CHECK (id ~ '^[a-z][a-z0-9-]{0,39}$'),
  version integer NOT NULL DEFAULT 1 CHECK (version > 0),
  created_at timestamptz(3) NOT NULL DEFAULT now()
);
COMMENT ON COLUMN finance.tenants.version IS 'version of the read model that queries use';

-- The versions of the read model. A version has a schema for each tenant until it is retired. The projection
-- writes it from live_at on; a rebuild fills it up to the head that the event store had then.
CREATE TABLE IF NOT EXISTS finance.read_models (
  version integer PRIMARY KEY CHECK (version > 0),
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  live_at timestamptz(3),
  head_commit numeric(20, 0),
  head_prepare numeric(20, 0),
  filled_commit numeric(20, 0) NOT NULL DEFAULT 0,
  filled_prepare numeric(20, 0) NOT NULL DEFAULT 0,
  filled_events bigint NOT NULL DEFAULT 0,
  filled_at timestamptz(3),
  retired_at timestamptz(3)
);
COMMENT ON COLUMN finance.read_models.filled_commit IS 'the rebuild has read the events up to this position';
INSERT INTO finance.read_models (version, live_at, filled_at) VALUES (1, now(), now()) ON CONFLICT DO NOTHING;

CREATE TABLE IF NOT EXISTS finance.migrations (
  tenant text NOT NULL,
  name text NOT NULL,
  applied_at timestamptz(3) NOT NULL DEFAULT now(),
  PRIMARY KEY (tenant, name)
);

-- One row: the position up to which events are published, and the relay that has the lease. fence rises with
-- every change of the holder.
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
-- The last published event at or before the checkpoint, which no scavenge deletes.
DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM information_schema.columns
    WHERE table_schema = 'finance' AND table_name = 'relay' AND column_name = 'published_commit'
  ) THEN
    ALTER TABLE finance.relay ADD published_commit numeric(20, 0) NOT NULL DEFAULT 0,
      ADD published_prepare numeric(20, 0) NOT NULL DEFAULT 0;
    UPDATE finance.relay SET published_commit = checkpoint_commit, published_prepare = checkpoint_prepare;
  END IF;
END
$$;

-- Documents that are decided and have no legal number yet.
CREATE TABLE IF NOT EXISTS finance.open_numbers (
  tenant text NOT NULL,
  stream text NOT NULL,
  document text NOT NULL,
  series text NOT NULL,
  place text NOT NULL,
  fiscal_year text NOT NULL,
  seen_revision bigint NOT NULL,
  decided_at timestamptz(3) NOT NULL,
  PRIMARY KEY (stream, document)
);

-- Receipts with parts that are decided and have not reached their invoices yet. decided_at is when the receipt
-- last changed.
CREATE TABLE IF NOT EXISTS finance.open_receipts (
  tenant text NOT NULL,
  stream text PRIMARY KEY,
  decided_at timestamptz(3) NOT NULL
);

-- Streams with an event that could not be applied.
CREATE TABLE IF NOT EXISTS finance.set_aside (
  stream text PRIMARY KEY,
  tenant text NOT NULL,
  first_revision bigint NOT NULL,
  error text NOT NULL,
  record jsonb NOT NULL,
  set_aside_at timestamptz(3) NOT NULL DEFAULT now()
);

-- Each version of the read model has its own rows in these tables.
DO $$
DECLARE
  name text;
  key text;
BEGIN
  FOR name, key IN VALUES ('migrations', 'tenant, version, name'), ('open_numbers', 'stream, document, version'),
    ('open_receipts', 'stream, version'), ('set_aside', 'stream, version')
  LOOP
    CONTINUE WHEN EXISTS (
      SELECT FROM information_schema.columns
      WHERE table_schema = 'finance' AND table_name = name AND column_name = 'version'
    );
    EXECUTE format('ALTER TABLE finance.%I ADD version integer NOT NULL DEFAULT 1', name);
    EXECUTE format('ALTER TABLE finance.%I DROP CONSTRAINT %I, ADD PRIMARY KEY (%s)', name, name || '_pkey', key);
  END LOOP;
END
$$;

-- What the invocations of each tenant used, by the day in Dhaka. The rows of tenant '' are what belongs to no
-- tenant. A role reads only the rows of its own tenant: tenant_<id>_v<version> is the role of the tenant <id>.
CREATE TABLE IF NOT EXISTS finance.usage (
  tenant text NOT NULL,
  day date NOT NULL,
  function text NOT NULL,
  operation text NOT NULL,
  invocations bigint NOT NULL,
  errors bigint NOT NULL,
  billed_ms bigint NOT NULL,
  megabyte_ms bigint NOT NULL,
  PRIMARY KEY (tenant, day, function, operation)
);

-- The reports and usage lines of the last days. A report is known by the id of its log event, so that it is
-- counted once however often it is delivered; it is attributed when its usage line has come.
CREATE TABLE IF NOT EXISTS finance.usage_reports (
  event_id text PRIMARY KEY,
  request_id text NOT NULL,
  day date NOT NULL,
  function text NOT NULL,
  billed_ms bigint NOT NULL,
  memory_mb integer NOT NULL,
  failed boolean NOT NULL,
  attributed boolean NOT NULL,
  received_at timestamptz(3) NOT NULL DEFAULT now()
);
CREATE TABLE IF NOT EXISTS finance.usage_lines (
  request_id text PRIMARY KEY,
  operation text NOT NULL,
  shares json NOT NULL,
  received_at timestamptz(3) NOT NULL DEFAULT now()
);

-- The refresh tokens that were made from one another since a login. Only the token of the last generation is
-- valid. A row is deleted when all of its tokens have expired. Only the login auth may use the table.
CREATE TABLE IF NOT EXISTS finance.token_families (
  id uuid PRIMARY KEY,
  tenant text NOT NULL,
  user_id text NOT NULL,
  generation integer NOT NULL DEFAULT 1 CHECK (generation > 0),
  key_hash text,
  created_at timestamptz(3) NOT NULL DEFAULT now(),
  refreshed_at timestamptz(3),
  revoked_at timestamptz(3),
  expires_at timestamptz(0) NOT NULL
);
COMMENT ON COLUMN finance.token_families.key_hash IS 'of the idempotency key of the last refresh';
DO $$
BEGIN
  IF NOT EXISTS (
    SELECT FROM information_schema.columns
    WHERE table_schema = 'finance' AND table_name = 'token_families' AND column_name = 'refreshes_missing'
  ) THEN
    ALTER TABLE finance.token_families ADD refreshes_missing double precision NOT NULL DEFAULT 0;
  END IF;
END
$$;
COMMENT ON COLUMN finance.token_families.refreshes_missing IS
  'what was missing from the refreshes that a login has at once, at the time of the last one';

-- An index or a view that exists is passed over before its table is locked, which IF NOT EXISTS and OR REPLACE do
-- not do. The service works meanwhile: it would wait, and a transaction that uses two tables could end in a deadlock
-- with this one.
DO $$
DECLARE
  name text;
  columns text;
BEGIN
  FOR name, columns IN VALUES
    ('open_numbers_decided_at', 'open_numbers (decided_at)'),
    ('open_receipts_decided_at', 'open_receipts (decided_at)'),
    ('usage_day', 'usage (day)'),
    ('usage_reports_request', 'usage_reports (request_id)'),
    ('usage_reports_received', 'usage_reports (received_at)'),
    ('usage_lines_received', 'usage_lines (received_at)'),
    ('token_families_expires', 'token_families (expires_at)'),
    ('token_families_user', 'token_families (tenant, user_id)')
  LOOP
    CONTINUE WHEN to_regclass('finance.' || name) IS NOT NULL;
    EXECUTE format('CREATE INDEX %I ON finance.%s', name, columns);
  END LOOP;
  IF to_regclass('finance.usage_of_all') IS NULL THEN
    -- All rows, for the bill of the platform: a view has the rights of its owner.
    CREATE VIEW finance.usage_of_all AS SELECT * FROM finance.usage;
  END IF;
END
$$;

DO $$
DECLARE
  writer text := coalesce(nullif(current_setting('finance.writer', true), ''), 'finance_writer');
  reader text := coalesce(nullif(current_setting('finance.reader', true), ''), 'finance_reader');
  auth text := coalesce(nullif(current_setting('finance.auth', true), ''), 'finance_auth');
  login text;
  other text;
BEGIN
  FOREACH login IN ARRAY ARRAY[writer, reader, auth] LOOP
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = login) THEN
      EXECUTE format('CREATE ROLE %I LOGIN NOINHERIT', login);
    END IF;
    EXECUTE format('GRANT CONNECT ON DATABASE %I TO %I', current_database(), login);
    EXECUTE format('GRANT USAGE ON SCHEMA finance TO %I', login);
    -- The service sets the same on its connections. These hold for whatever else has the password.
    EXECUTE format('ALTER ROLE %I IN DATABASE %I SET statement_timeout = ''15s''', login, current_database());
    EXECUTE format('ALTER ROLE %I IN DATABASE %I SET idle_in_transaction_session_timeout = ''60s''',
      login, current_database());
  END LOOP;
  EXECUTE format('ALTER ROLE %I IN DATABASE %I SET default_transaction_read_only = on',
    reader, current_database());
  -- Where the owner owns these databases too, as on Amazon RDS.
  FOR other IN
    SELECT datname FROM pg_database
    WHERE datname IN ('postgres', 'template1') AND pg_has_role(datdba, 'USAGE')
      AND has_database_privilege('public', oid, 'CONNECT')
  LOOP
    EXECUTE format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', other);
  END LOOP;
  EXECUTE format('GRANT SELECT ON finance.tenants, finance.read_models, finance.migrations TO %I, %I', writer, reader);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE ON finance.token_families TO %I', auth);
  EXECUTE format('REVOKE ALL ON DATABASE %I FROM PUBLIC', current_database());
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE'
    ' ON finance.open_numbers, finance.open_receipts, finance.set_aside TO %I', writer);
  -- The health checks count the streams that are set aside. The records contain personal data.
  EXECUTE format('GRANT SELECT (set_aside_at) ON finance.set_aside TO %I', reader);
  -- The writer may not insert or delete: without its only row the relay publishes nothing.
  EXECUTE format('REVOKE ALL ON finance.relay FROM %I', writer);
  EXECUTE format('GRANT SELECT, UPDATE ON finance.relay TO %I', writer);
  -- From the checkpoint follows how many events are not published yet.
  EXECUTE format('GRANT SELECT (checkpoint_commit, checkpoint_prepare) ON finance.relay TO %I', reader);
  EXECUTE format('GRANT SELECT, INSERT, UPDATE, DELETE'
    ' ON finance.usage, finance.usage_reports, finance.usage_lines TO %I', writer);
  EXECUTE format('GRANT SELECT ON finance.usage_of_all TO %I', reader);
  -- To all roles, because a list of the rights of each tenant would become too long for PostgreSQL at about
  -- 600 tenants. Without a policy that names its tenant, a role reads no row.
  GRANT USAGE ON SCHEMA finance TO PUBLIC;
  GRANT SELECT ON finance.usage TO PUBLIC;
  IF NOT (SELECT relrowsecurity FROM pg_class WHERE oid = 'finance.usage'::regclass) THEN
    ALTER TABLE finance.usage ENABLE ROW LEVEL SECURITY;
    CREATE POLICY own_tenant ON finance.usage FOR SELECT
      USING (tenant = substring(current_user FROM '^tenant_([a-z0-9-]+)_v[0-9]+$'));
  END IF;
  IF NOT EXISTS (
    SELECT FROM pg_policies
    WHERE (schemaname, tablename, policyname) = ('finance', 'usage', 'writer') AND writer = ANY (roles)
  ) THEN
    DROP POLICY IF EXISTS writer ON finance.usage;
    EXECUTE format('CREATE POLICY writer ON finance.usage TO %I USING (true) WITH CHECK (true)', writer);
  END IF;
  -- With this search_path, one SET ROLE sets both the rights and the schema. It is set on the database
  -- because a login may be used in several databases.
  EXECUTE format('ALTER DATABASE %I SET search_path = "$user"', current_database());
END
$$;
