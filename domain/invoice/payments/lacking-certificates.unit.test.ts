import { describe, expect, test } from '@jest/globals'
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
import { lacksCertificate } from './expected-certificates.ts'

const withheld = { ...tenBags, vdsRate: '5', advanceIncomeTaxRate: '3' }
const issued = [creatingLines(withheld), approving()]
const certificate = (kind: 'VDS' | 'TDS', id: string) =>
  paying('100', {
    id,
    method: `${kind}_CERTIFICATE`,
    certificateNumber: 'C-1',
    certificateDate: '2024-10-15',
  })
const lacking = (...steps: readonly Decide[]) => {
  const invoice = invoiceAfter(...steps)
  return [lacksCertificate(invoice, 'VDS'), lacksCertificate(invoice, 'TDS')]
}

describe('57 a certificate is lacking', () => {
  test('from the approval until one of its kind is recorded, and again after its reversal', () => {
    expect(lacking(creatingLines(withheld))).toEqual([false, false])
    expect(lacking(...issued)).toEqual([true, true])
    expect(lacking(...issued, paying('500'))).toEqual([true, true])
    expect(lacking(...issued, certificate('VDS', 'v'))).toEqual([false, true])
    expect(lacking(...issued, certificate('TDS', 't'))).toEqual([true, false])
    expect(lacking(...issued, certificate('VDS', 'v'), reversing('v'))).toEqual([true, true])
  })

  test('only where the buyer withholds something', () => {
    expect(lacking(creatingLines(tenBags), approving())).toEqual([false, false])
    expect(lacking(creatingLines({ ...tenBags, vdsRate: '5' }), approving())).toEqual([true, false])
    const exempt = { ...withheld, vatCategory: 'EXEMPT' } as const
    expect(lacking(creatingLines(exempt), approving())).toEqual([false, true])
    expect(lacking(creatingLines(tenBags, withheld), approving())).toEqual([true, true])
  })

  test('as far as notes leave something to withhold from', () => {
    const all = crediting([{ lineItemId: 'i-1-1', quantity: '10' }])
    expect(lacking(...issued, crediting([{ lineItemId: 'i-1-1', quantity: '9' }]))).toEqual([true, true])
    expect(lacking(creatingLines(withheld, tenBags), approving(), all)).toEqual([false, false])
    const more = debiting([{ lineItemId: 'i-1-1', quantity: '1' }])
    expect(lacking(creatingLines(withheld, tenBags), approving(), all, more)).toEqual([true, true])
    expect(lacking(...issued, cancelling())).toEqual([false, false])
  })
})
