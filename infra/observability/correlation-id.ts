export const correlationHeader = 'X-Correlation-ID'

const safe = /^[A-Za-z0-9._:-]{1,128}$/

/**
 * The caller's id if it is safe to log, to store and to send back: 1 to 128 letters, digits and `._:-`. None
 * of them has a meaning in JSON, HTML, a header or a log line.
 */
export const safeCorrelationId = (header: string | undefined): string | undefined =>
  header !== undefined && safe.test(header) ? header : undefined
