import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals'
import { line } from './testing/desk.ts'
import { type GatedService, startGatedService } from './testing/gated-service.ts'
import { interruptions } from './testing/interruptions.ts'
import { documentIn, numberIn, readEvents, readTakes, serialIn, takenTwice } from './testing/registers.ts'
import { waitFor } from './testing/wait-for.ts'

let gated: GatedService
let desk: GatedService['desk']
let store: GatedService['store']

beforeAll(async () => {
  gated = await startGatedService()
  ;({ desk, store } = gated)
}, 60_000)
afterEach(() => gated.gate.open())
afterAll(() => gated.stop())

/** Sends the mutation and cuts it off right after that many of its appends. */
const cutOff = async (step: (typeof interruptions)[number]['step'], after: number, variables: object) => {
  const reached = gated.gate.closeAfter(after)
  expect(await desk.expectError(step, variables)).toMatchObject({
    code: 'STORE_UNAVAILABLE',
    retryable: true,
  })
  await reached
  gated.gate.open()
}

const legalSeries = ['6.3', '6.7', '6.8']

test.each(interruptions)(
  '7 $step at $place, cut off after append $after, is finished by a retry without gap or duplicate',
  async (interruption) => {
    const { step, after, series, place } = interruption
    const variables = { ...(await interruption.prepare(desk)), key: `retry-${step}-${place}-${after}` }
    const before = series === 'INV' ? [] : await readTakes(store, 'acme', series, place)
    await cutOff(step, after, variables)

    const retried = await desk.run(step, variables)

    expect(await desk.run(step, variables)).toEqual(retried)
    if (series === 'INV') return
    const takes = await readTakes(store, 'acme', series, place)
    expect(takes).toHaveLength(before.length + 1)
    expect(serialIn(retried, series)).toBe(takes.length)
    const last = takes.at(-1)?.document
    expect(last?.noteId ?? last?.invoiceId).toBe(documentIn(retried, series))
  },
)

test('7 an INV number is never used twice, also when creating an invoice was cut off', async () => {
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
    numbers.push((await desk.run('create', { input })).invoiceNumber)
  }
  expect(new Set(numbers).size).toBe(numbers.length)
  const taken = await readEvents(store, 'numbers-acme_INV_2023-2024')
  const created = new Set(taken.map(({ data }) => data.invoiceId))
  expect(created.size).toBe(taken.length)
})

describe('7 without a retry by the client', () => {
  /**
   * Makes an open number look a minute old, because the schedule skips those of the last ten seconds. The
   * command that was cut off may have started finish-numbering for its stream, which is then quicker.
   */
  const ageOpenNumber = (stream: string) =>
    waitFor(async () => {
      if ((await readEvents(store, stream)).at(-1)?.type === 'LegalNumberAssigned') return true
      const { count } = await gated.service.database`
        update finance.open_numbers set decided_at = now() - interval '1 minute' where stream = ${stream}`
      if (count > 0) return true
      await gated.service.host.invoke('relay', {}, 'RequestResponse')
      return undefined
    })

  const finishNumbering = () => gated.service.host.invoke('finish-numbering', {}, 'RequestResponse')

  const unfinished = interruptions.filter(({ step, appends, after }) => step !== 'create' && after < appends)

  test.each(unfinished)(
    '$step at $place, cut off after append $after, is finished by finish-numbering before a retry',
    async (interruption) => {
      const { step, after, series, place } = interruption
      const variables = { ...(await interruption.prepare(desk)), key: `left-${step}-${place}-${after}` }
      const { id } = variables as unknown as { id: string }
      const before = await readTakes(store, 'acme', series, place)
      await cutOff(step, after, variables)
      await ageOpenNumber(`invoice-acme_${id}`)

      expect(await finishNumbering()).toMatchObject({ failed: 0 })

      const takes = await readTakes(store, 'acme', series, place)
      expect(takes).toHaveLength(before.length + 1)
      const events = await readEvents(store, `invoice-acme_${id}`)
      expect(events.at(-1)).toMatchObject({ type: 'LegalNumberAssigned', data: { serial: takes.length } })
      const retried = await desk.run(step, variables)
      expect(serialIn(retried, series)).toBe(takes.length)
      expect(await readEvents(store, `invoice-acme_${id}`)).toHaveLength(events.length)
    },
  )

  test.each(unfinished)(
    '$step at $place, cut off after append $after, gets one number from retries and finish-numbering at once',
    async (interruption) => {
      const { step, after, series, place } = interruption
      const variables = { ...(await interruption.prepare(desk)), key: `race-${step}-${place}-${after}` }
      const { id } = variables as unknown as { id: string }
      const before = await readTakes(store, 'acme', series, place)
      await cutOff(step, after, variables)
      await ageOpenNumber(`invoice-acme_${id}`)

      const [retried, again] = await Promise.all([
        desk.run(step, variables),
        desk.run(step, variables),
        finishNumbering(),
        finishNumbering(),
      ])

      expect(again).toEqual(retried)
      expect(await readTakes(store, 'acme', series, place)).toHaveLength(before.length + 1)
      expect(serialIn(retried, series)).toBe(before.length + 1)
      const assigned = (await readEvents(store, `invoice-acme_${id}`)).filter(
        ({ type }) => type === 'LegalNumberAssigned',
      )
      const numberOfInvoice = series === '6.3' ? [] : [retried.mushakNumber]
      expect(assigned.map(({ data }) => data.number)).toEqual([...numberOfInvoice, numberIn(retried, series)])
    },
  )
})

test('7 many approvals cut off at once end with one number each, and times rise with serials', async () => {
  const drafts = await Promise.all(
    Array.from({ length: 12 }, (_, index) =>
      desk.create([line('1', '100')], { place: index % 2 ? 'CTG' : 'MAIN' }),
    ),
  )
  for (const after of [2, 7, 5]) {
    void gated.gate.closeAfter(after)
    await Promise.allSettled(drafts.map(({ id }) => desk.run('approve', { id, key: `many-${id}` })))
    gated.gate.open()
  }
  const approved = await Promise.all(drafts.map(({ id }) => desk.run('approve', { id, key: `many-${id}` })))
  expect(new Set(approved.map(({ mushakNumber }) => mushakNumber)).size).toBe(drafts.length)
  for (const series of legalSeries) {
    for (const place of ['MAIN', 'CTG']) {
      const takes = await readTakes(store, 'acme', series, place)
      expect(takenTwice(takes)).toEqual([])
      const times = takes.map(({ issuedAt }) => issuedAt)
      expect([...times].sort()).toEqual(times)
    }
  }
})

test('7 the next command on an invoice finishes a numbering that was cut off', async () => {
  const { id } = await desk.create([line('1', '100')])
  await cutOff('approve', 1, { id })
  expect(await desk.expectError('update', { id, input: { vehicle: 'Truck' } })).toMatchObject({
    code: 'INVALID_STATE',
  })
  const events = await readEvents(store, `invoice-acme_${id}`)
  expect(events.map(({ type }) => type)).toEqual(['InvoiceCreated', 'InvoiceApproved', 'LegalNumberAssigned'])
})
