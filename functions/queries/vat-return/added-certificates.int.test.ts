import { randomUUID } from 'node:crypto'
import { expect, jest, test } from '@jest/globals'
import { approving, creating, numbering, paying, reversing } from '../../../domain/testing/examples.ts'
import { history } from '../../../domain/testing/scenario.ts'
import { asker } from '../../read-model/ledger/testing/ask.ts'
import { addInvoices, useLedger } from '../../read-model/ledger/testing/ledger-database.ts'
import { handler } from './handler.ts'

// The hooks start a server, which takes long on a busy machine.
jest.setTimeout(60_000)

useLedger()

const ask = asker(handler, 'vatReturn')

const october = { from: '2024-10-01', to: '2024-10-31' }
const november = { from: '2024-11-01', to: '2024-11-30' }
const issued = [creating(), approving(), numbering()]

test('a certificate that is recorded late or reversed later is in certificatesAddedSince', async () => {
  const id = randomUUID()
  const certificate = paying('1000', {
    ...{ id: 'v-1', method: 'VDS_CERTIFICATE', certificateNumber: 'V-1', certificateDate: '2024-10-15' },
  })
  const reversal = reversing('v-1', 'Not deposited', { reversedOn: '2024-11-01', at: '2024-11-15T06:00:00Z' })
  await addInvoices([history(...issued)], [id])
  const { coverage } = await ask(october)
  await addInvoices([history(...issued, certificate)], [id])
  const recorded = await ask({ ...october, addedSince: coverage.lastAddedAt })
  const known = { invoiceId: id, paymentId: 'v-1', certificateNumber: 'V-1', claimPeriod: '2024-10' }
  expect(recorded).toMatchObject({
    ...{ addedSince: [], moreCertificatesAddedSince: false },
    certificatesAddedSince: [{ ...known, reversedOn: null, vat: { amount: '1000.00' } }],
  })
  const addedSince = recorded.certificatesAddedSince[0].addedAt
  const since = async (period: object) => (await ask({ ...period, addedSince })).certificatesAddedSince
  expect(await since(october)).toEqual([])

  await addInvoices([history(...issued, certificate, reversal)], [id])
  for (const period of [october, november])
    expect(await since(period)).toMatchObject([{ ...known, reversedOn: '2024-11-01' }])
  expect(await since({ from: '2024-09-01', to: '2024-09-30' })).toEqual([])
})
