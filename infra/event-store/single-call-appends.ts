import type { EventStoreDBClient } from '@eventstore/db-client'

/**
 * Makes a client send each append as a separate call (`Append`), which costs 0.3 ms an append. By default the
 * client sends all appends over one long call (`BatchAppend`), if the server supports it, and keeps those
 * that wait for a response in one table for the whole process: when one connection fails, a response on
 * another connection ends the process.
 *
 * The client has no option for this. `supports` is its protected method that asks the server for its
 * features; the test beside this file fails when a version of the client no longer uses it, and when it no
 * longer prefers `BatchAppend`.
 */
export const useSingleCallAppends = (client: EventStoreDBClient): void => {
  Object.defineProperty(client, 'supports', { value: async () => false })
}
