/** The W3C `traceparent` header: trace id, span id and flags. */
export const traceparentFormat = /^00-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

export const isTraceparent = (header: string | undefined): boolean => traceparentFormat.test(header ?? '')
