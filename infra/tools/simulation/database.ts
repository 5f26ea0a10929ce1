import postgres, { type Sql } from 'postgres'
import { connect } from '../../postgres/connect.ts'
import { provisionTenant } from '../../postgres/provision.ts'
import { tenantSchema } from '../../postgres/tenant-schema.ts'
import { asSuperuser } from '../../run/local/postgres/local-database.ts'
import { type TestDatabase, testDatabase } from '../../run/local/postgres/test-database.ts'
import { closeSessions } from './stand-ins/postgres-driver.ts'
import { observeSessions } from './stand-ins/postgres-session.ts'

/** The database of all lives, and the connection on which the simulation itself works. */
export type SimulatedDatabase = { settings: TestDatabase; sql: Sql; close(): Promise<void> }

/** Starts a server with the read model of one tenant, whose clock is that of the running life. */
export const openDatabase = async (tenantId: string): Promise<SimulatedDatabase> => {
  const settings = await testDatabase()
  await provisionTenant(connect(settings.owner), tenantId)
  const { host, port, user, password } = settings.server
  const { database } = settings.owner
  const schema = tenantSchema({ tenantId, version: 1 })
  await asSuperuser(settings.server, (sql) => sql.unsafe(simulationSchema(schema)).simple(), database)
  const sql = postgres({ ...{ host, port, user, password, database }, max: 1, onnotice: () => undefined })
  observeSessions({
    blockersOf: async (pid) => {
      const [row] = await sql<{ pids: number[] }[]>`select pg_blocking_pids(${pid}) as pids`
      return row?.pids ?? []
    },
    terminate: async (pid) => void (await sql`select pg_terminate_backend(${pid}, 5000)`),
  })
  const close = async (): Promise<void> => {
    await closeSessions()
    await sql.end({ timeout: 1 })
    await settings.drop()
  }
  return { settings, sql, close }
}

/**
 * Connections of lives search this schema first, so that `now()` is the time of the life. The triggers see
 * what is mended before a life ends: a checkpoint goes back only when a relay moves it that has lost its lease,
 * and a row only when an older fold replaces a newer one.
 */
const simulationSchema = (schema: string): string => `
  create schema simulation;
  create function simulation.now() returns timestamptz language sql stable as $$
    select coalesce(nullif(current_setting('simulation.now', true), '')::timestamptz, pg_catalog.now()) $$;
  create function simulation.statement_timestamp() returns timestamptz language sql stable as $$
    select simulation.now() $$;
  create table simulation.violations (what text);
  create function simulation.watch_checkpoint() returns trigger language plpgsql security definer as $$
  begin
    insert into simulation.violations values (format('the checkpoint of the relay went back from %s to %s',
      old.checkpoint_commit, new.checkpoint_commit));
    return new;
  end $$;
  create trigger watch_checkpoint after update on finance.relay for each row
    when (new.checkpoint_commit < old.checkpoint_commit and new.fence > 0)
    execute function simulation.watch_checkpoint();
  create function simulation.watch_row() returns trigger language plpgsql security definer as $$
  begin
    insert into simulation.violations values (format('the row %s of %s went back from revision %s to %s',
      old.id, tg_table_name, old.revision, new.revision));
    return new;
  end $$;
  create trigger watch_row after update on "${schema}".invoices for each row
    when (new.revision < old.revision) execute function simulation.watch_row();
  create trigger watch_row after update on "${schema}".receipts for each row
    when (new.revision < old.revision) execute function simulation.watch_row();
  grant usage on schema simulation to finance_writer, finance_owner;`
