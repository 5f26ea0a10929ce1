import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { log } from '../observability/log.ts'
import type { Queries, Sql } from './connect.ts'
import { migrationFolder } from './migration-files.ts'
import type { Credentials } from './renewed-credentials.ts'

/**
 * Applies migrations/setup.sql as the owner of the database and sets the passwords of the other logins. It is
 * safe to run again, and from several processes at once. What only a superuser can take from the logins is
 * logged.
 */
export const setUpDatabase = async (
  owner: Sql,
  { writer, reader, auth }: Record<'writer' | 'reader' | 'auth', Credentials>,
): Promise<void> => {
  const script = readFileSync(join(migrationFolder(), 'setup.sql'), 'utf8')
  await owner.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtext('finance.setup'))`
    await tx`select set_config('finance.writer', ${writer.user}, true),
      set_config('finance.reader', ${reader.user}, true), set_config('finance.auth', ${auth.user}, true)`
    await tx.unsafe(script)
    for (const credentials of [writer, reader, auth]) await setPassword(tx, credentials)
  })
  const statements = await revocations(owner)
  if (statements.length > 0)
    log('info', 'A superuser can take rights away that no login of the service needs', { statements })
}

/**
 * Returns the statements that take away rights which every login of a server has by default and the service
 * does not need: to open other databases, and to fill the disk with large objects.
 */
export const revocations = async (owner: Queries): Promise<string[]> => {
  const rows = await owner<{ statement: string }[]>`
    select format('REVOKE CONNECT ON DATABASE %I FROM PUBLIC', datname) as statement
    from pg_database
    where datallowconn and datname <> current_database() and has_database_privilege('public', oid, 'CONNECT')
    union all
    select format('REVOKE EXECUTE ON FUNCTION %s FROM PUBLIC', oid::regprocedure)
    from pg_proc
    where pronamespace = 'pg_catalog'::regnamespace
      and proname in ('lo_create', 'lo_creat', 'lo_from_bytea')
      and has_function_privilege('public', oid, 'EXECUTE')
    order by statement`
  return rows.map(({ statement }) => statement)
}

/** Sends a verifier, so that the password itself never reaches the server or its log. */
const setPassword = async (tx: Queries, { user, password }: Credentials): Promise<void> => {
  const verifier = scramVerifier(password)
  const [row] = await tx<{ statement: string }[]>`
    select format('alter role %I password %L', ${user}::text, ${verifier}::text) as statement`
  if (row !== undefined) await tx.unsafe(row.statement)
}

/** The format of RFC 5803, in which PostgreSQL stores passwords. */
const scramVerifier = (password: string): string => {
  const iterations = 4096
  const salt = randomBytes(16)
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, iterations, 32, 'sha256')
  const sign = (text: string) => createHmac('sha256', salted).update(text).digest()
  const storedKey = createHash('sha256').update(sign('Client Key')).digest('base64')
  const serverKey = sign('Server Key').toString('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${serverKey}`
}
