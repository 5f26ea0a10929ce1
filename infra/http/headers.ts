import type { APIGatewayProxyEvent } from 'aws-lambda'

/** Follows a request into the log, the events and the records, and is sent back. */
export const correlationHeader = 'X-Correlation-ID'

/** Headers as API Gateway sends them, the last value of each and all values of each, or as they arrive. */
export type HeaderFields = {
  headers?: Readonly<Record<string, string | undefined>> | null
  multiValueHeaders?: Readonly<Record<string, readonly string[] | undefined>> | null
  /** Headers as they arrive: names and values in their order. */
  pairs?: readonly (readonly [string, string])[]
}

/** The different values of each header in the order of the request, by the name in lower case. */
export type HeaderValues = ReadonlyMap<string, readonly string[]>

/**
 * Returns the different values of each header. Names differ in case only by accident, and a value that is
 * sent twice is one value.
 */
export const headerValues = ({ headers, multiValueHeaders, pairs = [] }: HeaderFields): HeaderValues => {
  const many = Object.entries(multiValueHeaders ?? {})
  const last = Object.entries(headers ?? {}).map(
    ([name, value]) => [name, value === undefined ? [] : [value]] as const,
  )
  const raw = pairs.map(([name, value]) => [name, [value]] as const)
  const values = new Map<string, string[]>()
  for (const [name, list = []] of [...many, ...last, ...raw]) {
    const key = name.toLowerCase()
    const known = values.get(key) ?? []
    values.set(key, [...new Set([...known, ...list])])
  }
  return values
}

/**
 * Returns one value for a header: its values joined by a comma, as HTTP combines them. Undefined without the
 * header. What must have one value, such as an origin or an id, does not accept two that are joined.
 */
export const combinedValue = (values: HeaderValues, name: string): string | undefined => {
  const list = values.get(name.toLowerCase()) ?? []
  return list.length === 0 ? undefined : list.join(', ')
}

/** Returns the headers with their names in lower case, and all different values of a header in one text. */
export const lowerCaseHeaders = (values: HeaderValues): Record<string, string> =>
  plainRecord([...values.keys()].map((name) => [name, combinedValue(values, name) ?? '']))

/**
 * The event with its header names in lower case, and all different values of a header in one text. The type
 * of the body has no parameters: the parser compares it with its case and accepts no space before one.
 */
export const withLowerCaseHeaders = (event: APIGatewayProxyEvent): APIGatewayProxyEvent => {
  const headers = lowerCaseHeaders(headerValues(event))
  const contentType = headers['content-type']
  if (contentType !== undefined) headers['content-type'] = mediaType(contentType)
  return { ...event, headers }
}

/** Returns a media type without its parameters, in lower case, because its letters have no case. */
export const mediaType = (value: string | undefined): string =>
  (value ?? '').split(';', 1)[0]?.trim().toLowerCase() ?? ''

/** Returns true when Content-Encoding names more than `identity`, which means no compression. */
export const isCompressed = (contentEncoding: string | undefined): boolean =>
  (contentEncoding ?? '').split(',').some((coding) => !['', 'identity'].includes(coding.trim().toLowerCase()))

/** Returns an object for names that come from outside: it inherits nothing, not even `constructor`. */
export const plainRecord = <Value>(entries: Iterable<readonly [string, Value]>): Record<string, Value> => {
  const record: Record<string, Value> = Object.create(null)
  for (const [name, value] of entries) record[name] = value
  return record
}

const safeId = /^[A-Za-z0-9._:-]{1,128}$/

/**
 * The caller's id if it is safe to log, to store and to send back: 1 to 128 letters, digits and `._:-`. None
 * of them has a meaning in JSON, HTML, a header or a log line.
 */
export const safeCorrelationId = (header: string | undefined): string | undefined =>
  header !== undefined && safeId.test(header) ? header : undefined

/** The caller's correlation id if it is safe, else the gateway's. The header names are in lower case. */
export const correlationId = ({ headers, requestContext }: APIGatewayProxyEvent): string =>
  safeCorrelationId(headers[correlationHeader.toLowerCase()]) ?? requestContext.requestId
