import postgres from 'postgres'
import { passwordIn } from './secret.ts'

/** Connects to PostgreSQL under one login and runs one query in a transaction. */
export const sql = async (login: string): Promise<void> => {
  const { DATABASE_HOST: host = '', DATABASE_PORT: port, DATABASE_NAME: database = '' } = process.env
  const password = await passwordIn(`${login}_PASSWORD_SECRET_ARN`)
  const username = process.env[`${login}_USERNAME`] ?? ''
  const client = postgres({ host, port: Number(port), database, username, password, max: 1 })
  await client.begin((tx) => tx`select 1`)
}
