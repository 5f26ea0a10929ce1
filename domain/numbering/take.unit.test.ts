import { describe, expect, test } from '@jest/globals'
import { storedAndRead } from '../testing/frozen.ts'
import type { Document } from './documents.ts'
import { registerCodec } from './events.ts'
import { isNumberOf, take, takeInvoiceNumber, takesInOrder } from './take.ts'

const invoice = { kind: 'INVOICE', invoiceId: 'i-1', noteId: null } as const
const creditNote = { kind: 'CREDIT_NOTE', invoiceId: 'i-1', noteId: 'n-1' } as const
const of = (document: Document, decidedAt: string, previous?: string) =>
  take({ document, place: 'CTG', decidedAt }, previous)
const [early, late] = ['2026-06-30T10:00:00Z', '2026-06-30T11:00:00Z']

describe('a take', () => {
  test('is issued at the time of the decision', () => {
    expect(of(invoice, early)).toEqual({
      type: 'NumberTaken',
      document: invoice,
      place: 'CTG',
      decidedAt: early,
      issuedAt: early,
    })
    expect(of(invoice, late, early).issuedAt).toBe(late)
  })

  test('is issued at the time of the previous serial where that is later', () => {
    expect(of(invoice, early, late)).toMatchObject({ decidedAt: early, issuedAt: late })
  })

  test.each(['INVOICE', 'CREDIT_NOTE', 'DEBIT_NOTE'] as const)('of %s can be stored', (kind) => {
    const taken = of({ ...creditNote, kind }, early)
    expect(storedAndRead(registerCodec, taken)).toEqual(taken)
  })
})

describe('takes of documents that are numbered together', () => {
  const request = (invoiceId: string, decidedAt: string) => ({
    document: { ...invoice, invoiceId },
    place: 'CTG',
    decidedAt,
  })
  const takesOf = (requests: ReturnType<typeof request>[], previous?: string) =>
    takesInOrder(requests, previous).map(({ request, take }) => {
      expect([take.document, take.decidedAt]).toEqual([request.document, request.decidedAt])
      return [take.document.invoiceId, take.issuedAt]
    })

  test('7 follow the times of decision, each issued when it was decided', () => {
    expect(takesOf([request('b', late), request('a', early), request('c', late)])).toEqual([
      ['a', early],
      ['b', late],
      ['c', late],
    ])
    expect(takesOf([])).toEqual([])
  })

  test('7 are not issued before the previous serial of the register', () => {
    const [before, between] = ['2026-06-30T09:00:00Z', '2026-06-30T10:30:00Z']
    expect(takesOf([request('c', late), request('b', early), request('a', before)], between)).toEqual([
      ['a', between],
      ['b', between],
      ['c', late],
    ])
  })
})

describe('the number of a document', () => {
  test('is the take of the same document', () => {
    expect(isNumberOf(creditNote, of({ ...creditNote }, early))).toBe(true)
  })

  test.each([
    invoice,
    { ...creditNote, noteId: 'n-2' },
    { ...creditNote, invoiceId: 'i-2' },
    { ...creditNote, kind: 'DEBIT_NOTE' as const },
  ])('is not the take of %j', (other) => {
    expect(isNumberOf(creditNote, of(other, early))).toBe(false)
  })

  test('is not the number of a draft', () => {
    const draft = takeInvoiceNumber('i-1', early)
    expect(draft).toEqual({ type: 'InvoiceNumberTaken', invoiceId: 'i-1', takenAt: early })
    expect(isNumberOf(invoice, draft)).toBe(false)
  })
})
