import { EventStoreDBClient } from '@eventstore/db-client'
import { appendWithSingleCalls } from '../../event-store/connection.ts'

/**
 * The plain client, which the service is compared with. It appends as the service does, with single calls:
 * its own default ends the process when a connection fails, so no service could use it.
 */
export const rawClient = (environment: Record<string, string | undefined>): EventStoreDBClient => {
  const client = EventStoreDBClient.connectionString(environment.EVENTSTORE_CONNECTION_STRING ?? '')
  appendWithSingleCalls(client)
  return client
}
