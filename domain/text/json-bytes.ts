const encoder = new TextEncoder()

/** The number of bytes of a value as JSON in UTF-8. */
export const bytesOfJson = (value: unknown): number => encoder.encode(JSON.stringify(value)).length
