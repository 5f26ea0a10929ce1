import { describe, expect, test } from '@jest/globals'
import fc from 'fast-check'
import { writeQuantity, writeTaka } from '../../money/poisha.ts'
import {
  approving,
  cancelling,
  creatingLines,
  crediting,
  debiting,
  paying,
  reversing,
  tenBags,
} from '../../testing/examples.ts'
import { type Decide, invoiceAfter } from '../../testing/scenario.ts'
import type { LineInput } from '../draft/input.ts'
import type { ExistingInvoice } from '../state.ts'
import { settlementOf } from '../status.ts'
import { expectedCash, expectedCertificates } from './expected-certificates.ts'

/** 10 x 50,000 with VAT 10 %; the buyer withholds VDS 10 % and TDS 5 %. Worked case 11. */
const construction: LineInput = {
  ...tenBags,
  unitPrice: '50000',
  vatCategory: 'REDUCED',
  vatRate: '10',
  vdsRate: '10',
  advanceIncomeTaxRate: '5',
}
const lineItemId = 'i-1-1'

const issuedWith = (...decisions: readonly Decide[]) =>
  invoiceAfter(creatingLines(construction), approving(), ...decisions)
const rowsOf = (invoice: ExistingInvoice) =>
  expectedCertificates(invoice).map(({ kind, expected, recorded, outstanding }) =>
    [kind, ...[expected, recorded, outstanding].map(writeTaka)].join(' '),
  )
const certificate = (kind: 'VDS' | 'TDS', amount: string) =>
  paying(amount, {
    ...{ id: `${kind}-${amount}`, method: `${kind}_CERTIFICATE` },
    ...{ certificateNumber: 'C-1', certificateDate: '2024-10-15' },
  })

describe('case 11: an invoice from which the buyer withholds VDS and TDS', () => {
  test('expects both certificates, and the rest as cash', () => {
    expect(rowsOf(issuedWith())).toEqual(['VDS 50000.00 0.00 50000.00', 'TDS 25000.00 0.00 25000.00'])
    expect(writeTaka(expectedCash(issuedWith()))).toBe('475000.00')
  })

  test('expects less of each after certificates, and as much cash', () => {
    const invoice = issuedWith(certificate('VDS', '30000'), certificate('TDS', '25000'))
    expect(rowsOf(invoice)).toEqual(['VDS 50000.00 30000.00 20000.00', 'TDS 25000.00 25000.00 0.00'])
    expect(writeTaka(expectedCash(invoice))).toBe('475000.00')
  })

  test('does not count a certificate that is reversed', () => {
    const invoice = issuedWith(certificate('VDS', '30000'), reversing('VDS-30000'))
    expect(rowsOf(invoice)).toEqual(['VDS 50000.00 0.00 50000.00', 'TDS 25000.00 0.00 25000.00'])
  })

  test('expects less after a credit note and more after a debit note', () => {
    const credited = issuedWith(crediting([{ lineItemId, quantity: '4' }]))
    expect(rowsOf(credited)).toEqual(['VDS 30000.00 0.00 30000.00', 'TDS 15000.00 0.00 15000.00'])
    expect(writeTaka(expectedCash(credited))).toBe('285000.00')
    const debited = issuedWith(debiting([{ lineItemId, quantity: '1' }]))
    expect(rowsOf(debited)).toEqual(['VDS 55000.00 0.00 55000.00', 'TDS 27500.00 0.00 27500.00'])
    expect(writeTaka(expectedCash(debited))).toBe('522500.00')
  })

  test('expects no more of a kind of which more is recorded', () => {
    const invoice = issuedWith(certificate('TDS', '25000'), crediting([{ lineItemId, quantity: '4' }]))
    expect(rowsOf(invoice)).toEqual(['VDS 30000.00 0.00 30000.00', 'TDS 15000.00 25000.00 0.00'])
  })

  test('expects nothing after it was cancelled', () => {
    const cancelled = issuedWith(cancelling('Withdrawn'))
    expect(rowsOf(cancelled)).toEqual([])
    expect(expectedCash(cancelled)).toBe(0n)
  })
})

test('14 TDS of 5 % of 50,000 is not part of the expected cash', () => {
  const terms = { ...tenBags, unitPrice: '5000', advanceIncomeTaxRate: '5' }
  expect(writeTaka(expectedCash(invoiceAfter(creatingLines(terms))))).toBe('55000.00')
})

describe('a kind of certificate', () => {
  test('that the buyer does not withhold is left out, unless one is recorded', () => {
    const plain = [creatingLines(tenBags), approving()]
    expect(rowsOf(invoiceAfter(...plain))).toEqual([])
    expect(rowsOf(invoiceAfter(...plain, certificate('TDS', '10')))).toEqual(['TDS 0.00 10.00 0.00'])
  })

  test('VDS is at most the VAT that remains', () => {
    const atFive = { ...construction, vatRate: '5' }
    const issued = [creatingLines(atFive), approving()]
    expect(rowsOf(invoiceAfter(...issued))[0]).toBe('VDS 25000.00 0.00 25000.00')
    const credited = invoiceAfter(...issued, crediting([{ lineItemId, quantity: '3' }]))
    expect(rowsOf(credited)[0]).toBe('VDS 17500.00 0.00 17500.00')
  })
})

const line = fc.record({
  quantity: fc.bigInt({ min: 1n, max: 50_000_000n }).map((millionths) => writeQuantity(millionths as never)),
  unitPrice: fc.constantFrom('0.0333', '10.10', '33.3333', '999.99', '1234.5678'),
  supplementaryDutyRate: fc.constantFrom('0', '20', '33.3333'),
  vatRate: fc.constantFrom('10', '7.5', '2.4'),
  vdsRate: fc.constantFrom('0', '5', '7.5', '10'),
  advanceIncomeTaxRate: fc.constantFrom('0', '3', '5', '33.3333'),
})

/** Credits a share of what is left of the line, in thousandths; a note without effect is left out. */
const creditShare =
  (share: number, id: string): Decide =>
  (invoice) => {
    const left = invoice.status === 'NONE' ? undefined : invoice.lines.find((one) => one.id === lineItemId)
    const part = ((left?.remaining.quantity ?? 0n) * BigInt(share)) / 1000n
    if (part === 0n) return { ok: true, events: [] }
    const lines = [{ lineItemId, quantity: writeQuantity(part as never) }]
    const decision = crediting(lines, { id })(invoice)
    return decision.ok || decision.refusal.code !== 'NOTE_WITHOUT_EFFECT'
      ? decision
      : { ok: true, events: [] }
  }

describe('the expected cash of any line', () => {
  test('without notes is the total less the taxes that the buyer withholds from the invoice', () => {
    fc.assert(
      fc.property(line, (terms) => {
        const invoice = invoiceAfter(creatingLines({ ...tenBags, vatCategory: 'REDUCED', ...terms }, tenBags))
        const { grandTotal, advanceIncomeTax, vatDeductedAtSource } = invoice.totals
        expect(expectedCash(invoice)).toBe(grandTotal - advanceIncomeTax - vatDeductedAtSource)
      }),
    )
  })

  test('in any split of credits is never below zero nor above what is due, and 0 at the end', () => {
    fc.assert(
      fc.property(line, fc.array(fc.integer({ min: 1, max: 999 }), { maxLength: 6 }), (terms, shares) => {
        // With a second line the invoice does not count as cancelled when the first is credited in full.
        const first = [creatingLines({ ...tenBags, vatCategory: 'REDUCED', ...terms }, tenBags), approving()]
        const decisions: Decide[] = [...first]
        for (const [index, share] of [...shares, 1000].entries()) {
          decisions.push(creditShare(share, `n-${index}`))
          const invoice = invoiceAfter(...decisions)
          const { net } = settlementOf(invoice)
          const cash = expectedCash(invoice)
          expect(cash >= 0n && cash <= net).toBe(true)
          expect(expectedCertificates(invoice).every(({ outstanding }) => outstanding >= 0n)).toBe(true)
        }
        // The second line withholds nothing, so all of it is cash.
        const closed = invoiceAfter(...decisions)
        const left = closed.lines.find(({ id }) => id === lineItemId)?.remaining
        if (left?.value === 0n) {
          expect(expectedCertificates(closed)).toEqual([])
          expect(writeTaka(expectedCash(closed))).toBe('11500.00')
        }
      }),
      { numRuns: 60 },
    )
  })
})
