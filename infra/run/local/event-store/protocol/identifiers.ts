import type { StreamIdentifier, UUID } from '@eventstore/db-client/generated/shared_pb.js'
import { tombstoneRevision } from '../event.ts'
import { invalid } from '../node-error.ts'
import { shared } from './generated.ts'

const uuidPattern = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/**
 * The UUID in lower case with dashes. `subject` begins the error message, such as "The correlation id".
 * @throws INVALID_ARGUMENT when the UUID is missing or malformed
 */
export const readUuid = (uuid: UUID | undefined, subject: string): string => {
  const text = uuid?.hasStructured() ? fromBits(uuid.getStructured()) : uuid?.getString().toLowerCase()
  if (text === undefined || !uuidPattern.test(text))
    throw invalid(`${subject} must be a UUID, such as 123e4567-e89b-42d3-a456-426614174000`)
  return text
}

const fromBits = (bits: UUID.Structured | undefined): string => {
  const half = (value: string | undefined) =>
    BigInt.asUintN(64, BigInt(value ?? 0))
      .toString(16)
      .padStart(16, '0')
  const digits = half(bits?.getMostSignificantBits()) + half(bits?.getLeastSignificantBits())
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

export const writeUuid = (id: string, structured: boolean): UUID => {
  const uuid = new shared.UUID()
  if (!structured) return uuid.setString(id)
  const digits = id.replaceAll('-', '')
  const half = (hex: string) => BigInt.asIntN(64, BigInt(`0x${hex}`)).toString()
  return uuid.setStructured(
    new shared.UUID.Structured()
      .setMostSignificantBits(half(digits.slice(0, 16)))
      .setLeastSignificantBits(half(digits.slice(16))),
  )
}

/** PostgreSQL rejects an index entry that is larger than a third of a page. */
const maxStreamNameBytes = 1024

const utf8 = new TextDecoder('utf-8', { fatal: true })

/**
 * @throws INVALID_ARGUMENT when the name is missing, too long, not UTF-8, or not one that can be read or
 * written
 */
export const readStreamName = (identifier: StreamIdentifier | undefined): string => {
  const bytes = identifier?.getStreamName_asU8() ?? new Uint8Array()
  if (bytes.length === 0) throw invalid('The stream name is missing')
  if (bytes.length > maxStreamNameBytes)
    throw invalid(`A stream name may have at most ${maxStreamNameBytes} bytes; this one has ${bytes.length}`)
  const name = decode(bytes)
  if (name.includes('\0')) throw invalid('A stream name cannot contain the character U+0000')
  if (name === '$all') throw invalid('$all cannot be used as a stream name: read it with readAll')
  if (name === '$$' || name.startsWith('$$$$'))
    throw invalid(`${name} is not the metadata stream of a stream`)
  return name
}

const decode = (bytes: Uint8Array): string => {
  try {
    return utf8.decode(bytes)
  } catch {
    throw invalid('The stream name is not UTF-8')
  }
}

const maxInt64 = '9223372036854775807'

export const writeRevision = (revision: number): string =>
  revision === tombstoneRevision ? maxInt64 : String(revision)

export const writeStreamName = (name: string): StreamIdentifier =>
  new shared.StreamIdentifier().setStreamName(Buffer.from(name))
