import { errorCode } from '../../../../process/error-code.ts'
import { connect, type Database } from './connect.ts'

const noSuchDatabase = '3D000'

/** Makes the database when it is absent, through the database `postgres` that every server has. */
export const ensureDatabase = async (database: Database): Promise<void> => {
  const wanted = connect(database, { max: 1 })
  try {
    await wanted`SELECT 1`
  } catch (error) {
    if (errorCode(error) !== noSuchDatabase) throw error
    await create(database)
  } finally {
    await wanted.end({ timeout: 1 })
  }
}

const create = async (database: Database): Promise<void> => {
  const maintenance = connect({ ...database, database: 'postgres' }, { max: 1 })
  try {
    await maintenance`CREATE DATABASE ${maintenance(database.database)}`
  } finally {
    await maintenance.end({ timeout: 1 })
  }
}
