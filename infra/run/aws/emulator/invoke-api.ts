import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { text } from 'node:stream/consumers'
import { InvocationError } from '../../../lambda/invocation-error.ts'
import type { Lambda } from '../../host/lambda.ts'

type Reply = { status: number; headers?: Record<string, string>; body?: string }

/** The errors of the API itself; every other error is one of the function, and its status is 200. */
const statuses: Readonly<Record<string, number>> = {
  ResourceNotFoundException: 404,
  RequestTooLargeException: 413,
  TooManyRequestsException: 429,
}

/** Creates the server of Lambda's Invoke API, for functions whose names begin with `prefix`. */
export const createInvokeApi = (lambda: Pick<Lambda, 'invoke'>, prefix: string): Server =>
  createServer((request, response) => {
    void reply(lambda, prefix, request).then(
      ({ status, headers, body }) => void response.writeHead(status, headers).end(body),
      (error: unknown) => failInternally(response, error),
    )
  })

const reply = async (
  lambda: Pick<Lambda, 'invoke'>,
  prefix: string,
  request: IncomingMessage,
): Promise<Reply> => {
  const [, encoded = ''] = /^\/2015-03-31\/functions\/([^/]+)\/invocations$/.exec(request.url ?? '') ?? []
  const name = decodeURIComponent(encoded)
  const payload: unknown = JSON.parse((await text(request)) || '{}')
  const type = request.headers['x-amz-invocation-type'] === 'Event' ? 'Event' : 'RequestResponse'
  try {
    if (!name.startsWith(prefix))
      return errorOfApi('ResourceNotFoundException', `Function not found: ${name}`)
    const result = await lambda.invoke(name.slice(prefix.length), payload, type)
    return type === 'Event' ? { status: 202 } : { status: 200, body: JSON.stringify(result ?? null) }
  } catch (error) {
    if (!(error instanceof InvocationError)) throw error
    return replyOf(error)
  }
}

const replyOf = ({ functionKey, message, errorType = 'Error', trace }: InvocationError): Reply => {
  const errorMessage = message.replace(`${functionKey}: `, '')
  if (errorType in statuses) return errorOfApi(errorType, errorMessage)
  return {
    status: 200,
    headers: { 'x-amz-function-error': 'Unhandled' },
    body: JSON.stringify({ errorType, errorMessage, trace }),
  }
}

const errorOfApi = (errorType: string, message: string): Reply => ({
  status: statuses[errorType] ?? 500,
  headers: { 'x-amzn-errortype': errorType, 'content-type': 'application/json' },
  body: JSON.stringify({ Type: 'User', message }),
})

const failInternally = (response: ServerResponse, error: unknown): void => {
  process.stderr.write(`The Invoke API failed: ${error}\n`)
  response.writeHead(500, { 'x-amzn-errortype': 'ServiceException' }).end('{}')
}
