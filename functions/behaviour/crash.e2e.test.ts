import { setTimeout as pause } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { connect } from '../../infra/postgres/connect.ts'
import { line } from './testing/desk.ts'
import { type GatedService, startGatedService } from './testing/gated-service.ts'
import { documentIn, eventsOf, numberIn, serialIn, takenTwice, takesOf } from './testing/registers.ts'
import { crashes } from './testing/ways-to-crash.ts'

let gated: GatedService
let desk: GatedService['desk']
let store: GatedService['store']

beforeAll(async () => {
  gated = await startGatedService()
  ;({ desk, store } = gated)
}, 60_000)
afterEach(() => gated.gate.open())
afterAll(() => gated.stop())

/** The mutation, cut off right after that many of its appends. */
const cutOff = async (step: (typeof crashes)[number]['step'], after: number, variables: object) => {
  const reached = gated.gate.closeAfter(after)
  expect(await desk.refused(step, variables)).toMatchObject({ code: 'STORE_UNAVAILABLE', retryable: true })
  await reached
  gated.gate.open()
}

const legal = ['6.3', '6.7', '6.8']

test.each(crashes)(
  '7 $step cut off after append $after: the retry finishes it, without gap or duplicate',
  async (crash) => {
    const { step, after, series } = crash
    const variables = { ...(await crash.prepared(desk)), key: `crash-${step}-${after}` }
    const before = series === 'INV' ? [] : await takesOf(store, 'acme', series)
    await cutOff(step, after, variables)

    const retried = await desk.does(step, variables)

    expect(await desk.does(step, variables)).toEqual(retried)
    if (series === 'INV') return
    const takes = await takesOf(store, 'acme', series)
    expect(takes).toHaveLength(before.length + 1)
    expect(serialIn(retried, series)).toBe(takes.length)
    const last = takes.at(-1)?.document
    expect(last?.noteId ?? last?.invoiceId).toBe(documentIn(retried, series))
  },
)

test('7 an INV number is never used twice, whatever was abandoned', async () => {
  const input = {
    vendorId: 'v',
    customerId: 'c',
    invoiceDate: '2023-10-15',
    dueDate: '2023-10-15',
    lineItems: [line('1', '100')],
  }
  const numbers: string[] = []
  for (const after of [1, 2, 1, 2]) {
    await cutOff('create', after, { input })
    numbers.push((await desk.does('create', { input })).invoiceNumber)
  }
  expect(new Set(numbers).size).toBe(numbers.length)
  const taken = await eventsOf(store, 'numbers-acme_INV_2023-2024')
  const created = new Set(taken.map(({ data }) => data.invoiceId))
  expect(created.size).toBe(taken.length)
})

describe('7 nobody retries', () => {
  /** Lets what is decided count as left behind, which otherwise takes ten seconds. */
  const abandoned = async (stream: string): Promise<void> => {
    const { environment } = gated.service
    const sql = connect({
      host: environment.DATABASE_HOST ?? '',
      port: Number(environment.DATABASE_PORT),
      database: environment.DATABASE_NAME ?? '',
      user: environment.DATABASE_USERNAME ?? '',
      password: environment.DATABASE_PASSWORD ?? '',
    })
    for (;;) {
      const moved =
        await sql`update finance.open_numbers set decided_at = decided_at - interval '1 minute' where stream = ${stream}`
      if (moved.count > 0) return
      await gated.service.host.invoke('relay', {}, 'RequestResponse')
      await pause(5)
    }
  }

  const finish = () => gated.service.host.invoke('finish-numbering', {}, 'RequestResponse')

  const left = crashes.filter(({ step, appends, after }) => step !== 'create' && after < appends)

  test.each(left)(
    '$step cut off after append $after is finished by finish-numbering, and a late retry finds the same',
    async (crash) => {
      const { step, after, series } = crash
      const variables = { ...(await crash.prepared(desk)), key: `left-${step}-${after}` }
      const { id } = variables as unknown as { id: string }
      const before = await takesOf(store, 'acme', series)
      await cutOff(step, after, variables)
      await abandoned(`invoice-acme_${id}`)

      expect(await finish()).toMatchObject({ failed: 0 })

      const takes = await takesOf(store, 'acme', series)
      expect(takes).toHaveLength(before.length + 1)
      const events = await eventsOf(store, `invoice-acme_${id}`)
      expect(events.at(-1)).toMatchObject({ type: 'LegalNumberAssigned', data: { serial: takes.length } })
      const retried = await desk.does(step, variables)
      expect(serialIn(retried, series)).toBe(takes.length)
      expect(await eventsOf(store, `invoice-acme_${id}`)).toHaveLength(events.length)
    },
  )

  test.each(left)(
    '$step cut off after append $after: retry and finish-numbering at once give one number',
    async (crash) => {
      const { step, after, series } = crash
      const variables = { ...(await crash.prepared(desk)), key: `race-${step}-${after}` }
      const { id } = variables as unknown as { id: string }
      const before = await takesOf(store, 'acme', series)
      await cutOff(step, after, variables)
      await abandoned(`invoice-acme_${id}`)

      const [retried, again] = await Promise.all([
        desk.does(step, variables),
        desk.does(step, variables),
        finish(),
        finish(),
      ])

      expect(again).toEqual(retried)
      expect(await takesOf(store, 'acme', series)).toHaveLength(before.length + 1)
      expect(serialIn(retried, series)).toBe(before.length + 1)
      const assigned = (await eventsOf(store, `invoice-acme_${id}`)).filter(
        ({ type }) => type === 'LegalNumberAssigned',
      )
      const ofTheInvoice = series === '6.3' ? [] : [retried.mushakNumber]
      expect(assigned.map(({ data }) => data.number)).toEqual([...ofTheInvoice, numberIn(retried, series)])
    },
  )
})

test('7 many cut off at once: every register is whole in the end, with times in the order of serials', async () => {
  const drafts = await Promise.all(Array.from({ length: 12 }, () => desk.create([line('1', '100')])))
  for (const after of [2, 7, 5]) {
    void gated.gate.closeAfter(after)
    await Promise.allSettled(drafts.map(({ id }) => desk.does('approve', { id, key: `many-${id}` })))
    gated.gate.open()
  }
  const approved = await Promise.all(drafts.map(({ id }) => desk.does('approve', { id, key: `many-${id}` })))
  expect(new Set(approved.map(({ mushakNumber }) => mushakNumber)).size).toBe(drafts.length)
  for (const series of legal) {
    const takes = await takesOf(store, 'acme', series)
    expect(takenTwice(takes)).toEqual([])
    const times = takes.map(({ issuedAt }) => issuedAt)
    expect([...times].sort()).toEqual(times)
  }
})

test('7 a command that comes next finishes the number of the one before it', async () => {
  const { id } = await desk.create([line('1', '100')])
  await cutOff('approve', 1, { id })
  expect(await desk.refused('update', { id, input: { vehicle: 'Truck' } })).toMatchObject({
    code: 'INVALID_STATE',
  })
  const events = await eventsOf(store, `invoice-acme_${id}`)
  expect(events.map(({ type }) => type)).toEqual(['InvoiceCreated', 'InvoiceApproved', 'LegalNumberAssigned'])
})
