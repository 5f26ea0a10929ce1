import { hash } from 'node:crypto'

/** SHA-256 of the parts, in hexadecimal. */
export const digest = (parts: readonly string[]): string => hash('sha256', JSON.stringify(parts), 'hex')

/** A UUID that is always the same for the same parts. */
export const stableId = (...parts: readonly string[]): string => {
  const hex = digest(parts)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-8${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}

const uuidFormat = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/

/** Whether the text is a UUID in lower case. */
export const isUuid = (text: string): boolean => uuidFormat.test(text)
