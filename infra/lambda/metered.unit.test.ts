import { AsyncLocalStorage } from 'node:async_hooks'
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from '@jest/globals'
import { countShare, metered } from './metered.ts'
import { provideHostRuntime, type UsageLine } from './runtime.ts'

let lines: UsageLine[] = []
beforeEach(() => {
  lines = []
  provideHostRuntime({
    environment: new AsyncLocalStorage(),
    invoke: async () => undefined,
    recordUsage: (line) => lines.push(line),
  })
})
afterEach(() => provideHostRuntime(undefined))

const context = { awsRequestId: 'r-1' }
type Event = { tenantId: string }

test('the line of a function that knows its tenant is written before the work', async () => {
  let linesBefore: UsageLine[] = []
  const work = async (_event: Event, _context: object) => {
    linesBefore = [...lines]
    return 'done'
  }
  const handler = metered('createInvoice', work, ({ tenantId }) => ({ tenantId }))
  await expect(handler({ tenantId: 'acme' }, context)).resolves.toBe('done')
  expect(linesBefore).toEqual([{ requestId: 'r-1', operation: 'createInvoice', tenantId: 'acme' }])
  expect(lines).toEqual(linesBefore)
})

test.each([
  ['nobody', [], { tenantId: '' }],
  ['one tenant', ['acme', 'acme'], { tenantId: 'acme' }],
  ['several tenants', ['acme', 'bengal', 'acme'], { shares: { acme: 2, bengal: 1 } }],
])('a function that counts its work writes the line after it: %s', async (_name, tenants, owner) => {
  const handler = metered('relay', async (_event: object, _context: object) => {
    for (const tenant of tenants) countShare(tenant)
    expect(lines).toEqual([])
  })
  await handler({}, context)
  expect(lines).toEqual([{ requestId: 'r-1', operation: 'relay', ...owner }])
})

test('work that throws has its line, and the error is thrown', async () => {
  const fail = async (_event: Event, _context: object) => {
    countShare('acme')
    throw new Error('broken')
  }
  const owner = ({ tenantId }: Event) => ({ tenantId })
  await expect(metered('a', fail, owner)({ tenantId: 'bengal' }, context)).rejects.toThrow('broken')
  await expect(metered('b', fail)({ tenantId: 'bengal' }, context)).rejects.toThrow('broken')
  expect(lines.map((line) => ('tenantId' in line ? line.tenantId : line))).toEqual(['bengal', 'acme'])
})

test('work that throws before it counted leaves the line to its retry', async () => {
  let attempt = 0
  const handler = metered('relay', async (_event: object, _context: object) => {
    if (++attempt === 1) throw new Error('broken')
    countShare('acme')
  })
  await expect(handler({}, context)).rejects.toThrow('broken')
  expect(lines).toEqual([])
  await handler({}, context)
  expect(lines).toEqual([{ requestId: 'r-1', operation: 'relay', tenantId: 'acme' }])
})

test('counts of invocations that run at the same time are not mixed', async () => {
  const { promise: both, resolve: start } = Promise.withResolvers<void>()
  let running = 0
  const handler = metered('relay', async ({ tenantId }: Event, _context: object) => {
    countShare(tenantId)
    if (++running === 2) start()
    await both
    countShare(tenantId)
  })
  await Promise.all(
    ['acme', 'bengal'].map((tenantId) => handler({ tenantId }, { awsRequestId: `of-${tenantId}` })),
  )
  expect(lines).toEqual(
    ['acme', 'bengal'].map((tenantId) => ({ requestId: `of-${tenantId}`, operation: 'relay', tenantId })),
  )
})

test('an event without an owner is nobody’s, and the work reports what is wrong with it', async () => {
  const work = async (_event: { call: Event }, _context: object) => Promise.reject(new TypeError('no call'))
  const handler = metered('createInvoice', work, ({ call }) => ({ tenantId: call.tenantId }))
  await expect(handler({} as { call: Event }, context)).rejects.toThrow('no call')
  expect(lines).toEqual([{ requestId: 'r-1', operation: 'createInvoice', tenantId: '' }])
})

test('without a request id, as in a direct call, there is no line', async () => {
  await metered('a', async (_event: object) => countShare('acme'))({})
  expect(lines).toEqual([])
})

test.each(['info', 'error', 'silent'])(
  'outside the host the line is JSON in the log at LOG_LEVEL %s',
  (level) => {
    const script = `const { metered } = await import(${JSON.stringify(join(import.meta.dirname, 'metered.ts'))})
    await metered('relay', async () => {})({}, { awsRequestId: 'r-1' })`
    const { stderr } = spawnSync(process.execPath, ['--input-type=module', '-e', script], {
      env: { LOG_LEVEL: level },
      encoding: 'utf8',
    })
    expect(JSON.parse(stderr)).toEqual({
      level: 'info',
      timestamp: expect.stringMatching(/^\d{4}-\d{2}-\d{2}T.*Z$/),
      message: 'usage',
      usage: { requestId: 'r-1', operation: 'relay', tenantId: '' },
    })
  },
)
