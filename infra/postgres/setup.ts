import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Queries, Sql } from './connect.ts'
import { migrationFolder } from './migration-files.ts'

export type Credentials = { user: string; password: string }

/**
 * Applies migrations/setup.sql as the owner of the database and sets the passwords of the two logins. Safe to run again and
 * from several processes at once.
 */
export const setUpDatabase = async (
  owner: Sql,
  logins: { writer: Credentials; reader: Credentials },
): Promise<void> => {
  const script = readFileSync(join(migrationFolder(), 'setup.sql'), 'utf8')
  await owner.begin(async (tx) => {
    await tx`select pg_advisory_xact_lock(hashtext('finance.setup'))`
    await tx`select set_config('finance.writer', ${logins.writer.user}, true), set_config('finance.reader', ${logins.reader.user}, true)`
    await tx.unsafe(script)
    for (const login of [logins.writer, logins.reader]) await setPassword(tx, login)
  })
}

/** As a verifier, so that the password itself never reaches the server or its log. */
const setPassword = async (tx: Queries, { user, password }: Credentials): Promise<void> => {
  const [row] = await tx<
    { statement: string }[]
  >`select format('alter role %I password %L', ${user}::text, ${scramVerifier(password)}::text) as statement`
  if (row !== undefined) await tx.unsafe(row.statement)
}

/** RFC 5803, as PostgreSQL stores it. */
const scramVerifier = (password: string): string => {
  const iterations = 4096
  const salt = randomBytes(16)
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, iterations, 32, 'sha256')
  const sign = (text: string) => createHmac('sha256', salted).update(text).digest()
  const storedKey = createHash('sha256').update(sign('Client Key')).digest('base64')
  return `SCRAM-SHA-256$${iterations}:${salt.toString('base64')}$${storedKey}:${sign('Server Key').toString('base64')}`
}
