import type { EventStoreDBClient } from '@eventstore/db-client'
import type { Credentials } from './store-address.ts'

type CallArguments = (options: { credentials?: Credentials }, callOptions?: unknown) => unknown

/**
 * Makes a client send the credentials that `current` returns at the time of each call. EventStoreDB checks
 * them with each call, so after a rotation the connection stays open. By default a client has the credentials
 * of its connection string for ever, and writes that string to the log when it warns of an option in it.
 *
 * `callArguments` is the protected method in which the client adds the credentials to every call;
 * credentials.int.test.ts fails when a version of the client no longer uses it.
 */
export const useCallCredentials = (
  client: EventStoreDBClient,
  current: () => Credentials | undefined,
): void => {
  const { callArguments } = client as unknown as { callArguments: CallArguments }
  const withCredentials: CallArguments = (options, callOptions) => {
    const credentials = options.credentials ?? current()
    return callArguments(credentials ? { ...options, credentials } : options, callOptions)
  }
  Object.defineProperty(client, 'callArguments', { value: withCredentials })
}
