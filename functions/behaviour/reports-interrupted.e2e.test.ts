import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { lastDayOfMonth } from '../../domain/calendar/days.ts'
import { line, today } from './testing/desk.ts'
import { type GatedService, startGatedService } from './testing/gated-service.ts'

let gated: GatedService
beforeAll(async () => {
  gated = await startGatedService()
}, 60_000)
afterAll(() => gated.stop())

const month = { from: `${today().slice(0, 8)}01`, to: lastDayOfMonth(today()) }
const vatReturn = `query ($from: Date!, $to: Date!, $addedSince: DateTime) {
  vatReturn(from: $from, to: $to, addedSince: $addedSince) {
    outputVat { amount } coverage { documents lastAddedAt } addedSince { id number }
  }
}`

test('68 an invoice is in no return before its number, and comes in with it', async () => {
  const { desk, gate } = gated
  const ask = (addedSince?: string) => desk.client.value(vatReturn, { ...month, addedSince })
  const first = await desk.issue([line('1', '1000')])
  await desk.awaitRow(first.id, first.revision)
  const before = await ask()
  expect(before).toMatchObject({ outputVat: { amount: '150.00' }, coverage: { documents: 1 } })

  const { id } = await desk.create([line('1', '2000')])
  const key = 'approve-late'
  const reached = gate.closeAfter(1)
  expect(await desk.expectError('approve', { id, key })).toMatchObject({ code: 'STORE_UNAVAILABLE' })
  await reached
  expect(await ask()).toEqual(before)
  gate.open()

  const { mushakNumber, revision } = await desk.run('approve', { id, key })
  await desk.awaitRow(id, revision)
  expect(await ask(before.coverage.lastAddedAt)).toMatchObject({
    ...{ outputVat: { amount: '450.00' }, coverage: { documents: 2 } },
    addedSince: [{ id, number: mushakNumber }],
  })
})
