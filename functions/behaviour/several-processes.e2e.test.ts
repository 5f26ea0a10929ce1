import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { clientOf } from '../../infra/run/local/testing/client.ts'
import { deskOf, line } from './testing/desk.ts'
import { type GatedService, startGatedService } from './testing/gated-service.ts'
import { type HostProcess, startHostProcess } from './testing/host-process.ts'
import { interruptions } from './testing/interruptions.ts'
import { readTakes, serialIn, takenTwice } from './testing/registers.ts'

let gated: GatedService
let store: GatedService['store']

beforeAll(async () => {
  gated = await startGatedService()
  store = gated.store
}, 60_000)
afterAll(async () => {
  // A test that failed may have left its processes running.
  await Promise.all(hosts.map(({ kill }) => kill()))
  await gated.stop()
})

const hosts: HostProcess[] = []

const startHost = async () => {
  const { token } = await gated.service.as('admin', 'acme')
  const started = await startHostProcess(gated.service.environment)
  hosts.push(started)
  return { ...started, desk: deskOf(clientOf(started.url, token)) }
}

test('7 after kill -9 between two appends, a retry on a new process leaves no gap or duplicate', async () => {
  const numbers: string[] = []
  let running = await startHost()
  for (const { step, after, series, place, prepare } of interruptions) {
    const variables = { ...(await prepare(running.desk)), key: `kill-${step}-${place}-${after}` }
    const before = series === 'INV' ? [] : await readTakes(store, 'acme', series, place)
    const reached = gated.gate.closeAfter(after, 'silent')
    const interrupted = running.desk.run(step, variables).catch(() => 'the connection was lost')
    await reached
    await running.kill()
    expect(await interrupted).toBe('the connection was lost')
    gated.gate.open()
    running = await startHost()

    const retried = await running.desk.run(step, variables)

    numbers.push(retried.invoiceNumber)
    if (series === 'INV') continue
    expect(await readTakes(store, 'acme', series, place)).toHaveLength(before.length + 1)
    expect(serialIn(retried, series)).toBe(before.length + 1)
  }
  await running.kill()
  expect(new Set(numbers).size).toBe(numbers.length)
  for (const series of ['6.3', '6.7', '6.8']) {
    for (const place of ['MAIN', 'CTG'])
      expect(takenTwice(await readTakes(store, 'acme', series, place))).toEqual([])
  }
}, 300_000)

test('two processes that number at the same time leave no gap, and times rise with serials', async () => {
  const [one, other] = await Promise.all([startHost(), startHost()])
  const drafts = await Promise.all(Array.from({ length: 30 }, () => one.desk.create([line('1', '100')])))
  const before = await readTakes(store, 'acme', '6.3')
  const issued = await Promise.all(
    drafts.map(({ id }, index) => (index % 2 ? one : other).desk.run('approve', { id })),
  )
  const takes = await readTakes(store, 'acme', '6.3')
  expect(takes).toHaveLength(before.length + 30)
  expect(issued.map((invoice) => serialIn(invoice, '6.3')).sort((a, b) => a - b)).toEqual(
    Array.from({ length: 30 }, (_, index) => before.length + 1 + index),
  )
  const times = takes.map(({ issuedAt }) => issuedAt)
  expect([...times].sort()).toEqual(times)
  await Promise.all([one.kill(), other.kill()])
}, 60_000)
