import { expect, jest, test } from '@jest/globals'
import fc from 'fast-check'
import type { InvoiceEvent } from '../../../domain/invoice/events.ts'
import { thresholds } from '../../../domain/tax/thresholds.ts'
import { approving, creating, crediting, numbering, tenBags } from '../../../domain/testing/examples.ts'
import { numberingNote } from '../../../domain/testing/note-numbers.ts'
import { history } from '../../../domain/testing/scenario.ts'
import { migrationFiles } from '../../../infra/postgres/migration-files.ts'
import { adjusted } from '../../projections/invoices/testing/adjusted-story.ts'
import { readHighValueInvoices } from './high-value.ts'
import { readSalesBook, type SalesBookLine } from './sales-book.ts'
import { addInvoices, asAcme, emptyLedger, useLedger } from './testing/ledger-database.ts'
import { randomInvoice } from './testing/random-invoices.ts'

// The property takes long on a busy machine.
jest.setTimeout(120_000)

useLedger()

const all = { from: '2024-01-01', to: '2025-12-31' }
const readBook = async (limit: number) => {
  const lines: SalesBookLine[] = []
  for (;;) {
    const after = lines.at(-1) ?? null
    const page = await asAcme((sql) => readSalesBook(sql, all, { after, limit }))
    lines.push(...page)
    if (page.length < limit) return lines
  }
}

test('case 12: the sales book has the lines of notes, with negative amounts for credit notes', async () => {
  const [events = []] = await addInvoices([history(...adjusted)])
  const numbers = events.flatMap((event) => (event.type === 'LegalNumberAssigned' ? [event.number] : []))
  const supply = { unit: 'bag', hsCode: '2523.29.00', buyerBin: '0012345670202', lineNumber: 1 }
  expect(await readBook(10)).toMatchObject([
    {
      ...{ ...supply, kind: '6.3', number: numbers[0], originalNumber: null, issuedOn: '2024-10-15' },
      ...{ quantity: '10', value: '10000.00', supplementaryDuty: '2000.00', vat: '1800.00' },
    },
    {
      ...{ ...supply, kind: '6.7', number: numbers[1], originalNumber: numbers[0], issuedOn: '2024-11-15' },
      ...{ quantity: '-4', value: '-4000.00', supplementaryDuty: '-800.00', vat: '-720.00' },
    },
    {
      ...{ ...supply, kind: '6.8', number: numbers[2], originalNumber: numbers[0], issuedOn: '2024-11-15' },
      ...{ quantity: null, value: '50.00', supplementaryDuty: '10.00', vat: '9.00' },
    },
  ])
})

/** How many lines the numbered documents of an invoice have, from its events. */
const countLines = (events: readonly InvoiceEvent[]): number => {
  const numbered = events.flatMap((event) =>
    event.type === 'LegalNumberAssigned' ? [event.document.noteId] : [],
  )
  return events.reduce((count, event) => {
    if (event.type === 'InvoiceCreated') return numbered.includes(null) ? count + event.lines.length : count
    const isNote = event.type === 'CreditNoteIssued' || event.type === 'DebitNoteIssued'
    return isNote && numbered.includes(event.noteId) ? count + event.lines.length : count
  }, 0)
}

test('pages of any size are the whole sales book, each line once and in order', async () => {
  await fc.assert(
    fc.asyncProperty(
      fc.array(randomInvoice, { minLength: 1, maxLength: 8 }),
      fc.integer({ min: 1, max: 5 }),
      async (random, limit) => {
        await emptyLedger()
        const events = await addInvoices(random)
        const whole = await readBook(1_000)
        expect(await readBook(limit)).toEqual(whole)
        expect(whole).toHaveLength(events.reduce((count, one) => count + countLines(one), 0))
        expect(whole.map(({ issuedAt }) => Date.parse(issuedAt))).toEqual(
          whole.map(({ issuedAt }) => Date.parse(issuedAt)).toSorted((one, other) => one - other),
        )
        const documents = new Set(whole.map(({ documentId, lineNumber }) => `${documentId} ${lineNumber}`))
        expect(documents.size).toBe(whole.length)
      },
    ),
    { numRuns: 30 },
  )
})

const ofValue = (unitPrice: string, supplementaryDutyRate = '0') =>
  history(
    ...[
      creating({ lineItems: [{ ...tenBags, unitPrice, supplementaryDutyRate }] }),
      approving(),
      numbering(),
    ],
  )

test('200,000.00 is not in the list of large invoices, 200,000.01 with supplementary duty is', async () => {
  await addInvoices([
    ofValue('20000'),
    ofValue('20000.001'),
    ofValue('16666.67', '20'),
    ofValue('16666.66', '20'),
  ])
  const page = (after: Parameters<typeof readHighValueInvoices>[2]['after'], limit = 10) =>
    asAcme((sql) => readHighValueInvoices(sql, all, { after, limit }))
  const found = await page(null)
  expect(found.map(({ value, supplementaryDuty }) => [value, supplementaryDuty])).toEqual([
    ['200000.01', '0.00'],
    ['166666.70', '33333.34'],
  ])
  const [first] = await page(null, 1)
  expect([first, ...(await page(first ?? null))]).toEqual(found)
})

test('a large note is not in the list of large invoices', async () => {
  const invoice = [creating({ lineItems: [{ ...tenBags, unitPrice: '90000' }] }), approving(), numbering()]
  const note = crediting([{ lineItemId: 'i-1-1', quantity: '9' }])
  await addInvoices([history(...invoice, note, numberingNote('n-credit', 1))])
  const found = await asAcme((sql) => readHighValueInvoices(sql, all, { after: null, limit: 10 }))
  expect(found.map(({ value }) => value)).toEqual(['900000.00'])
})

test('the index of large invoices has the lowest threshold that ever held', () => {
  const amounts = thresholds
    .filter(({ threshold }) => threshold === 'HIGH_VALUE_INVOICE')
    .map(({ taka }) => Number(taka))
  const [, lowest] = migrationFiles().flatMap(({ up }) => /value \+ sd > (\d+);/.exec(up) ?? [])
  expect(Number(lowest)).toBe(Math.min(...amounts))
})
