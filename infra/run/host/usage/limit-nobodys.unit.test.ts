import { expect, test } from '@jest/globals'
import { limitNobodys } from './limit-nobodys.ts'

const recordingMeter = () => {
  const recorded: string[] = []
  const meter = limitNobodys(
    {
      recordLine: (_name, { requestId }) => void recorded.push(`line ${requestId}`),
      report: ({ requestId }) => void recorded.push(`report ${requestId}`),
      stop: async () => undefined,
    },
    (name) => name === 'finance-local-authorizer',
  )
  /** The line comes while the invocation runs, and the report after it. */
  const invoke = (
    requestId: string,
    owner: { tenantId: string } | { shares: Record<string, number> },
    operation = 'authorizer',
  ) => {
    const name = `finance-local-${operation}`
    meter.recordLine(name, { requestId, operation, ...owner })
    meter.report({
      name,
      ...{ requestId, status: 'success', durationMs: 1, memoryMegabytes: 256 },
    })
  }
  return { recorded, invoke }
}

test('a flood of invocations of nobody leaves neither lines nor reports', () => {
  const { recorded, invoke } = recordingMeter()
  for (let request = 0; request < 10_000; request++) invoke(`r-${request}`, { tenantId: '' })
  expect(recorded.slice(0, 4)).toEqual(['line r-0', 'report r-0', 'line r-1', 'report r-1'])
  // A slow machine may take more than one interval.
  expect(recorded.length).toBeLessThan(10_000)
  expect(recorded.filter((one) => one.startsWith('line')).length).toBe(recorded.length / 2)
})

test('every invocation of a tenant is recorded during a flood, and every batch', () => {
  const { recorded, invoke } = recordingMeter()
  for (let request = 0; request < 1_000; request++) invoke('flood', { tenantId: '' })
  recorded.length = 0
  for (let request = 0; request < 200; request++) invoke('acme', { tenantId: 'acme' })
  invoke('batch', { shares: { acme: 1, bengal: 2 } })
  expect(recorded).toHaveLength(402)
})

test('a relay that finds nothing to do is recorded, however many commands have started it', () => {
  const { recorded, invoke } = recordingMeter()
  for (let poke = 0; poke < 1_000; poke++) invoke('poke', { tenantId: '' }, 'relay')
  expect(recorded).toHaveLength(2_000)
})
