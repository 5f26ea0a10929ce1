import type { IncomingMessage, ServerResponse } from 'node:http'
import { Registry } from 'prom-client'
import { securityHeaders } from '../../../http/security-headers.ts'
import { log } from '../../../observability/log.ts'

/** Headers that a proxy or load balancer adds to a request that it passes on. */
const proxyHeaders = [
  'forwarded',
  'via',
  'x-forwarded-for',
  'x-forwarded-host',
  'x-forwarded-proto',
  'x-real-ip',
]

/**
 * Returns whether a request is for the metrics and came from within: whoever may open a connection to this
 * process may read them without a token, so a proxy must not pass requests from outside on.
 */
export const isFromWithin = ({ url, headers }: IncomingMessage): boolean =>
  isForMetrics(url) && proxyHeaders.every((name) => headers[name] === undefined)

export const isForMetrics = (url: string | undefined): boolean => url?.split('?')[0] === '/metrics'

const headers = { ...securityHeaders, 'Content-Type': Registry.PROMETHEUS_CONTENT_TYPE }

/**
 * Creates the response to GET /metrics in the text format of Prometheus. Requests at the same time share one
 * reading, so that no number of them makes the process busy.
 */
export const createEndpoint = (read: () => Promise<string>) => {
  let running: Promise<string> | undefined
  const readShared = (): Promise<string> => {
    running ??= read().finally(() => {
      running = undefined
    })
    return running
  }
  return (request: IncomingMessage, response: ServerResponse): void => {
    request.resume()
    if (request.method !== 'GET') {
      response.writeHead(405, { ...securityHeaders, Allow: 'GET' }).end()
      return
    }
    readShared().then(
      (text) => {
        response.writeHead(200, headers).end(text)
      },
      (error: unknown) => {
        log('error', 'The metrics could not be read', { error })
        response.writeHead(500, securityHeaders).end()
      },
    )
  }
}
