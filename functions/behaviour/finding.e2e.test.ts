import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { lastDayOfMonth } from '../../domain/calendar/days.ts'
import { deskOf, dueToday, line, openDesk, today } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

type Found = { id: string; invoiceNumber: string; mushakNumber: string; notes: { number: string }[] }
let [atMain, atDepot]: Found[] = []

/** Issues an invoice of 10 x 1,000 with VDS of 5 % and TDS of 3 %, with a credit note and a debit note. */
const issueWithNotes = async (place: string): Promise<Found> => {
  const withheld = { vdsRate: '5', advanceIncomeTaxRate: '3' }
  const { id, lineItems } = await desk.issue([line('10', '1000', withheld)], { ...dueToday(), place })
  const lines = [{ lineItemId: lineItems[0].id, quantity: '1' }]
  await desk.run('credit', { id, lines, reason: 'Damaged' })
  const noted = await desk.run('debit', { id, lines, reason: 'More delivered' })
  await desk.awaitRow(id, noted.revision)
  return noted
}

beforeAll(async () => {
  atMain = await issueWithNotes('MAIN')
  atDepot = await issueWithNotes('CTG')
})

const byNumber = 'query ($number: String!) { invoiceByNumber(number: $number) { id place } }'
const list = `query ($filter: InvoiceFilter) {
  invoices(filter: $filter, orderBy: OLDEST) { totalCount nodes { id place } }
}`
const idByNumber = async (number: string) => (await desk.client.value(byNumber, { number }))?.id
const listIds = async (filter: object) => {
  const { nodes, totalCount } = await desk.client.value(list, { filter })
  expect(totalCount).toBe(nodes.length)
  return nodes.map(({ id }: Found) => id)
}

test('57 an invoice is found by its INV, 6.3, 6.7 and 6.8 numbers, of every place', async () => {
  for (const invoice of [atMain, atDepot]) {
    const [credit, debit] = invoice?.notes.map(({ number }) => number) ?? []
    const numbers = [invoice?.invoiceNumber, invoice?.mushakNumber, credit, debit]
    expect(numbers.map((number) => number?.replace(/-[-\d]+$/, ''))).toEqual(
      invoice === atMain
        ? ['INV', 'MUSHAK-6.3', 'MUSHAK-6.7', 'MUSHAK-6.8']
        : ['INV', 'MUSHAK-6.3-CTG', 'MUSHAK-6.7-CTG', 'MUSHAK-6.8-CTG'],
    )
    for (const number of numbers) {
      expect(await idByNumber(String(number))).toBe(invoice?.id)
      expect(await idByNumber(` ${number?.toLowerCase()} `)).toBe(invoice?.id)
      expect(await listIds({ text: number })).toEqual([invoice?.id])
    }
    for (const mushakNumber of numbers.slice(1))
      expect(await listIds({ mushakNumber })).toEqual([invoice?.id])
    for (const noteNumber of [credit, debit]) expect(await listIds({ noteNumber })).toEqual([invoice?.id])
    expect(await listIds({ noteNumber: invoice?.mushakNumber })).toEqual([])
  }
})

const book = `query ($from: Date!, $to: Date!) {
  salesBook(from: $from, to: $to, first: 100) { nodes { documentNumber invoiceId } }
}`

test('57 every document number of the sales book finds its invoice', async () => {
  const month = { from: `${today().slice(0, 8)}01`, to: lastDayOfMonth(today()) }
  const { nodes } = await desk.client.value(book, month)
  expect(nodes.length).toBeGreaterThanOrEqual(6)
  for (const { documentNumber, invoiceId } of nodes) {
    expect(await idByNumber(documentNumber)).toBe(invoiceId)
    expect(await listIds({ mushakNumber: documentNumber })).toEqual([invoiceId])
  }
})

test('57 a number that no document has, or that is none, finds nothing', async () => {
  for (const number of ['MUSHAK-6.7-2020-01-000001', 'MUSHAK-6.7', 'x', '{}', '"', "'", 'a,b'])
    expect(await idByNumber(number)).toBeUndefined()
  expect(await listIds({ noteNumber: '{}' })).toEqual([])
})

test('41 57 another tenant does not find an invoice by the number of its note', async () => {
  const other = deskOf(await service.as('admin', 'bengal'))
  const [note] = atMain?.notes ?? []
  expect(await other.client.value(byNumber, { number: note?.number })).toBeNull()
})

test('50 57 a list has the invoices of a place, and names it', async () => {
  expect(await listIds({ place: 'CTG' })).toEqual([atDepot?.id])
  expect(await listIds({ place: ' ctg ', openOnly: true })).toEqual([atDepot?.id])
  expect(await listIds({ place: 'KHL' })).toEqual([])
  const { nodes } = await desk.client.value(list, { filter: { text: 'goods', place: 'MAIN' } })
  expect(nodes).toEqual([{ id: atMain?.id, place: 'MAIN' }])
})

test('57 a list has the invoices that lack a certificate, until it is recorded', async () => {
  const both = [atMain?.id, atDepot?.id]
  expect(await listIds({ lacksCertificate: 'VDS' })).toEqual(both)
  expect(await listIds({ lacksCertificate: 'TDS', place: 'CTG' })).toEqual([atDepot?.id])
  const input = {
    ...{ amount: '500', method: 'VDS_CERTIFICATE', paidOn: today() },
    ...{ certificateNumber: 'VDS-1', certificateDate: today() },
  }
  const { revision, payments } = await desk.run('pay', { id: atMain?.id, input })
  await desk.awaitRow(String(atMain?.id), revision)
  expect(await listIds({ lacksCertificate: 'VDS' })).toEqual([atDepot?.id])
  expect(await listIds({ lacksCertificate: 'TDS' })).toEqual(both)
  const reversal = { id: atMain?.id, paymentId: payments[0].id, reason: 'Not theirs' }
  const reversed = await desk.run('reverse', reversal)
  await desk.awaitRow(String(atMain?.id), reversed.revision)
  expect(await listIds({ lacksCertificate: 'VDS' })).toEqual(both)
})

test.each([
  [{ place: 'C' }, 'filter.place'],
  [{ noteNumber: 'x'.repeat(101) }, 'filter.noteNumber'],
])('57 refuses a bad filter and names the field: %j', async (filter, path) => {
  expect(await desk.client.error(list, { filter })).toMatchObject({ code: 'INVALID_INPUT', path })
})
