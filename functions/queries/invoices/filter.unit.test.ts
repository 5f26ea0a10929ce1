import { expect, test } from '@jest/globals'
import { filter } from './filter.ts'

const problemsOf = (input: object) => {
  const read = filter.safeParse(input)
  return read.success
    ? undefined
    : read.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`)
}

test.each([
  [{ fiscalYear: '2025-2027' }, 'fiscalYear is not a fiscal year: YYYY-YYYY, such as 2025-2026'],
  [{ status: [] }, 'status contains no status: leave it out, or name one'],
  [
    { invoiceDateFrom: '2024-02-01', invoiceDateTo: '2024-01-31' },
    'invoiceDateTo is below invoiceDateFrom: no value is between them',
  ],
  [
    { grandTotalMin: '100', grandTotalMax: '99.99' },
    'grandTotalMax is below grandTotalMin: no value is between them',
  ],
  [
    { grandTotalMin: '99999999999999999999' },
    'grandTotalMin is too large: amounts stay below 1000000000000000',
  ],
  [{ grandTotalMin: '1.001' }, 'grandTotalMin has more than 2 decimals'],
  [{ grandTotalMin: '1e3' }, 'grandTotalMin is not an amount in taka: plain digits with at most one point'],
  [{ place: 'CHATTOGRAM' }, 'place is not a code of a place: a capital letter and 1 to 5 capitals or digits'],
  [{ text: '%' }, 'text contains no letter or digit to search for'],
  [{ text: 'a b c d e f g h i j k' }, 'text has too many words to search for: at most 8'],
])('%j is rejected: %s', (input, problem) => {
  expect(problemsOf(input)).toEqual([problem])
})

test.each([
  [{ status: ['PAID', 'DRAFT', 'PAID'] }, { status: ['PAID', 'DRAFT'] }],
  [{ customerId: ' C-1 ' }, { customerId: 'C-1' }],
  [{ invoiceNumber: ' inv-2024-10-15-000001 ' }, { invoiceNumber: 'INV-2024-10-15-000001' }],
  [{ mushakNumber: 'mushak–6.3–২০২৪-১০-٠٠٠٠٠١' }, { mushakNumber: 'MUSHAK-6.3-2024-10-000001' }],
  [{ noteNumber: ' mushak-6.7-ctg-2024-10-000001' }, { noteNumber: 'MUSHAK-6.7-CTG-2024-10-000001' }],
  [{ place: ' ctg ' }, { place: 'CTG' }],
  [{ text: ' cement ' }, { text: 'cement' }],
  [{ text: '\u200b\u2800' }, { text: undefined }],
  [{ text: ' \t' }, { text: undefined }],
  [
    { text: 'INV-2024-10-15-000001 MUSHAK-6.3-2024-10-000001' },
    { text: 'INV-2024-10-15-000001 MUSHAK-6.3-2024-10-000001' },
  ],
  [{ text: null }, { text: undefined }],
  [
    { grandTotalMin: '9', grandTotalMax: '10' },
    { grandTotalMin: '9', grandTotalMax: '10' },
  ],
])('%j is read as %j', (input, output) => {
  expect(filter.parse(input)).toEqual(output)
})
