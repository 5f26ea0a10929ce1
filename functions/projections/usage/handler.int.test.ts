import { expect, test } from '@jest/globals'
import { handler } from './handler.ts'
import { delivery, lineEvent, reportEvent } from './testing/deliveries.ts'
import { owner, shown, useStore } from './testing/store.ts'

useStore(['acme', 'bengal', 'chittagong'])

const acme = { tenantId: 'acme' }
const ofAcme = ['acme create-invoice createInvoice: 1 invocations, 0 errors, 100 ms, 102400 MB ms']

test('an invocation is counted for the tenant of its line', async () => {
  await handler(delivery([lineEvent('e-1', acme), reportEvent('e-2', {})]))
  expect(await shown()).toEqual(ofAcme)
})

test('a report before its line is nobody’s until the line comes', async () => {
  await handler(delivery([reportEvent('e-2', {})]))
  expect(await shown()).toEqual(['nobody create-invoice ?: 1 invocations, 0 errors, 100 ms, 102400 MB ms'])
  const recorded = await handler(delivery([lineEvent('e-1', acme)]))
  expect(recorded).toEqual({ reports: 0, lines: 1, attributedLater: 1 })
  expect(await shown()).toEqual(ofAcme)
})

test('a line before its report, in another delivery', async () => {
  await handler(delivery([lineEvent('e-1', acme)]))
  expect(await shown()).toEqual([])
  await handler(delivery([reportEvent('e-2', {})]))
  expect(await shown()).toEqual(ofAcme)
})

test('what is delivered again, alone or in one delivery, changes nothing', async () => {
  const [line, report] = [lineEvent('e-1', acme), reportEvent('e-2', {})]
  for (const again of [[report], [report, report], [line, line], [line, report], [report, line]])
    await handler(delivery(again))
  expect(await shown()).toEqual(ofAcme)
})

test('a retry has the same request id and is billed again; the attempt that failed is an error', async () => {
  await handler(delivery([lineEvent('e-1', acme), reportEvent('e-2', { status: 'error', billedMs: 40 })]))
  await handler(delivery([lineEvent('e-3', acme), reportEvent('e-4', { status: 'timeout', billedMs: 50 })]))
  await handler(delivery([lineEvent('e-5', acme), reportEvent('e-6', { billedMs: 60 })]))
  expect(await shown()).toEqual([
    'acme create-invoice createInvoice: 3 invocations, 2 errors, 150 ms, 153600 MB ms',
  ])
})

test('a batch is divided to the millisecond, and its largest share has the invocation', async () => {
  const shares = { acme: 1, bengal: 2, chittagong: 4 }
  await handler(
    delivery([
      lineEvent('e-1', { shares }, { operation: 'project-invoices' }),
      reportEvent('e-2', { billedMs: 100, memoryMb: 512, status: 'error' }),
    ]),
  )
  expect(await shown()).toEqual([
    'acme create-invoice project-invoices: 0 invocations, 0 errors, 14 ms, 7168 MB ms',
    'bengal create-invoice project-invoices: 0 invocations, 0 errors, 29 ms, 14848 MB ms',
    'chittagong create-invoice project-invoices: 1 invocations, 1 errors, 57 ms, 29184 MB ms',
  ])
})

test.each([
  ['no tenant', { tenantId: '' }],
  ['a tenant that does not exist', { tenantId: 'dhaka' }],
  ['several tenants that do not exist', { shares: { dhaka: 1, khulna: 2 } }],
  ['shares of nothing', { shares: { acme: 0 } }],
])('a line with %s is nobody’s, with its operation', async (_name, owner) => {
  await handler(delivery([lineEvent('e-1', owner), reportEvent('e-2', {})]))
  expect(await shown()).toEqual([
    'nobody create-invoice createInvoice: 1 invocations, 0 errors, 100 ms, 102400 MB ms',
  ])
})

test('the part of a batch that belongs to nobody is a share like the others', async () => {
  await handler(delivery([lineEvent('e-1', { shares: { acme: 1, dhaka: 3 } }), reportEvent('e-2', {})]))
  expect(await shown()).toEqual([
    'acme create-invoice createInvoice: 0 invocations, 0 errors, 25 ms, 25600 MB ms',
    'nobody create-invoice createInvoice: 1 invocations, 0 errors, 75 ms, 76800 MB ms',
  ])
})

test('the day is the date in Dhaka on which the invocation ended', async () => {
  await handler(delivery([lineEvent('e-1', acme), reportEvent('e-2', { at: '2026-11-26T18:00:00.000Z' })]))
  expect(await shown('2026-11-26')).toEqual([])
  expect(await shown('2026-11-27')).toEqual(ofAcme)
})

test('a check of the subscription and other log events are accepted and count nothing', async () => {
  await handler(delivery([reportEvent('e-2', {})], { messageType: 'CONTROL_MESSAGE' }))
  const other = { id: 'e-3', timestamp: 0, message: 'START RequestId: r-1' }
  const almost = [{ ...reportEvent('e-4', {}), message: '{"type":"platform.report","record":{}}' }]
  await handler(delivery([other, ...almost]))
  expect(await shown()).toEqual([])
})

test('reports and lines are deleted when they cannot be delivered again, the usage stays', async () => {
  await handler(delivery([lineEvent('e-1', acme), reportEvent('e-2', {})]))
  await owner()`update finance.usage_reports set received_at = received_at - interval '48 hours'`
  await owner()`update finance.usage_lines set received_at = received_at - interval '48 hours'`
  await handler(delivery([reportEvent('e-9', { requestId: 'r-9' })]))
  const left = await owner()`
    select event_id as id from finance.usage_reports union all select request_id from finance.usage_lines`
  expect(left).toEqual([{ id: 'e-9' }])
  expect(await shown()).toEqual([
    ...ofAcme,
    'nobody create-invoice ?: 1 invocations, 0 errors, 100 ms, 102400 MB ms',
  ])
})

test('an event that is not of CloudWatch Logs is an error', async () => {
  await expect(handler({ awslogs: { data: 'bm90aGluZw==' } })).rejects.toThrow()
})
