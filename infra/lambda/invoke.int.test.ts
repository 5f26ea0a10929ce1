import { AsyncLocalStorage } from 'node:async_hooks'
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { traceInvocation } from '../observability/trace.ts'
import { type Daemon, startDaemon } from '../observability/xray/testing/daemon.ts'
import { withRemainingTime } from '../process/time-left.ts'
import { invoke } from './invoke.ts'
import { type InvocationType, provideHostRuntime } from './runtime.ts'

afterEach(() => provideHostRuntime(undefined))

test('inside the host the host invokes the function', async () => {
  const calls: unknown[] = []
  const environment = new AsyncLocalStorage<Record<string, string | undefined>>()
  provideHostRuntime({ environment, invoke: async (...call) => calls.push(call) })
  await expect(invoke('read-stream', { a: 1 }, 'RequestResponse')).resolves.toBe(1)
  expect(calls).toEqual([['read-stream', { a: 1 }, 'RequestResponse']])
})

test('the host is told how long the caller waits, and is not waited for any longer', async () => {
  const payloads: unknown[] = []
  const environment = new AsyncLocalStorage<Record<string, string | undefined>>()
  provideHostRuntime({
    environment,
    invoke: (_key, payload) => {
      payloads.push(payload)
      return new Promise(() => {})
    },
  })
  const invoked = withRemainingTime(
    () => 1_020,
    () => invoke('read-stream', { a: 1 }, 'RequestResponse'),
  )
  await expect(invoked).rejects.toMatchObject({ code: 'FUNCTION_TIMED_OUT', functionKey: 'read-stream' })
  expect(payloads).toEqual([{ a: 1, answerBy: expect.any(Number) }])
})

describe('on Lambda', () => {
  type Reply =
    | { status?: number; headers?: Record<string, string>; body?: string }
    | 'drop the connection'
    | 'never respond'
  let reply: Reply = {}
  let requests: { path: string | undefined; type: unknown; body: string }[] = []
  let traceHeaders: unknown[] = []
  let server: Server
  const saved = { ...process.env }

  beforeAll(async () => {
    server = createServer(async (request, response) => {
      let body = ''
      for await (const chunk of request) body += chunk
      traceHeaders.push(request.headers['x-amzn-trace-id'])
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
    traceHeaders = []
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
      'a result that is too large',
      unhandled({
        errorType: 'Function.ResponseSizeTooLarge',
        errorMessage: 'Response payload size exceeded',
      }),
      { code: 'PAYLOAD_TOO_LARGE', errorType: 'Function.ResponseSizeTooLarge', retryable: false },
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

  test('a throttled invocation of type Event is not sent again', async () => {
    replyWith(errorReply(429, 'TooManyRequestsException'))
    await expect(invoke('relay', {}, 'Event')).rejects.toMatchObject({ code: 'FUNCTION_THROTTLED' })
    expect(requests).toHaveLength(1)
  })

  test('a function that does not return is abandoned before the time of the caller is over', async () => {
    replyWith('never respond')
    const before = Date.now()
    const invoked = withRemainingTime(
      () => 2_500,
      () => invoke('invoice', { a: 1 }, 'RequestResponse'),
    )
    await expect(invoked).rejects.toMatchObject({
      code: 'FUNCTION_TIMED_OUT',
      message: 'invoice: no response within 1500 ms',
      retryable: true,
    })
    const { a, answerBy } = JSON.parse(requests[0]?.body ?? '')
    expect(a).toBe(1)
    expect(answerBy).toBeGreaterThanOrEqual(before + 1_500)
    expect(answerBy).toBeLessThan(Date.now() + 1_500)
  })

  test('a function is not invoked when no time is left, and a poke only with the last of it', async () => {
    replyWith({ status: 202 })
    await withRemainingTime(
      () => 950,
      async () => {
        await expect(invoke('invoice', {}, 'RequestResponse')).rejects.toMatchObject({
          code: 'FUNCTION_TIMED_OUT',
          message: expect.stringContaining('not invoked'),
        })
        await invoke('relay', {}, 'Event')
      },
    )
    expect(requests.map(({ type, body }) => [type, body])).toEqual([['Event', '{}']])
  })

  test.each<[InvocationType, number]>([
    ['RequestResponse', 6],
    ['Event', 1],
  ])('a payload of type %s larger than %i MB is refused before it is sent', async (type, megabytes) => {
    replyWith({})
    const payload = { text: '৳'.repeat((megabytes * 1024 * 1024) / 3) }
    await expect(invoke('invoice', payload, type)).rejects.toMatchObject({ code: 'PAYLOAD_TOO_LARGE' })
    expect(requests).toEqual([])
  })

  describe('when Lambda says that X-Ray traces', () => {
    const header = (sampled: 0 | 1) =>
      `Root=1-5759e988-bd862e3fe1be46a994272793;Parent=53995c3f42cd8ad8;Sampled=${sampled};Lineage=a:1`
    let daemon: Daemon
    beforeAll(async () => {
      daemon = await startDaemon()
      process.env.AWS_XRAY_DAEMON_ADDRESS = daemon.address
      process.env.AWS_LAMBDA_FUNCTION_NAME = 'finance-pr-12-graphql'
    })
    afterAll(() => daemon.close())

    const invokeTraced = (sampled: 0 | 1) => {
      process.env._X_AMZN_TRACE_ID = header(sampled)
      return traceInvocation('graphql', {}, () => invoke('create-invoice', {}, 'RequestResponse'))
    }

    test('the invoked function is below the span of the call', async () => {
      replyWith({ body: '{}', headers: { 'x-amzn-requestid': 'r-1' } })
      await invokeTraced(1)
      const [call] = await daemon.receive(2)
      expect(traceHeaders).toEqual([header(1).replace('53995c3f42cd8ad8', String(call?.id))])
      expect(call).toMatchObject({
        name: 'Lambda',
        namespace: 'aws',
        aws: {
          operation: 'Invoke',
          function_name: 'finance-pr-12-create-invoice',
          invocation_type: 'RequestResponse',
          region: 'ap-southeast-1',
          request_id: 'r-1',
        },
        http: { response: { status: 200 } },
      })
    })

    test('a function that fails is a fault, and one that is throttled is a throttle', async () => {
      replyWith(unhandled({ errorType: 'TypeError', errorMessage: 'the number of Karim' }))
      await expect(invokeTraced(1)).rejects.toThrow()
      const [failed] = await daemon.receive(2)
      expect(failed).toMatchObject({ fault: true, cause: { exceptions: [{ message: 'FUNCTION_FAILED' }] } })
      expect(JSON.stringify(failed)).not.toContain('Karim')
      replyWith(errorReply(429, 'TooManyRequestsException'))
      await expect(invokeTraced(1)).rejects.toThrow()
      const [throttled] = await daemon.receive(2)
      expect(throttled).toMatchObject({ error: true, throttle: true })
    })

    test('a trace that is not sampled is passed on unchanged', async () => {
      replyWith({ body: '{}' })
      await invokeTraced(0)
      expect(traceHeaders).toEqual([header(0)])
      expect(await daemon.receiveSent()).toEqual([])
    })
  })

  test('outside the host and Lambda no function is found', async () => {
    delete process.env.FUNCTION_PREFIX
    await expect(invoke('invoice', {}, 'RequestResponse')).rejects.toMatchObject({
      code: 'FUNCTION_NOT_FOUND',
    })
  })
})
