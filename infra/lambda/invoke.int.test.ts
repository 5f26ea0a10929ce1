import { AsyncLocalStorage } from 'node:async_hooks'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, jest, test } from '@jest/globals'
import { invoke } from './invoke.ts'
import { provideHostRuntime } from './runtime.ts'

afterEach(() => provideHostRuntime(undefined))

test('inside the host the host invokes the function', async () => {
  const calls: unknown[] = []
  const environment = new AsyncLocalStorage<Record<string, string | undefined>>()
  provideHostRuntime({ environment, invoke: async (...call) => calls.push(call) })
  await expect(invoke('read-stream', { a: 1 }, 'RequestResponse')).resolves.toBe(1)
  expect(calls).toEqual([['read-stream', { a: 1 }, 'RequestResponse']])
})

describe('on Lambda', () => {
  type Reply =
    | { status?: number; headers?: Record<string, string>; body?: string }
    | 'drop the connection'
    | 'never respond'
  let reply: Reply = {}
  let requests: { path: string | undefined; type: unknown; body: string }[] = []
  let server: Server
  const saved = { ...process.env }

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      requests.push({ path: request.url, type: request.headers['x-amz-invocation-type'], body })
      if (reply === 'drop the connection') request.socket.destroy()
      else if (reply !== 'never respond')
        response.writeHead(reply.status ?? 200, reply.headers).end(reply.body ?? '')
    })
    await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening))
    Object.assign(process.env, {
      AWS_ENDPOINT_URL_LAMBDA: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
      AWS_REGION: 'ap-southeast-1',
      AWS_ACCESS_KEY_ID: 'test',
      AWS_SECRET_ACCESS_KEY: 'test',
      FUNCTION_PREFIX: 'finance-pr-12-',
    })
  })
  afterAll(async () => {
    process.env = saved
    server.closeAllConnections()
    await new Promise((closed) => server.close(closed))
  })

  const replyWith = (next: Reply) => {
    reply = next
    requests = []
  }

  test('the function of the same stage is invoked, and its result is returned', async () => {
    replyWith({ body: '{"ok":true,"value":"৳"}' })
    await expect(invoke('create-invoice', { a: '৳' }, 'RequestResponse')).resolves.toEqual({
      ok: true,
      value: '৳',
    })
    expect(requests).toEqual([
      {
        path: '/2015-03-31/functions/finance-pr-12-create-invoice/invocations',
        type: 'RequestResponse',
        body: '{"a":"৳"}',
      },
    ])
  })

  test('an invocation of type Event resolves when it is accepted', async () => {
    replyWith({ status: 202 })
    await expect(invoke('relay', {}, 'Event')).resolves.toBeUndefined()
    expect(requests[0]?.type).toBe('Event')
  })

  const unhandled = (body: object): Reply => ({
    headers: { 'X-Amz-Function-Error': 'Unhandled' },
    body: JSON.stringify(body),
  })
  const errorReply = (status: number, type: string): Reply => ({
    status,
    headers: { 'X-Amzn-ErrorType': type },
    body: '{"message":"no"}',
  })

  test.each<[string, Reply, object]>([
    [
      'an error inside the function',
      unhandled({ errorType: 'TypeError', errorMessage: 'x' }),
      { code: 'FUNCTION_FAILED', errorType: 'TypeError', retryable: false },
    ],
    [
      'a timeout',
      unhandled({ errorType: 'Sandbox.Timedout', errorMessage: 'Task timed out after 3.00 seconds' }),
      { code: 'FUNCTION_TIMED_OUT', retryable: true },
    ],
    [
      'a throttle',
      errorReply(429, 'TooManyRequestsException'),
      { code: 'FUNCTION_THROTTLED', retryable: true },
    ],
    [
      'an unknown function',
      errorReply(404, 'ResourceNotFoundException'),
      { code: 'FUNCTION_NOT_FOUND', retryable: false },
    ],
    [
      'a payload that is too large',
      errorReply(413, 'RequestTooLargeException'),
      { code: 'PAYLOAD_TOO_LARGE', retryable: false },
    ],
    [
      'a failure of the Lambda service',
      errorReply(500, 'ServiceException'),
      { code: 'FUNCTION_UNREACHABLE', retryable: true },
    ],
  ])('%s is reported with its code and whether it is retryable', async (_, next, error) => {
    replyWith(next)
    await expect(invoke('invoice', {}, 'RequestResponse')).rejects.toMatchObject({
      name: 'InvocationError',
      functionKey: 'invoice',
      ...error,
    })
    expect(requests).toHaveLength(1)
  })

  test('after a lost connection the outcome is unknown, so the invocation is not sent again', async () => {
    replyWith('drop the connection')
    await expect(invoke('create-invoice', {}, 'RequestResponse')).rejects.toMatchObject({
      code: 'FUNCTION_UNREACHABLE',
      retryable: true,
    })
    expect(requests).toHaveLength(1)
  })

  test('an invocation of type Event, which must tolerate repetition, is sent up to three times', async () => {
    replyWith('drop the connection')
    await expect(invoke('relay', {}, 'Event')).rejects.toMatchObject({ code: 'FUNCTION_UNREACHABLE' })
    expect(requests).toHaveLength(3)
  })

  test('a function that does not return is abandoned before the time of the caller is over', async () => {
    const timeout = AbortSignal.timeout
    const timeouts = jest.spyOn(AbortSignal, 'timeout').mockImplementation(() => timeout(20))
    replyWith('never respond')
    await expect(invoke('invoice', {}, 'RequestResponse')).rejects.toMatchObject({
      code: 'FUNCTION_UNREACHABLE',
      retryable: true,
    })
    expect(timeouts.mock.calls[0]?.[0]).toBeLessThan(29_000)
    timeouts.mockRestore()
  })

  test('outside the host and Lambda no function is found', async () => {
    delete process.env.FUNCTION_PREFIX
    await expect(invoke('invoice', {}, 'RequestResponse')).rejects.toMatchObject({
      code: 'FUNCTION_NOT_FOUND',
    })
  })
})
