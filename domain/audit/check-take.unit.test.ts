import { describe, expect, test } from '@jest/globals'
import * as fc from 'fast-check'
import type { Document } from '../numbering/documents.ts'
import { take } from '../numbering/take.ts'
import { approving, cancelling, creating, crediting, debiting, noon, numbering } from '../testing/examples.ts'
import { numberingNote } from '../testing/note-numbers.ts'
import { written } from '../testing/remarks.ts'
import { invoiceAfter } from '../testing/scenario.ts'
import { checkOwnerOfTake, checkTake, type TakeInRegister } from './check-take.ts'
import { isFinding } from './finding.ts'

const invoiceOne = { kind: 'INVOICE', invoiceId: 'i-1', noteId: null } as const
const note = (kind: 'CREDIT_NOTE' | 'DEBIT_NOTE', noteId: string) =>
  ({ kind, invoiceId: 'i-1', noteId }) as const
const register = { series: '6.3', place: 'MAIN', fiscalYear: '2024-2025' } as const

const taken = (document: Document = invoiceOne, issuedAt = noon) => ({
  ...take({ document, place: 'MAIN', decidedAt: noon }),
  issuedAt,
})
const at = (revision: number, issuedAt = noon, more: Partial<TakeInRegister> = {}): TakeInRegister => ({
  register,
  revision,
  take: taken(invoiceOne, issuedAt),
  ...more,
})

describe('a take', () => {
  test('may be the first, or follow one of the same time', () => {
    expect(checkTake(at(0), undefined)).toEqual([])
    expect(checkTake(at(1), taken())).toEqual([])
  })

  test('after a gap is found', () => {
    expect(written(checkTake(at(2), undefined))).toEqual([
      'SERIAL_MISSING: serial 2 is missing before serial 3',
    ])
  })

  test('before the time of an earlier serial is found', () => {
    expect(written(checkTake(at(1), { issuedAt: '2024-10-16T00:00:00Z' }))).toEqual([
      'ISSUED_OUT_OF_ORDER: serial 2 is issued at 2024-10-15T06:00:00Z, before serial 1 at 2024-10-16T00:00:00Z',
    ])
  })

  test('in another year is found: midnight in Dhaka is six hours before that in UTC', () => {
    expect(checkTake(at(0, '2025-06-30T17:59:59Z'), undefined)).toEqual([])
    expect(written(checkTake(at(0, '2025-06-30T18:00:00Z'), undefined))).toEqual([
      'ISSUED_OUTSIDE_YEAR: serial 1 is issued at 2025-06-30T18:00:00Z, which is not in 2024-2025 in Dhaka',
    ])
  })

  test.each([
    ['another place', { register: { ...register, place: 'CTG' } }, '6.3'],
    ['another series', { take: taken(note('CREDIT_NOTE', 'n-1')) }, '6.7'],
  ])('of %s is found', (_, elsewhere, series) => {
    expect(written(checkTake(at(0, noon, elsewhere), undefined))).toEqual([
      `NUMBER_DIFFERS: serial 1 is of ${series} of MAIN, and in another register`,
    ])
  })

  test('times in any order are found wherever one is earlier than the one before', () => {
    const day = fc.integer({ min: 10, max: 30 })
    fc.assert(
      fc.property(fc.array(day, { minLength: 2 }), (days) => {
        const takes = days.map((one, revision) => at(revision, `2024-10-${one}T00:00:00Z`))
        const found = takes.flatMap((one, index) =>
          checkTake(one, takes[index - 1]?.take).map(({ code }) => `${code} ${index}`),
        )
        const earlier = days.flatMap((one, index) =>
          index > 0 && one < Number(days[index - 1]) ? [index] : [],
        )
        expect(found).toEqual(earlier.map((index) => `ISSUED_OUT_OF_ORDER ${index}`))
      }),
    )
  })
})

describe('the document of a take', () => {
  const issued = [creating(), approving()] as const
  const numbered = invoiceAfter(...issued, numbering(4))
  const ownerOf = (revision: number, invoice = numbered, more: Partial<TakeInRegister> = {}) =>
    checkOwnerOfTake(at(revision, noon, more), invoice)

  test('has its serial or waits for one', () => {
    expect(ownerOf(3)).toEqual([])
    expect(ownerOf(7, invoiceAfter(...issued))).toEqual([])
  })

  test('that has an earlier serial was taken twice, which is listed and is no finding', () => {
    const twice = ownerOf(4)
    expect(written(twice)).toEqual([
      'SERIAL_TAKEN_TWICE: serial 5 was taken for INVOICE i-1, which has MUSHAK-6.3-2024-10-000004. ' +
        'The first take counts; no document has this serial',
    ])
    expect(twice.some(isFinding)).toBe(false)
  })

  test('that has a later serial is found', () => {
    expect(written(ownerOf(2))).toEqual([
      'SERIAL_WITHOUT_DOCUMENT: serial 3 was taken for INVOICE i-1, which has MUSHAK-6.3-2024-10-000004',
    ])
  })

  test.each([
    { ...register, fiscalYear: '2023-2024' },
    { ...register, place: 'CTG' },
    { ...register, series: '6.7' as const },
  ])('that has a number of another register than %j is found', (elsewhere) => {
    for (const revision of [3, 4])
      expect(written(ownerOf(revision, numbered, { register: elsewhere }))).toEqual([
        `SERIAL_WITHOUT_DOCUMENT: serial ${revision + 1} was taken for INVOICE i-1, ` +
          'which has MUSHAK-6.3-2024-10-000004',
      ])
  })

  test.each([
    ['another invoice', numbered, { ...invoiceOne, invoiceId: 'i-2' }, 'INVOICE i-2'],
    ['no invoice', undefined, invoiceOne, 'INVOICE i-1'],
    ['a draft', invoiceAfter(creating()), invoiceOne, 'INVOICE i-1'],
    ['a note that is not there', numbered, note('DEBIT_NOTE', 'n-1'), 'DEBIT_NOTE n-1 of invoice i-1'],
  ])('that is %s is found', (_, invoice, document, name) => {
    expect(written(checkOwnerOfTake(at(0, noon, { take: taken(document) }), invoice))).toEqual([
      `SERIAL_WITHOUT_DOCUMENT: serial 1 is of ${name}, never decided`,
    ])
  })

  describe('that is a note', () => {
    const line = 'i-1-1'
    const withNotes = invoiceAfter(
      ...[...issued, numbering(4), crediting([{ lineItemId: line, quantity: '2' }], { id: 'n-1' })],
      ...[numberingNote('n-1', 2), debiting([{ lineItemId: line, quantity: '1' }], { id: 'n-2' })],
      ...[numberingNote('n-2', 5), cancelling(undefined, { noteId: 'n-3' })],
    )
    const take = (document: Document, series: '6.7' | '6.8', revision: number) =>
      written(ownerOf(revision, withNotes, { register: { ...register, series }, take: taken(document) }))

    test('has its serial or waits for one', () => {
      expect(take(note('CREDIT_NOTE', 'n-1'), '6.7', 1)).toEqual([])
      expect(take(note('DEBIT_NOTE', 'n-2'), '6.8', 4)).toEqual([])
      expect(take(note('CREDIT_NOTE', 'n-3'), '6.7', 2)).toEqual([])
    })

    test('that has an earlier serial was taken twice', () => {
      expect(take(note('DEBIT_NOTE', 'n-2'), '6.8', 6)).toEqual([
        'SERIAL_TAKEN_TWICE: serial 7 was taken for DEBIT_NOTE n-2 of invoice i-1, ' +
          'which has MUSHAK-6.8-2024-10-000005. The first take counts; no document has this serial',
      ])
    })

    test('is not the note of the other kind', () => {
      expect(take(note('DEBIT_NOTE', 'n-1'), '6.8', 1)).toEqual([
        'SERIAL_WITHOUT_DOCUMENT: serial 2 is of DEBIT_NOTE n-1 of invoice i-1, never decided',
      ])
      expect(take(note('CREDIT_NOTE', 'n-2'), '6.7', 4)).toEqual([
        'SERIAL_WITHOUT_DOCUMENT: serial 5 is of CREDIT_NOTE n-2 of invoice i-1, never decided',
      ])
    })
  })
})
