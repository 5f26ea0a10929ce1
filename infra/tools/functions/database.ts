import { resolve } from 'node:path'
import { environment } from '../../config/environment.ts'
import { ConfigurationError, settings } from '../../config/settings.ts'
import { connect, type Sql } from '../../postgres/connect.ts'
import { readConnectionFile } from '../../postgres/connection-file.ts'
import { database } from '../../postgres/database.ts'

/**
 * Returns the database that the environment names or, if it names none, the embedded one that `npm run dev`
 * runs on DATA_DIR.
 * @throws ConfigurationError when there is neither
 */
export const databaseOf = (...[login, options]: Parameters<typeof database>): Sql => {
  if (environment().DATABASE_HOST) return database(login, options)
  const dataDir = resolve(settings(['DATA_DIR']).DATA_DIR)
  const embedded = readConnectionFile(dataDir)
  if (embedded) return connect({ ...embedded[login], ...options })
  throw new ConfigurationError([
    `DATABASE_HOST is not set, and npm run dev does not run on DATA_DIR ${dataDir}: ` +
      'start it, or set one of them',
  ])
}
