import type { IncomingMessage, ServerResponse } from 'node:http'

/** A request, the response to it, the id that both have in the log, and what is known of it for the metrics. */
export type Exchange = {
  request: IncomingMessage
  response: ServerResponse
  correlationId: string
  labels: { route?: string; tenant?: string }
}
