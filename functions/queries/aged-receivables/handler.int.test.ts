import { expect, jest, test } from '@jest/globals'
import { approving, creating, numbering, paying } from '../../../domain/testing/examples.ts'
import { history } from '../../../domain/testing/scenario.ts'
import { asker, type Report } from '../../read-model/ledger/testing/ask.ts'
import { addInvoices, useLedger } from '../../read-model/ledger/testing/ledger-database.ts'
import { handler } from './handler.ts'

// The hooks start a server, which takes long on a busy machine.
jest.setTimeout(60_000)

useLedger()

const ask = asker(handler, 'agedReceivables')

/** An invoice of 11,500.00 that is due on 15 November 2024. */
const invoiceOf = (customerId: string, customerName = customerId) =>
  history(creating({ customerId, customerName }), approving(), numbering())

test('a buyer has the open amounts by age, and what is owed to the buyer apart', async () => {
  const overpaid = [creating(), approving(), numbering(), paying('12000', { acceptOverpayment: true })]
  await addInvoices([history(...overpaid), invoiceOf('customer-1', 'বেঙ্গল ট্রেডার্স লিমিটেড')])
  expect(await ask({ on: '2024-12-20' })).toEqual([
    {
      customerId: 'customer-1',
      name: expect.stringMatching(/^বেঙ্গল ট্রেডার্স/),
      notDue: expect.objectContaining({ amount: '0.00' }),
      days1to30: expect.objectContaining({ amount: '0.00' }),
      days31to60: expect.objectContaining({ amount: '11500.00' }),
      days61to90: expect.objectContaining({ amount: '0.00' }),
      over90: expect.objectContaining({ amount: '0.00' }),
      total: expect.objectContaining({ amount: '11500.00', formattedAmount: '৳11,500.00' }),
      owedToBuyer: expect.objectContaining({ amount: '500.00' }),
    },
  ])
})

test('the name is that of the latest document by that day', async () => {
  const at = '2024-11-19T18:00:00Z'
  const renamed = history(
    ...[creating({ customerName: 'New name' }, { at }), approving({ at }), numbering(1, at)],
  )
  await addInvoices([invoiceOf('customer-1', 'Old name'), renamed])
  const nameOn = async (on: string) => (await ask({ on }))[0].name
  expect([await nameOn('2024-11-19'), await nameOn('2024-11-20')]).toEqual(['Old name', 'New name'])
})

test('years back nothing is owed yet', async () => {
  await addInvoices([invoiceOf('customer-1')])
  expect(await ask({ on: '2020-01-01' })).toEqual([])
})

test('pages have each buyer once, in the order of the whole', async () => {
  const buyers = ['a', 'B', 'বেঙ্গল', 'c-10', 'c-9', 'z z']
  await addInvoices(buyers.map((buyer) => invoiceOf(buyer)))
  const whole: Report[] = await ask({ on: '2024-12-20' })
  expect(whole).toHaveLength(buyers.length)
  const pages: Report[] = []
  for (;;) {
    const page: Report[] = await ask({ on: '2024-12-20', first: 4, after: pages.at(-1)?.customerId })
    pages.push(...page)
    if (page.length < 4) break
  }
  expect(pages).toEqual(whole)
  expect(await ask({ on: '2024-12-20', after: whole.at(-1)?.customerId })).toEqual([])
})

const ages = ['notDue', 'days1to30', 'days31to60', 'days61to90', 'over90', 'total', 'owedToBuyer']

test('an answer that does not fit into a response asks for pages, and fits with fewer fields', async () => {
  await addInvoices(Array.from({ length: 60 }, (_, index) => invoiceOf(`customer-${index}`)))
  // A response with 400 fields leaves 10 kB for each.
  const everything = { parts: 400, paths: ages.map((age) => `${age}.formattedAmount`) }
  const error = await ask({ on: '2024-12-20' }, everything)
  expect(error).toMatchObject({
    code: 'QUERY_TOO_COMPLEX',
    message: expect.stringMatching(/ask for fewer with first.*after/),
    params: { buyers: expect.any(Number) },
  })
  const selected = { parts: 400, paths: ['customerId', 'total.amount'] }
  expect(await ask({ on: '2024-12-20' }, selected)).toHaveLength(60)
  const page = await ask({ on: '2024-12-20', first: error.params.buyers }, everything)
  expect(page).toHaveLength(error.params.buyers)
})

test.each([
  [{ on: '2099-01-01' }, 'DATE_IN_FUTURE', 'on'],
  [{ on: '2024-02-30' }, 'INVALID_DATE', 'on'],
  [{ on: '2024-10-31', first: 0 }, 'INVALID_INPUT', 'first'],
  [{ on: '2024-10-31', first: 1_001 }, 'INVALID_INPUT', 'first'],
  [{ on: '2024-10-31', after: 'x'.repeat(401) }, 'INVALID_INPUT', 'after'],
  [{ on: '2024-10-31', after: 'a\0' }, 'INVALID_INPUT', 'after'],
])('%j is refused with %s', async (input, code, path) => {
  expect(await ask(input)).toMatchObject({ code, path })
})

test('another tenant reads nothing', async () => {
  await addInvoices([invoiceOf('customer-1')])
  expect(await ask({ on: '2024-12-20' }, { tenantId: 'bengal' })).toEqual([])
})
