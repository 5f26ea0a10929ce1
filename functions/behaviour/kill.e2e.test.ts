import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { clientOf } from '../../infra/run/local/testing/client.ts'
import { deskOf, line } from './testing/desk.ts'
import { type GatedService, startGatedService } from './testing/gated-service.ts'
import { startHostProcess } from './testing/host-process.ts'
import { serialIn, takenTwice, takesOf } from './testing/registers.ts'
import { crashes } from './testing/ways-to-crash.ts'

let gated: GatedService
let store: GatedService['store']

beforeAll(async () => {
  gated = await startGatedService()
  store = gated.store
}, 60_000)
afterAll(() => gated.stop())

const host = async () => {
  const { token } = await gated.service.as('admin', 'acme')
  const started = await startHostProcess(gated.service.environment)
  return { ...started, desk: deskOf(clientOf(started.url, token)) }
}

test('7 kill -9 between any two appends: a new process and a retry go on without gap or duplicate', async () => {
  const numbers: string[] = []
  let running = await host()
  for (const { step, after, series, prepared } of crashes) {
    const variables = { ...(await prepared(running.desk)), key: `kill-${step}-${after}` }
    const before = series === 'INV' ? [] : await takesOf(store, 'acme', series)
    const reached = gated.gate.closeAfter(after, 'silent')
    const unanswered = running.desk.does(step, variables).catch(() => 'the connection was lost')
    await reached
    await running.kill()
    expect(await unanswered).toBe('the connection was lost')
    gated.gate.open()
    running = await host()

    const retried = await running.desk.does(step, variables)

    numbers.push(retried.invoiceNumber)
    if (series === 'INV') continue
    expect(await takesOf(store, 'acme', series)).toHaveLength(before.length + 1)
    expect(serialIn(retried, series)).toBe(before.length + 1)
  }
  await running.kill()
  expect(new Set(numbers).size).toBe(numbers.length)
  for (const series of ['6.3', '6.7', '6.8'])
    expect(takenTwice(await takesOf(store, 'acme', series))).toEqual([])
}, 180_000)

test('two processes on one register: serials without gap, times in their order', async () => {
  const [one, other] = await Promise.all([host(), host()])
  const drafts = await Promise.all(Array.from({ length: 30 }, () => one.desk.create([line('1', '100')])))
  const before = await takesOf(store, 'acme', '6.3')
  const issued = await Promise.all(
    drafts.map(({ id }, index) => (index % 2 ? one : other).desk.does('approve', { id })),
  )
  const takes = await takesOf(store, 'acme', '6.3')
  expect(takes).toHaveLength(before.length + 30)
  expect(issued.map((invoice) => serialIn(invoice, '6.3')).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 30 }, (_, index) => before.length + 1 + index),
  )
  const times = takes.map(({ issuedAt }) => issuedAt)
  expect([...times].sort()).toEqual(times)
  await Promise.all([one.kill(), other.kill()])
}, 60_000)
