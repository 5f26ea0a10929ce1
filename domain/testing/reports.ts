import type { Reported } from '../document/report-frame.ts'
import type { BookLine } from '../document/sales-book.ts'
import { acme } from './acme.ts'

/** A report of July 2026 about Acme, which has issued documents at its own address and in Chattogram. */
export const reportOfJuly = (changes: Partial<Reported> = {}): Reported => ({
  period: { from: '2026-07-01', to: '2026-07-31' },
  seller: acme,
  places: ['CTG', 'MAIN'],
  documents: 3,
  lastAddedAt: '2026-07-31T18:05:00.123Z',
  waitingInvoices: 0,
  ...changes,
})

/** A line of the sales book: case 5, unless the changes say another. */
export const bookLine = (changes: Partial<BookLine> = {}): BookLine => ({
  ...{ kind: '6.3', number: 'MUSHAK-6.3-2026-07-000001', originalNumber: null },
  ...{ issuedAt: '2026-07-30T18:00:00Z', issuedOn: '2026-07-31' },
  ...{ buyerName: 'বেঙ্গল ট্রেডার্স', buyerAddress: '12 Station Road, Khulna' },
  ...{ buyerBin: '0012345670202', buyerNid: null },
  ...{ description: 'Portland cement, 50 kg', unit: 'bag', quantity: '10' },
  ...{ value: '10000.00', supplementaryDuty: '2000.00', vat: '1800.00' },
  ...changes,
})

/** The credit note of case 12: 4 of the 10 bags of case 5. */
export const creditLine: BookLine = bookLine({
  ...{ kind: '6.7', number: 'MUSHAK-6.7-2026-07-000001', originalNumber: 'MUSHAK-6.3-2026-07-000001' },
  ...{ quantity: '-4', value: '-4000.00', supplementaryDuty: '-800.00', vat: '-720.00' },
})
