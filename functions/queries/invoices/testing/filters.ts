import type { Filter } from '../filter.ts'

const statuses: Filter[] = (
  ['DRAFT', 'PENDING_APPROVAL', 'APPROVED', 'PARTIALLY_PAID', 'PAID', 'OVERDUE', 'CANCELLED'] as const
).map((status) => ({ status: [status] }))

const dates: Filter[] = (['invoiceDate', 'dueDate', 'issueDate'] as const).flatMap((date) => [
  { [`${date}From`]: '2023-05-01', [`${date}To`]: '2023-05-31' },
  { [`${date}From`]: '2026-11-15' },
  { [`${date}To`]: '2022-12-31' },
  { [`${date}To`]: '2000-01-01' },
])

/** Every filter alone, with rare and frequent values and values that no invoice has. */
export const singleFilters: Filter[] = [
  {},
  ...statuses,
  { status: ['DRAFT', 'OVERDUE'] },
  ...['C-00001', 'C-00500', 'C-LOST', 'nobody'].map((customerId) => ({ customerId })),
  ...['V-001', 'nobody'].map((vendorId) => ({ vendorId })),
  ...['2022-2023', '2024-2025', '2026-2027', '2010-2011'].map((fiscalYear) => ({ fiscalYear })),
  ...dates,
  { openOnly: true },
  ...['MAIN', 'CTG', 'KHL'].map((place) => ({ place })),
  { lacksCertificate: 'VDS' },
  { lacksCertificate: 'TDS' },
  { grandTotalMin: '2000000' },
  { grandTotalMax: '5000' },
  { grandTotalMin: '100000', grandTotalMax: '101000' },
  { grandTotalMin: '99999999' },
]

export const commonPairs: Filter[] = [
  { customerId: 'C-00001', openOnly: true },
  { customerId: 'C-00001', status: ['DRAFT'] },
  { place: 'CTG', fiscalYear: '2023-2024' },
  { place: 'CTG', openOnly: true },
  { lacksCertificate: 'VDS', customerId: 'C-00001' },
  { lacksCertificate: 'TDS', invoiceDateTo: '2023-01-01' },
  { customerId: 'C-LOST', openOnly: true },
  { customerId: 'C-LOST', invoiceDateFrom: '2026-01-01' },
  { customerId: 'C-00010', fiscalYear: '2023-2024' },
  { status: ['OVERDUE'], invoiceDateFrom: '2023-01-01', invoiceDateTo: '2023-03-31' },
  { status: ['DRAFT'], fiscalYear: '2022-2023' },
  { status: ['PENDING_APPROVAL'], grandTotalMin: '1000000' },
  { fiscalYear: '2022-2023', grandTotalMin: '5000000' },
]

const wholeWords = [
  'limited',
  'Karnaphuli',
  'ananta jute',
  'jute ananta',
  'ফার্মেসি',
  'office chair',
  'zebra crossing',
  '0028718210101',
]
const partsOfWords = [
  ...['a', 'e', 'la', 'zq', 'ক', 'কি', '10', 'ing', 'ted', 'inv', 'mushak', '2024', '000'],
  'a e i o u l m n',
]

export const texts = [...wholeWords, ...partsOfWords]

/**
 * Words that nearly every invoice has, as many as a search may have, and parts of numbers that most numbers
 * have.
 */
export const frequentTexts = [
  '0000 inv limited trading acme 0028718210101 0287 7182',
  'limited acme trading inv rading imited mushak ited',
  '0000 0002 inv',
  ...['0000', '0001', '1000'],
]

/** A text together with another filter. */
export const textPairs: Filter[] = [
  { text: 'ananta', openOnly: true },
  { text: 'chair', status: ['DRAFT'] },
  { text: 'ltd', fiscalYear: '2022-2023' },
  { text: 'ltd', customerId: 'C-00001', vendorId: 'V-001' },
  { text: 'a', grandTotalMin: '99999999' },
]
