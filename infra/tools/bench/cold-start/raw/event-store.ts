import { ANY, EventStoreDBClient, jsonEvent, StreamNotFoundError } from '@eventstore/db-client'
import { passwordIn } from './secret.ts'

let opened: Promise<EventStoreDBClient> | undefined

const client = (): Promise<EventStoreDBClient> => {
  opened ??= passwordIn('EVENTSTORE_PASSWORD_SECRET_ARN').then(() =>
    EventStoreDBClient.connectionString(process.env.EVENTSTORE_CONNECTION_STRING ?? ''),
  )
  return opened
}

/** Reads a stream. */
export const read = async (stream: string): Promise<void> => {
  const store = await client()
  try {
    for await (const _ of store.readStream(stream));
  } catch (error) {
    if (!(error instanceof StreamNotFoundError)) throw error
  }
}

/** Appends one event to a stream that no part of the service reads. */
export const append = async (size: string): Promise<void> => {
  const store = await client()
  const event = jsonEvent({ type: 'Measured', data: { text: 'x'.repeat(Number(size)) } })
  await store.appendToStream('bench-cold-start', event, { expectedRevision: ANY })
}
