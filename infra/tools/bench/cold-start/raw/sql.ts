import postgres from 'postgres'
import { passwordIn } from './secret.ts'

/** Connects to PostgreSQL under one login and runs statements in a transaction, sent together. */
export const sql = async (login: string, ...statements: string[]): Promise<void> => {
  const { DATABASE_HOST: host = '', DATABASE_PORT: port, DATABASE_NAME: database = '' } = process.env
  const password = await passwordIn(`${login}_PASSWORD_SECRET_ARN`)
  const username = process.env[`${login}_USERNAME`] ?? ''
  const client = postgres({ host, port: Number(port), database, username, password, max: 1 })
  const sent = statements.length > 0 ? statements : ['select 1']
  await client.begin((tx) => Promise.all(sent.map((statement) => tx.unsafe(statement))))
}
