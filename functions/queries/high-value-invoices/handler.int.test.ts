import { expect, jest, test } from '@jest/globals'
import { approving, creating, numbering, tenBags } from '../../../domain/testing/examples.ts'
import { history } from '../../../domain/testing/scenario.ts'
import { encodeCursor } from '../../read-model/cursor.ts'
import { asker } from '../../read-model/ledger/testing/ask.ts'
import { addInvoices, useLedger } from '../../read-model/ledger/testing/ledger-database.ts'
import { handler } from './handler.ts'

// The hooks start a server, which takes long on a busy machine.
jest.setTimeout(60_000)

useLedger()

const ask = asker(handler, 'highValueInvoices')
const october = { from: '2024-10-01', to: '2024-10-31' }

const ofValue = (unitPrice: string) =>
  history(creating({ lineItems: [{ ...tenBags, unitPrice }] }), approving(), numbering())

test('69 the count has the invoices above 2,00,000.00 in the period', async () => {
  await addInvoices([ofValue('20000'), ofValue('20000.001'), ofValue('30000')])
  const count = async (period: object) => (await ask(period, { paths: ['totalCount'] })).totalCount
  expect(await count(october)).toBe(2)
  expect(await count({ from: '2024-11-01', to: '2024-11-30' })).toBe(0)
})

test.each(['2024-02-30 1', '2024-10-15', '2024-10-15 x', '2024-10-15 1 1', '10000-01-01 1', '', '\0'])(
  'a cursor that was changed to %j is refused',
  async (key) => {
    const list = { name: 'HIGH_VALUE', filter: october }
    const id = '01234567-89ab-8cde-a012-3456789abcde'
    const after = encodeCursor({ key, id }, list)
    expect(await ask({ ...october, after })).toMatchObject({ code: 'INVALID_INPUT', path: 'after' })
    const right = encodeCursor({ key: '2024-10-15 1', id }, list)
    expect(await ask({ ...october, after: right })).toMatchObject({ nodes: [] })
  },
)

test.each([
  [{ ...october, first: 0 }, 'INVALID_INPUT', 'first'],
  [{ from: '2024-02-30', to: '2024-03-01' }, 'INVALID_DATE', 'from'],
  [{ from: '2023-10-01', to: '2024-10-01' }, 'PERIOD_TOO_LONG', 'to'],
  [{ from: '2099-12-01', to: '2099-12-31' }, 'PERIOD_IN_FUTURE', 'to'],
])('%j is refused with %s', async (input, code, path) => {
  expect(await ask(input)).toMatchObject({ code, path })
})
