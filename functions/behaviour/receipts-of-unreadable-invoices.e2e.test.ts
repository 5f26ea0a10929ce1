import { randomUUID } from 'node:crypto'
import { jsonEvent } from '@eventstore/db-client'
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals'
import { invoiceStream } from '../../infra/event-store/stream-names.ts'
import { line } from './testing/desk.ts'
import { type GatedService, startGatedService } from './testing/gated-service.ts'
import { partsOf, type ReceiptDesk, receiptsOf, sumsOf, transfer } from './testing/receipts.ts'

let gated: GatedService
let receipts: ReceiptDesk
beforeAll(async () => {
  gated = await startGatedService()
  receipts = receiptsOf(gated.desk.client)
}, 60_000)
afterAll(() => gated.stop())

/** An issued invoice of customer-1 over 115.00. */
const issue = () => gated.desk.issue([line('1', '100')])

/** Appends an event that no release knows. */
const makeUnreadable = ({ id }: { id: string }) =>
  gated.store.appendToStream(
    invoiceStream('acme', id),
    jsonEvent({ id: randomUUID(), type: 'InvoiceTeleported', data: {}, metadata: { schemaVersion: 1 } }),
  )

const statesOf = ({ allocations }: { allocations: { state: string }[] }) =>
  allocations.map(({ state }) => state)

describe('67 an invoice that cannot be read', () => {
  test('leaves its part of a receipt open, and the rest of the receipt is carried and allocated', async () => {
    const [one, two, three] = [await issue(), await issue(), await issue()]
    const id = randomUUID()
    const input = transfer('200', partsOf([one, '115'], [two, '50']), { receiptId: id })
    const reached = gated.gate.closeAfter(1)
    expect(await receipts.expectError('record', { input })).toMatchObject({ code: 'STORE_UNAVAILABLE' })
    await reached
    await makeUnreadable(one)
    gated.gate.open()

    const repeated = await receipts.run('record', { input })
    expect(sumsOf(repeated)).toEqual(['165.00', '35.00', '0.00'])
    expect(statesOf(repeated)).toEqual(['PENDING', 'CARRIED'])
    const variables = { id, allocations: partsOf([three, '20']), key: 'next' }
    const allocated = await receipts.run('allocate', variables)
    expect(statesOf(allocated)).toEqual(['PENDING', 'CARRIED', 'CARRIED'])
    expect(await receipts.run('allocate', variables)).toEqual(allocated)

    const again = { id, allocations: partsOf([three, '1'], [one, '1']) }
    expect(await receipts.expectError('allocate', again)).toMatchObject({
      code: 'EVENT_TYPE_UNKNOWN',
      path: 'allocations[1].invoiceId',
      message: expect.stringContaining(one.id),
    })
    expect(await receipts.expectError('reverse', { id, reason: 'Bounced' })).toMatchObject({
      code: 'RECEIPT_PART_OPEN',
      path: 'receiptId',
      params: { invoice: one.mushakNumber },
    })
  })

  test('is named when a receipt cannot be reversed because of it', async () => {
    const [one, two] = [await issue(), await issue()]
    const input = transfer('200', partsOf([one, '115'], [two, '50']))
    const { id } = await receipts.run('record', { input })
    await makeUnreadable(two)
    expect(await receipts.expectError('reverse', { id, reason: 'Bounced' })).toMatchObject({
      code: 'EVENT_TYPE_UNKNOWN',
      path: 'receiptId',
      message: expect.stringContaining(two.mushakNumber),
    })
    expect(await gated.desk.readEventTypes(one.id)).not.toContain('PaymentReversed')
  })
})
