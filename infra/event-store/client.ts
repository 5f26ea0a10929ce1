import { AccessDeniedError, DeadlineExceededError, type EventStoreDBClient } from '@eventstore/db-client'
import { settings } from '../config/settings.ts'
import { inCallSpan } from '../observability/trace.ts'
import { withinDeadline } from '../process/deadline.ts'
import { timeLeftMs } from '../process/time-left.ts'
import { SecretUnavailable } from '../secrets/secret-unavailable.ts'
import {
  type Connection,
  hasWorked,
  isSilentSince,
  isStale,
  openConnection,
  retire,
  useConnection,
} from './connection.ts'
import { EventStoreUnavailable, translateError } from './errors.ts'
import { type Credentials, credentialsAfter, readStoreAddress, type StoreAddress } from './store-address.ts'
import { parseStream } from './stream-names.ts'

/**
 * A read or append that takes longer fails. An append, whose outcome is then unknown, is repeated with its
 * ids.
 */
export const callDeadlineMs = 5_000

/** The connections to one store, and what is sent with each call. */
type Pool = {
  connections: (Connection | undefined)[]
  next: number
  address: StoreAddress
  /** What is sent while the store refuses the current password, because it does not have it yet. */
  substitute: { refused: string; credentials: Credentials } | undefined
}

const pools = new Map<string, Pool>()

type StoreCall<Value> = {
  action: string
  stream: string
  call: (client: EventStoreDBClient) => Promise<Value>
}

/**
 * Runs one call on the next connection, for as long as the running invocation has time. If the connection had
 * worked before and is lost, or the password has been rotated, the call is made again, so it must be one that
 * can be repeated without harm. After a rotation it is made with the new password, or with the one before if
 * the store does not have the new one yet. `action` appears in the messages of errors: 'reading
 * invoice-acme_1'.
 * @throws EventStoreUnavailable when the store does not respond in time, the connection fails, or a password
 * that an ARN names is refused or cannot be fetched
 * @throws RevisionConflict when the stream does not have the expected revision
 * @throws AppendTooLarge when the store rejects the size of an append
 */
export const callStore = async <Value>(
  action: string,
  stream: string,
  call: (client: EventStoreDBClient) => Promise<Value>,
): Promise<Value> => {
  const storeCall = { action, stream, call }
  const pool = await configuredPool().catch(secretAsStore(action))
  const sent = sentCredentials(pool)
  try {
    return await callOnConnection(pool, storeCall)
  } catch (error) {
    if (!(error instanceof AccessDeniedError && pool.address.areRotated && sent)) throw error
    const isOther = await replaceCredentials(pool, sent).catch(secretAsStore(action))
    if (!isOther) throw new EventStoreUnavailable(action, error)
    return callOnConnection(pool, storeCall).catch((again: unknown) => {
      throw again instanceof AccessDeniedError ? new EventStoreUnavailable(action, again) : again
    })
  }
}

const sentCredentials = ({ address, substitute }: Pool): Credentials | undefined =>
  substitute && substitute.refused === address.credentials?.password
    ? substitute.credentials
    : address.credentials

/** Lets the next call send other credentials. Returns false when there are none. */
const replaceCredentials = async (pool: Pool, refused: Credentials): Promise<boolean> => {
  const other = await credentialsAfter(refused)
  if (other === undefined) return false
  pool.address = await readStoreAddress()
  const current = pool.address.credentials?.password
  pool.substitute =
    current === undefined || current === other.password ? undefined : { refused: current, credentials: other }
  return true
}

/**
 * A lost connection is replaced, because its own attempts to reconnect may be two minutes apart when the
 * store is available again; so is one without a response, which may be gone without a sign. The call is made
 * again once, on the connection that replaces the lost one.
 */
const callOnConnection = async <Value>(pool: Pool, storeCall: StoreCall<Value>): Promise<Value> => {
  const turn = pool.next++ % settings(['EVENTSTORE_POOL_SIZE']).EVENTSTORE_POOL_SIZE
  for (let attempt = 1; ; attempt++) {
    const connection = connectionAt(pool, turn)
    const mayRepeat = attempt === 1 && hasWorked(connection)
    const startedMs = performance.now()
    try {
      return await callInTime(connection, storeCall)
    } catch (error) {
      if (!(error instanceof EventStoreUnavailable) || timeLeftMs() <= 0) throw error
      if (error.connectionLost || isSilentSince(connection, startedMs)) drop(connection)
      if (!error.connectionLost || !mayRepeat) throw error
    }
  }
}

const callInTime = <Value>(
  connection: Connection,
  { action, stream, call }: StoreCall<Value>,
): Promise<Value> =>
  inCallSpan(
    'EventStoreDB',
    () => spanAttributes(action, stream),
    async () => {
      const failLate = (): never => {
        throw new DeadlineExceededError()
      }
      try {
        const leftMs = timeLeftMs()
        if (leftMs <= 0) return failLate()
        return await withinDeadline(leftMs, useConnection(connection, call), failLate)
      } catch (error) {
        throw translateError(error, action, stream)
      }
    },
  )

const spanAttributes = (action: string, stream: string) => {
  const parsed = parseStream(stream)
  return {
    'db.system.name': 'eventstoredb',
    'db.operation.name': action,
    'finance.tenant': parsed?.tenantId,
    'finance.invoice': parsed?.category === 'invoice' ? parsed.invoiceId : undefined,
  }
}

/** Without the password the store cannot be used, so the callers treat both alike. */
const secretAsStore =
  (action: string) =>
  (error: unknown): never => {
    throw error instanceof SecretUnavailable ? new EventStoreUnavailable(action, error) : error
  }

/** Each store has one pool in a process, so that functions in the same process share connections. */
const configuredPool = async (): Promise<Pool> => {
  const address = await readStoreAddress()
  const { connectionString, authority, credentials } = address
  const key = JSON.stringify([connectionString, authority, credentials?.username])
  const pool = pools.get(key) ?? { connections: [], next: 0, address, substitute: undefined }
  pool.address = address
  pools.set(key, pool)
  return pool
}

/** Up to EVENTSTORE_POOL_SIZE connections are opened when they are needed, and used in turn. */
const connectionAt = (pool: Pool, turn: number): Connection => {
  const open = pool.connections[turn]
  if (open !== undefined && !isStale(open)) return open
  if (open !== undefined) drop(open)
  const connection = openConnection(pool.address, () => sentCredentials(pool))
  pool.connections[turn] = connection
  return connection
}

const drop = (connection: Connection): void => {
  for (const { connections } of pools.values()) {
    const turn = connections.indexOf(connection)
    if (turn >= 0) connections[turn] = undefined
  }
  retire(connection)
}

/** Closes every connection, because the process would not end otherwise. */
export const closeEventStore = async (): Promise<void> => {
  const open = [...pools.values()].flatMap((pool) => pool.connections)
  pools.clear()
  await Promise.all(open.map((connection) => connection?.client.dispose()))
}
