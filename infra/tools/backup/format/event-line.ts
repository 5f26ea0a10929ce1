import * as z from 'zod'
import type { AllEvent } from '../../../event-store/all-events.ts'
import type { EventContent } from '../../../event-store/append-again.ts'

/** An event of the backup: what is appended, and where it was. */
export type BackedUpEvent = EventContent & { stream: string; revision: number; created: string }

const base64 = z.base64()

const lineSchema = z
  .strictObject({
    stream: z.string().min(1),
    revision: z.int().min(0),
    id: z.guid(),
    type: z.string().min(1),
    created: z.iso.datetime(),
    data: z.unknown().optional(),
    dataBase64: base64.optional(),
    metadata: z.unknown().optional(),
    metadataBase64: base64.optional(),
  })
  .refine((line) => 'data' in line !== 'dataBase64' in line, 'has either data or dataBase64')
  .refine((line) => !('metadata' in line && 'metadataBase64' in line), 'has metadata twice')

/**
 * False for what the store itself writes (statistics, metadata of streams, links, tombstones), and for the
 * stream `clock`, whose events are only read right after they are written.
 */
export const isBackedUp = ({ streamId, type }: Pick<AllEvent, 'streamId' | 'type'>): boolean =>
  !streamId.startsWith('$') && !type.startsWith('$') && streamId !== 'clock'

/** Returns the line of an event, without its line break. */
export const encodeEvent = (event: AllEvent): string => {
  const { streamId, revision, id, type, created, metadata } = event
  return JSON.stringify({
    ...{ stream: streamId, revision: Number(revision), id, type, created: created.toISOString() },
    ...(event.isJson ? { data: event.data } : { dataBase64: toBase64(event.data as Uint8Array) }),
    ...(metadata instanceof Uint8Array ? { metadataBase64: toBase64(metadata) } : { metadata }),
  })
}

/** @throws ZodError or SyntaxError when the line is not an event */
export const decodeEvent = (line: string): BackedUpEvent => {
  const { data, dataBase64, metadata, metadataBase64, ...rest } = lineSchema.parse(JSON.parse(line))
  return {
    ...rest,
    data: dataBase64 === undefined ? data : Buffer.from(dataBase64, 'base64'),
    metadata: metadataBase64 === undefined ? metadata : Buffer.from(metadataBase64, 'base64'),
  }
}

const toBase64 = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64')
