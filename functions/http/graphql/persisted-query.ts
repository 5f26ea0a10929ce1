import type { APIGatewayProxyEvent } from 'aws-lambda'
import { contractError, RequestError } from './contract-error.ts'

type Params = { query?: unknown; extensions?: unknown }

/**
 * Rejects a persisted query: a request with the hash of its query instead of the query. Clients know the
 * message and the code from the protocol, and then send the query itself, now and in later requests.
 * @throws RequestError when the parameters contain a hash and no query (400 or 200, by the media type)
 */
export const rejectHashOnly = (params: unknown): void => {
  const { query, extensions } = Object(params) as Params
  if (!query && Object(extensions).persistedQuery)
    throw new RequestError(
      400,
      contractError({ code: 'PERSISTED_QUERY_NOT_SUPPORTED', message: 'PersistedQueryNotSupported' }),
      { wellFormed: true },
    )
}

/** The parameters of a GET request, as far as `rejectHashOnly` reads them. */
export const paramsOfUrl = ({ queryStringParameters }: APIGatewayProxyEvent): Params => {
  const { query, extensions } = queryStringParameters ?? {}
  return { query, extensions: parseOrUndefined(extensions) }
}

const parseOrUndefined = (text: string | undefined): unknown => {
  try {
    return JSON.parse(text ?? 'null')
  } catch {
    return undefined
  }
}
