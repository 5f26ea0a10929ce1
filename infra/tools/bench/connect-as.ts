import { connect, type Sql } from '../../postgres/connect.ts'

/** Connects to the database of a service under one of its logins, without a limit of time. */
export const connectAs = (
  environment: Record<string, string | undefined>,
  login: 'owner' | 'reader',
): Sql => {
  const variables = login === 'owner' ? 'DATABASE' : 'DATABASE_READER'
  const {
    DATABASE_HOST: host = '',
    DATABASE_PORT: port,
    DATABASE_NAME: database = '',
    [`${variables}_USERNAME`]: user = '',
    [`${variables}_PASSWORD`]: password = '',
  } = environment
  return connect({ host, port: Number(port), database, user, password, statementTimeoutMs: 0 })
}
