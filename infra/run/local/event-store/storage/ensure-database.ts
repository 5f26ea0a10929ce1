import { errorCode } from '../../../../process/error-code.ts'
import { connect, type Database } from './connect.ts'

const noSuchDatabase = '3D000'

/** Creates the database when it does not exist, through the database `postgres` that every server has. */
export const ensureDatabase = async (database: Database): Promise<void> => {
  const target = connect(database, { max: 1 })
  try {
    await target`SELECT 1`
  } catch (error) {
    if (errorCode(error) !== noSuchDatabase) throw error
    await createDatabase(database)
  } finally {
    await target.end({ timeout: 1 })
  }
}

const createDatabase = async (database: Database): Promise<void> => {
  const maintenance = connect({ ...database, database: 'postgres' }, { max: 1 })
  try {
    await maintenance`CREATE DATABASE ${maintenance(database.database)}`
  } finally {
    await maintenance.end({ timeout: 1 })
  }
}
