/** The variables that the host needs to start. Their stores do not run: only requests need them. */
export const absentStores: Readonly<Record<string, string>> = {
  LOG_LEVEL: 'silent',
  JWT_ACCESS_SECRET: '0123456789abcdef'.repeat(2),
  JWT_REFRESH_SECRET: 'fedcba9876543210'.repeat(2),
  DATABASE_HOST: '127.0.0.1',
  DATABASE_PORT: '1',
  DATABASE_USERNAME: 'owner',
  DATABASE_PASSWORD: 'secret-of-the-owner',
  DATABASE_WRITER_PASSWORD: 'w',
  DATABASE_READER_PASSWORD: 'r',
  DATABASE_AUTH_PASSWORD: 'a',
  EVENTSTORE_CONNECTION_STRING: 'esdb://127.0.0.1:1?tls=false',
}
