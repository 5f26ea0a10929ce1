import { afterAll, expect, test } from '@jest/globals'
import { lastDayOfMonth } from '../../domain/calendar/days.ts'
import { type Line, line, openDesk, today } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

const month = { from: `${today().slice(0, 8)}01`, to: lastDayOfMonth(today()) }

const vatReturn = `query ($from: Date!, $to: Date!, $addedSince: DateTime) {
  vatReturn(from: $from, to: $to, addedSince: $addedSince) {
    lines { note value { amount } supplementaryDuty { amount } vat { amount } count }
    coverage { documents lastAddedAt waitingInvoices }
    addedSince { id kind number issuedOn addedAt } moreAddedSince
  }
}`
const subForm = `query ($from: Date!, $to: Date!, $note: Int!) {
  vatReturnSubForm(from: $from, to: $to, note: $note) {
    nodes {
      documentNumber invoiceNumber quantity value { amount } supplementaryDuty { amount } vat { amount }
    }
    totalCount coverage { documents }
  }
}`
const salesBook = `query ($from: Date!, $to: Date!, $note: Int) {
  salesBook(from: $from, to: $to, note: $note) {
    nodes { documentNumber originalNumber vatAmount { amount } } totalCount
  }
}`

const issue = async (lines: Line[], parties = {}) => {
  const { id, revision } = await desk.issue(lines, parties)
  return desk.awaitRow(id, revision)
}

test('68 case 12: the return, its sub-form and the sales book have the same figures', async () => {
  const invoice = await issue([line('10', '1000', { supplementaryDutyRate: '20' })])
  const before = await desk.client.value(vatReturn, month)
  const lines = [{ lineItemId: invoice.lineItems[0].id, quantity: '4' }]
  const { revision } = await desk.run('credit', { id: invoice.id, lines, reason: 'Returned' })
  const { notes } = await desk.awaitRow(invoice.id, revision)

  const addedSince = before.coverage.lastAddedAt
  const after = await desk.client.value(vatReturn, { ...month, addedSince })
  const amounts = (wanted: number) => {
    const found = after.lines.find(({ note }: { note: number }) => note === wanted)
    return [found.value.amount, found.supplementaryDuty.amount, found.vat.amount, found.count]
  }
  expect([4, 31, 39].map(amounts)).toEqual([
    ['10000.00', '2000.00', '1800.00', 1],
    ['0.00', '0.00', '720.00', 1],
    ['0.00', '800.00', '0.00', 1],
  ])
  expect(after).toMatchObject({
    coverage: { documents: 2, waitingInvoices: 0 },
    addedSince: [{ id: notes[0].id, kind: '6.7', number: notes[0].number, issuedOn: today() }],
  })

  expect(await desk.client.value(subForm, { ...month, note: 31 })).toMatchObject({
    nodes: [
      {
        ...{ documentNumber: notes[0].number, invoiceNumber: invoice.mushakNumber, quantity: '4' },
        ...{ value: { amount: '4000.00' }, supplementaryDuty: { amount: '800.00' } },
        vat: { amount: '720.00' },
      },
    ],
    ...{ totalCount: 1, coverage: { documents: 2 } },
  })
  expect(await desk.client.value(salesBook, { ...month, note: 31 })).toEqual({
    nodes: [
      {
        ...{ documentNumber: notes[0].number, originalNumber: invoice.mushakNumber },
        vatAmount: { amount: '-720.00' },
      },
    ],
    totalCount: 1,
  })
})

test('68 an impossible note, period or cursor is refused with its path', async () => {
  const error = async (query: string, variables: object) => {
    const { code, path } = await desk.client.error(query, variables)
    return [code, path]
  }
  expect(await error(subForm, { ...month, note: 5 })).toEqual(['INVALID_INPUT', 'note'])
  expect(await error(salesBook, { ...month, note: 29 })).toEqual(['INVALID_INPUT', 'note'])
  expect(await error(vatReturn, { ...month, to: '2099-12-31' })).toEqual(['PERIOD_TOO_LONG', 'to'])
  const reversed = { from: '2024-10-31', to: '2024-10-01' }
  expect(await error(vatReturn, reversed)).toEqual(['PERIOD_REVERSED', 'to'])
})

const large = `query ($from: Date!, $to: Date!, $first: Int, $after: String) {
  highValueInvoices(from: $from, to: $to, first: $first, after: $after) {
    totalCount nodes { id mushakNumber subtotal { amount } } edges { cursor }
    pageInfo { hasNextPage hasPreviousPage endCursor }
  }
}`

test('69 the invoices above 2,00,000.00 are listed by serial, on pages', async () => {
  const numbers: string[] = []
  const buyer = { customerName: 'Padma Traders', customerAddress: 'Dhaka', customerNID: '1234567890' }
  for (const price of ['200000', '200000.01', '300000', '400000']) {
    const { mushakNumber } = await issue([line('1', price)], buyer)
    if (price !== '200000') numbers.push(mushakNumber)
  }
  const first = await desk.client.value(large, { ...month, first: 2 })
  const { endCursor: after } = first.pageInfo
  const second = await desk.client.value(large, { ...month, first: 2, after })
  const nodes = [...first.nodes, ...second.nodes]
  expect(nodes.map(({ mushakNumber }) => mushakNumber)).toEqual(numbers)
  expect([first.totalCount, first.edges.length, first.pageInfo.hasNextPage]).toEqual([3, 2, true])
  expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true })

  // With a field that only the state has.
  const details = large.replace('subtotal', 'lineItems { description } subtotal')
  const { nodes: detailed } = await desk.client.value(details, { ...month, first: 2 })
  expect(detailed).toMatchObject([{ lineItems: [{ description: 'Goods' }] }, { id: first.nodes[1].id }])

  // The ledger has these fields of the buyer; with the tin they are read from the state.
  const ofLedger = 'buyer { partyId name address bin nid }'
  const buyers = async (fields: string) => {
    const page = await desk.client.value(large.replace('subtotal', `${fields} subtotal`), month)
    return page.nodes.map(({ buyer: { tin: _, ...buyer } }: { buyer: Record<string, unknown> }) => buyer)
  }
  const fromState = await buyers(ofLedger.replace('nid', 'nid tin'))
  expect(fromState[0]).toMatchObject({ name: 'Padma Traders', nid: '1234567890', bin: null })
  expect(await buyers(ofLedger)).toEqual(fromState)

  const other = { from: '2024-10-01', to: '2024-10-31', first: 2, after }
  expect(await desk.client.error(large, other)).toMatchObject({ code: 'INVALID_INPUT', path: 'after' })
})
