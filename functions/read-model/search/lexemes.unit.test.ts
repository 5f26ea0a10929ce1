import { expect, test } from '@jest/globals'
import type { ExistingInvoice } from '../../../domain/invoice/state.ts'
import { sampleInvoices } from '../../../infra/tools/bench/sample-invoices.ts'
import { lexemesOf } from './lexemes.ts'

const [sample] = [...sampleInvoices({ tenantId: 'acme', count: 1, until: '2026-07-01T00:00:00.000Z' })]
const soldTo = (name: string): ExistingInvoice => {
  if (!sample) throw new Error('There is no sample invoice')
  return { ...sample.invoice, buyer: { ...sample.invoice.buyer, name } }
}

test.each(['Padma Textiles', `Padma ${'Textiles and Trading '.repeat(20)}`])(
  'an invoice has the same lexemes whether its texts were seen before or not',
  (name) => {
    const first = lexemesOf(soldTo(name))
    expect(first).toEqual(expect.arrayContaining(['padma', 'textiles', '-extiles', '-adma']))
    expect(lexemesOf(soldTo(name))).toEqual(first)
    const others = Array.from({ length: 5_000 }, (_, index) => lexemesOf(soldTo(`Meghna ${index}`)))
    expect(others.at(-1)).toEqual(expect.arrayContaining(['meghna', '4999']))
    expect(others.at(-1)).not.toContain('padma')
    expect(lexemesOf(soldTo(name))).toEqual(first)
  },
)
