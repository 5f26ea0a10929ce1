import { expect, jest, test } from '@jest/globals'
import type { LineInput } from '../../../domain/invoice/draft/input.ts'
import { approving, creating, dutiableBags, numbering, tenBags } from '../../../domain/testing/examples.ts'
import { history } from '../../../domain/testing/scenario.ts'
import { adjusted } from '../../projections/invoices/testing/adjusted-story.ts'
import { readIssued } from './coverage.ts'
import { addInvoices, asAcme, useLedger } from './testing/ledger-database.ts'
import { countsOfKinds, readVatReturn } from './vat-return.ts'

// The hooks start a server, which takes long on a busy machine.
jest.setTimeout(60_000)

useLedger()

const autumn = { from: '2024-10-01', to: '2024-11-30' }
const count = () =>
  asAcme(async (sql) => {
    const { counts } = await readVatReturn(sql, autumn)
    return Object.fromEntries([...counts, ...countsOfKinds(await readIssued(sql, autumn))])
  })

const exempt: LineInput = { ...tenBags, vatCategory: 'EXEMPT' }
const mixed = history(
  ...[creating({ lineItems: [exempt, dutiableBags, exempt, dutiableBags] }), approving(), numbering()],
)

test('an invoice counts once in each note of its lines, and once in note 9', async () => {
  await addInvoices([mixed, history(...adjusted)])
  expect(await count()).toEqual({ 3: 1, 4: 2, 9: 2, 26: 1, 27: 0, 29: 1, 31: 1, 38: 1, 39: 1 })
})
