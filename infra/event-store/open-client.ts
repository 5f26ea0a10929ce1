import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { EventStoreDBClient } from '@eventstore/db-client'
import { ConfigurationError } from '../config/settings.ts'
import { useSingleCallAppends } from './single-call-appends.ts'
import type { StoreAddress } from './store-address.ts'

/** The default of the client. */
const keepAliveIntervalMs = 10_000
let connections = 0

/**
 * Opens a client with its own connection. Clients of the same address share a connection in grpc-js, and its
 * state after a failure, unless their options differ, so each client gets a different keepalive interval.
 * @throws ConfigurationError when the client does not accept the connection string
 */
export const openClient = ({ connectionString, authority }: StoreAddress): EventStoreDBClient => {
  const [, configured = keepAliveIntervalMs] = /keepAliveInterval=(\d+)/i.exec(connectionString) ?? []
  const intervalMs = Number(configured) + (connections++ % keepAliveIntervalMs)
  const separator = connectionString.includes('?') ? '&' : '?'
  const address = `${connectionString}${separator}keepAliveInterval=${intervalMs}`
  const client =
    authority === undefined
      ? clientOf(address)
      : withCertificateFile(authority, (path) => clientOf(`${address}&tlsCAFile=${encodeURIComponent(path)}`))
  useSingleCallAppends(client)
  return client
}

const clientOf = (address: string): EventStoreDBClient => {
  try {
    return EventStoreDBClient.connectionString(address)
  } catch {
    throw new ConfigurationError([
      'EVENTSTORE_CONNECTION_STRING is not valid: an address such as ' +
        'esdb+discover://host:2113?nodePreference=leader is needed',
    ])
  }
}

/** The client takes the certificate of an authority only as a file, which it reads before it returns. */
const withCertificateFile = <Result>(pem: string, use: (path: string) => Result): Result => {
  const folder = mkdtempSync(join(tmpdir(), 'event-store-ca-'))
  try {
    const path = join(folder, 'ca.pem')
    writeFileSync(path, pem)
    return use(path)
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
