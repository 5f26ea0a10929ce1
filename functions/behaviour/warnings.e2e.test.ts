import { afterAll, expect, test } from '@jest/globals'
import { line, openDesk, today } from './testing/desk.ts'

const { service, desk } = await openDesk()
afterAll(() => service.stop())

const cement = (unitPrice = '1000', rest = {}) => line('1', unitPrice, { hsCode: '2523.29.00', ...rest })
const dayAfter = (date: string) => new Date(Date.parse(date) + 86_400_000).toISOString().slice(0, 10)
type Warned = { warnings: { code: string }[] }
const codesOf = ({ warnings }: Warned) => warnings.map(({ code }) => code)

test('54 an issue in a later month than the invoice date, or before it, is warned of', async () => {
  expect(codesOf(await desk.issue([cement()]))).toEqual(['LATE_ISSUE'])
  expect(codesOf(await desk.issue([cement()], { invoiceDate: today(), dueDate: today() }))).toEqual([])
  // The day after tomorrow, because the day in Dhaka may change between the request and the issue.
  const later = dayAfter(dayAfter(today()))
  const early = await desk.issue([cement()], { invoiceDate: later, dueDate: later })
  expect(early.warnings).toEqual([{ code: 'EARLY_ISSUE', path: 'invoiceDate', lineItemIds: [] }])
  expect(await desk.read(early.id, early.revision)).toMatchObject({ warnings: early.warnings })
})

test.each([
  ['value and duty of 25,000.00', cement('20000', { supplementaryDutyRate: '25' }), []],
  ['25,000.01', cement('25000.01'), ['BUYER_LOSES_INPUT_CREDIT']],
  ['25,000.00 and VAT', cement('25000'), []],
  ['30,000.00 without VAT', cement('30000', { vatCategory: 'ZERO_RATED' }), []],
])('54 a nameless buyer of %s', async (_, item, codes) => {
  expect(codesOf(await desk.create([item]))).toEqual(codes)
})

test('54 a reduced rate with a code that is missing or not known was not checked', async () => {
  const truncated = cement('1000', { vatCategory: 'TRUNCATED', hsCode: 'S099.10' })
  const draft = await desk.create([truncated, cement('1000', { vatCategory: 'REDUCED', hsCode: null })])
  expect(draft.warnings).toEqual([
    { code: 'RATE_NOT_CHECKED', path: 'lineItems[1].hsCode', lineItemIds: [draft.lineItems[1].id] },
  ])
})

test('54 lines without a code are warned of once the invoice is issued', async () => {
  const lines = [line('1', '10'), cement(), line('2', '10')]
  const draft = await desk.create(lines, { invoiceDate: today(), dueDate: today() })
  expect(draft.warnings).toEqual([])
  const { warnings, lineItems } = await desk.run('approve', { id: draft.id })
  expect(warnings).toEqual([
    {
      code: 'NO_HS_CODE',
      path: 'lineItems[0].hsCode',
      lineItemIds: [lineItems[0].id, lineItems[2].id],
    },
  ])
})

test.each(['invoiceDate', 'dueDate'])('54 a %s before the Act came into force is refused', async (field) => {
  const exempt = cement('1000', { vatCategory: 'EXEMPT' })
  const error = await desk.expectCreateError([exempt], { [field]: '2019-06-30' })
  expect(error).toMatchObject({ code: 'DATE_OUT_OF_RANGE', path: `input.${field}` })
  expect(error.message).toContain('2019-07-01 to 2099-12-31')
})
