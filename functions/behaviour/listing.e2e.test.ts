import { afterAll, beforeAll, expect, test } from '@jest/globals'
import { type Desk, deskOf, line, openDesk } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

type Invoice = { id: string; revision: number; invoiceNumber: string; mushakNumber: string | null }
let invoices: Invoice[]

/** Creates five invoices: prices rise from 100 to 500, due dates fall, and the third is issued. */
const createFive = async (desk: Desk): Promise<Invoice[]> => {
  const created: Invoice[] = []
  for (let index = 1; index <= 5; index++) {
    const rest = {
      customerId: index % 2 ? 'odd' : 'even',
      customerName: index === 2 ? 'মেঘনা ফার্মেসি' : `Customer ${index}`,
      customerTIN: `00000000000${index}`,
      invoiceDate: `2024-0${index}-10`,
      dueDate: `2025-0${6 - index}-10`,
    }
    const lines = [
      line('1', `${index}00`, { description: index === 4 ? '50%_off \\ sale' : `Item ${index}` }),
    ]
    created.push(index === 3 ? await desk.issue(lines, rest) : await desk.create(lines, rest))
  }
  for (const { id, revision } of created) await desk.awaitRow(id, revision)
  return created
}

beforeAll(async () => {
  invoices = await createFive(desk)
})

const query = `query (
  $first: Int, $after: String, $last: Int, $before: String, $filter: InvoiceFilter, $orderBy: InvoiceOrder
) {
  invoices(first: $first, after: $after, last: $last, before: $before, filter: $filter, orderBy: $orderBy) {
    totalCount
    nodes { id }
    pageInfo { hasNextPage hasPreviousPage startCursor endCursor }
  }
}`
const list = (variables: object, { client } = desk) => client.value(query, variables)
/** The ordinals, from 1 to 5, of the invoices on a page. */
const ordinalsIn = (page: { nodes: Invoice[] }, five = invoices) =>
  page.nodes.map(({ id }) => five.findIndex((one) => one.id === id) + 1)
const listOrdinals = async (variables: object) => ordinalsIn(await list(variables))

test.each([
  ['NEWEST', [5, 4, 3, 2, 1]],
  ['OLDEST', [1, 2, 3, 4, 5]],
  ['DUE_DATE', [5, 4, 3, 2, 1]],
  ['GRAND_TOTAL', [5, 4, 3, 2, 1]],
  [undefined, [5, 4, 3, 2, 1]],
])('39 lists invoices in the order %s', async (orderBy, expected) => {
  expect(await listOrdinals({ orderBy })).toEqual(expected)
})

test.each([
  [{ status: ['DRAFT'] }, [1, 2, 4, 5]],
  [{ status: ['OVERDUE', 'PAID'] }, [3]],
  [{ customerId: 'even' }, [2, 4]],
  [{ vendorId: 'vendor-1' }, [1, 2, 3, 4, 5]],
  [{ fiscalYear: '2023-2024' }, [1, 2, 3, 4, 5]],
  [{ invoiceDateFrom: '2024-02-10', invoiceDateTo: '2024-03-10' }, [2, 3]],
  [{ dueDateFrom: '2025-04-10' }, [1, 2]],
  [{ issueDateFrom: '2024-01-01' }, [3]],
  [{ openOnly: true }, [3]],
  [{ grandTotalMin: '230', grandTotalMax: '345.00' }, [2, 3]],
  [{ text: 'ফার্মেসি' }, [2]],
  [{ text: 'CUSTOMER 4' }, [4]],
  [{ text: '000000000005' }, [5]],
  [{ text: '50%_off \\' }, [4]],
  [{ text: 'sale item' }, []],
  [{ text: 'mer 4' }, [4]],
  [{ text: ' \t' }, [1, 2, 3, 4, 5]],
  [{ text: 'customer', customerId: 'odd', status: ['DRAFT'] }, [1, 5]],
  [{ customerId: 'odd', grandTotalMin: '300' }, [3, 5]],
])('39 lists and counts the invoices that match %j', async (filter, expected) => {
  expect(await listOrdinals({ filter, orderBy: 'OLDEST' })).toEqual(expected)
  expect((await list({ filter })).totalCount).toBe(expected.length)
})

test('39 finds an invoice by its INV number and by its Mushak number', async () => {
  expect(await listOrdinals({ filter: { invoiceNumber: invoices[1]?.invoiceNumber } })).toEqual([2])
  expect(await listOrdinals({ filter: { mushakNumber: invoices[2]?.mushakNumber } })).toEqual([3])
})

test('39 pages in both directions neither repeat nor skip an invoice while others are created', async () => {
  const other = deskOf(await service.as('admin', 'bengal'))
  const five = await createFive(other)
  const page = (variables: object) =>
    list({ orderBy: 'NEWEST', filter: { fiscalYear: '2023-2024' }, ...variables }, other)
  const first = await page({ first: 2 })
  expect(ordinalsIn(first, five)).toEqual([5, 4])
  expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false })
  const added = await other.create([line('1', '1')], { invoiceDate: '2024-05-01', dueDate: '2024-05-01' })
  await other.awaitRow(added.id, added.revision)
  const second = await page({ first: 2, after: first.pageInfo.endCursor })
  expect(ordinalsIn(second, five)).toEqual([3, 2])
  const back = await page({ last: 2, before: second.pageInfo.startCursor })
  expect(ordinalsIn(back, five)).toEqual([5, 4])
  expect(back.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: true })
})

test.each([
  [{ first: 0 }, 'first'],
  [{ first: 101 }, 'first'],
  [{ last: 0 }, 'last'],
  [{ first: 1, last: 1 }, 'last'],
  [{ first: 1, after: 'garbage' }, 'after'],
  [{ filter: { fiscalYear: '24-25' } }, 'filter.fiscalYear'],
  [{ filter: { invoiceDateFrom: '2025-02-30' } }, 'filter.invoiceDateFrom'],
  [{ filter: { grandTotalMin: '1.001' } }, 'filter.grandTotalMin'],
  [{ filter: { text: '%' } }, 'filter.text'],
  [{ filter: { text: 'a b c d e f g h i j k' } }, 'filter.text'],
])('39 refuses a bad page or filter and names the field: %j', async (variables, path) => {
  expect(await desk.client.error(query, variables)).toMatchObject({ code: 'INVALID_INPUT', path })
})

test('39 a cursor is refused with another order or filter than its own', async () => {
  const { pageInfo } = await list({ first: 1, orderBy: 'NEWEST' })
  expect(
    await desk.client.error(query, { first: 1, orderBy: 'OLDEST', after: pageInfo.endCursor }),
  ).toMatchObject({ path: 'after' })
  expect(
    await desk.client.error(query, { first: 1, filter: { customerId: 'odd' }, after: pageInfo.endCursor }),
  ).toMatchObject({
    path: 'after',
  })
})
