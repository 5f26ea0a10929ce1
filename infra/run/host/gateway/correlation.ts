import { randomUUID } from 'node:crypto'

export const correlationHeader = 'X-Correlation-ID'

/** The caller's own id where it is safe to log and to send back, else a new one: printable ASCII, at most 128 characters. */
export const correlationId = (given: string | undefined): string =>
  given !== undefined && /^[\x21-\x7e]{1,128}$/.test(given) ? given : randomUUID()
