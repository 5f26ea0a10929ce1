export const correlationHeader = 'X-Correlation-ID'

const safe = /^[\x21-\x7e]{1,128}$/

/** The caller's id if it is safe to log and to send back: 1 to 128 printable ASCII characters, no spaces. */
export const safeCorrelationId = (header: string | undefined): string | undefined =>
  header !== undefined && safe.test(header) ? header : undefined
