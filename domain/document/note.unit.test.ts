import { describe, expect, test } from '@jest/globals'
import type { ExistingInvoice } from '../invoice/state.ts'
import { numberingNote } from '../testing/documents.ts'
import {
  acme,
  approving,
  cancelling,
  creating,
  creatingLines,
  crediting,
  debiting,
  dutiableBags,
  noon,
  numbering,
  registerOf,
  tenBags,
} from '../testing/examples.ts'
import { invoiceAfter } from '../testing/scenario.ts'
import type { Field, Language, NoteForm } from './form.ts'
import { noteForm } from './note.ts'

const later = '2024-10-20T03:30:00Z'
const issued = [creatingLines(dutiableBags, tenBags), approving(), numbering()] as const
const line = (number: number) => `i-1-${number}`

const formOf = (invoice: ExistingInvoice, noteId: string, lang: Language = 'en'): NoteForm => {
  const form = noteForm(invoice, noteId, { lang, copy: '1' })
  if (!form.ok) throw new Error(form.refusal.message)
  return form.value
}

const plain = (fields: readonly Field[]) => fields.map(({ label, value }) => `${label}: ${value}`)

describe('a credit note, Mushak-6.7', () => {
  const credited = invoiceAfter(
    ...issued,
    crediting([{ lineItemId: line(1), quantity: '4' }], { at: later, vehicle: 'Truck 11-2233' }),
    numberingNote('CREDIT_NOTE', 'n-credit', 7, later),
  )

  test('case 12: of 4 of 10 units has the line as invoiced and the positive sizes of the adjustment', () => {
    const form = formOf(credited, 'n-credit')
    expect(form.rows.map(({ cells }) => cells)).toEqual([
      [
        ...['1', 'MUSHAK-6.3-2024-10-000001\n15/10/2024 12:00\nSl. 1: Portland cement, 50 kg', 'Returned'],
        ...['13,800.00', '10 bag', '1,800.00', '2,000.00'],
        ...['5,520.00', '4 bag', '720.00', '800.00'],
      ],
    ])
    expect(form.totals.cells).toEqual([
      ...['', '', '', '13,800.00', '', '1,800.00', '2,000.00', '5,520.00', '', '720.00', '800.00'],
    ])
    expect(form.inWords.value).toBe('Five Thousand Five Hundred Twenty Taka Only')
  })

  test('has its own number and time, the seller and the recipient', () => {
    const form = formOf(credited, 'n-credit')
    expect(form).toMatchObject({
      form: '6.7',
      formNumber: 'Mushak-6.7',
      copyText: 'First copy',
      isDraft: false,
    })
    expect([...plain(form.document), ...plain(form.seller), ...plain(form.buyer)]).toEqual([
      'Credit note no.: MUSHAK-6.7-2024-10-000007',
      'Date of issue: 20/10/2024',
      'Time of issue: 09:30',
      'Name of registered person: Acme Cement Ltd',
      'BIN of registered person: 002871821-0101',
      'Address of registered person: 12 Motijheel C/A, Dhaka',
      "Buyer's/recipient's name: বেঙ্গল ট্রেডার্স",
      "Buyer's/recipient's BIN: 001234567-0202",
      "Buyer's/recipient's address: ৭ আগ্রাবাদ, চট্টগ্রাম",
      'Vehicle type and number: Truck 11-2233',
    ])
  })

  test('in Bangla', () => {
    const form = formOf(credited, 'n-credit', 'bn')
    expect(form.rows[0]?.cells).toEqual([
      ...['১', 'MUSHAK-6.3-2024-10-000001\n১৫/১০/২০২৪ ১২:০০\nক্রমিক ১: Portland cement, 50 kg', 'Returned'],
      ...['১৩,৮০০.০০', '১০ bag', '১,৮০০.০০', '২,০০০.০০', '৫,৫২০.০০', '৪ bag', '৭২০.০০', '৮০০.০০'],
    ])
    expect(form.inWords.value).toBe('পাঁচ হাজার পাঁচশ বিশ টাকা মাত্র')
  })

  test('on several lines names the row of each, and gives the reason once', () => {
    const invoice = invoiceAfter(
      ...issued,
      crediting(
        [
          { lineItemId: line(2), quantity: '1' },
          { lineItemId: line(1), amount: '1000' },
        ],
        { reason: 'Broken\nbags' },
      ),
      numberingNote('CREDIT_NOTE', 'n-credit'),
    )
    const form = formOf(invoice, 'n-credit')
    expect(form.rows.map(({ cells }) => [cells[0], cells[1]?.split('\n')[2], cells[2], cells[8]])).toEqual([
      ['1', 'Sl. 2: Portland cement, 50 kg', 'Broken bags', '1 bag'],
      ['2', 'Sl. 1: Portland cement, 50 kg', 'Ditto', '—'],
    ])
    expect(form.rows.map(({ cells }) => cells[7])).toEqual(['1,150.00', '1,380.00'])
    expect(form.totals.cells.slice(7)).toEqual(['2,530.00', '', '330.00', '200.00'])
    expect(form.inWords.value).toBe('Two Thousand Five Hundred Thirty Taka Only')
  })

  test('of a cancellation credits every line', () => {
    const invoice = invoiceAfter(...issued, cancelling(), numberingNote('CREDIT_NOTE', 'n-cancel'))
    const form = formOf(invoice, 'n-cancel')
    expect(form.rows.map(({ cells }) => cells[7])).toEqual(['13,800.00', '11,500.00'])
    expect(form.totals.cells[7]).toBe('25,300.00')
  })

  test('of another place names the place, and its responsible person signs', () => {
    const [depot] = acme.places
    const signed = { responsiblePersonName: 'Selina Akter', responsiblePersonDesignation: 'Depot in charge' }
    const tenant = { ...acme, places: depot ? [{ ...depot, ...signed }] : [] }
    const invoice = invoiceAfter(
      creating({ place: 'CTG' }, { tenant }),
      approving({ tenant, register: registerOf('6.3', noon, -1, 'CTG') }),
      numbering(),
      crediting([{ lineItemId: line(1), quantity: '1' }], { tenant }),
      numberingNote('CREDIT_NOTE', 'n-credit'),
    )
    const form = formOf(invoice, 'n-credit')
    expect(plain(form.seller).slice(2)).toEqual([
      'Address of registered person: 12 Motijheel C/A, Dhaka',
      'Address of issue: Chattogram depot, 7 Agrabad C/A, Chattogram',
    ])
    expect(form.document[0]?.value).toBe('MUSHAK-6.7-CTG-2024-10-000001')
    expect(form.signature.slice(0, 2).map(({ value }) => value)).toEqual(['Selina Akter', 'Depot in charge'])
  })
})

test('a debit note, Mushak-6.8, has the increasing adjustment', () => {
  const invoice = invoiceAfter(
    ...issued,
    debiting([{ lineItemId: line(2), quantity: '2.5' }]),
    numberingNote('DEBIT_NOTE', 'n-debit'),
  )
  const form = formOf(invoice, 'n-debit', 'bn')
  expect(form).toMatchObject({ form: '6.8', formNumber: 'মূসক-৬.৮', heading: { title: 'ডেবিট নোট' } })
  expect(form.document[0]).toEqual({ label: 'ডেবিট নোট নম্বর', value: 'MUSHAK-6.8-2024-10-000001' })
  expect(form.columnGroups.map(({ first, last }) => [first, last])).toEqual([
    [3, 6],
    [7, 10],
  ])
  expect(form.columnGroups[1]?.heading).toBe('বৃদ্ধিকারী সমন্বয়'.normalize('NFC'))
  expect(form.rows[0]?.cells.slice(7)).toEqual(['২,৮৭৫.০০', '২.৫ bag', '৩৭৫.০০', '০.০০'])
})

describe('a note is refused', () => {
  const credit = crediting([{ lineItemId: line(1), quantity: '4' }])
  const codeOf = (invoice: ExistingInvoice, noteId: string) => {
    const form = noteForm(invoice, noteId, { lang: 'en', copy: '1' })
    return form.ok ? null : form.refusal.code
  }

  test('that the invoice does not have', () => {
    expect(codeOf(invoiceAfter(...issued, credit), 'n-other')).toBe('NOTE_UNKNOWN')
  })

  test('without a number, or whose invoice has none yet', () => {
    expect(codeOf(invoiceAfter(...issued, credit), 'n-credit')).toBe('NOTE_NOT_NUMBERED')
    const onlyNote = [creatingLines(dutiableBags), approving(), credit] as const
    const numbered = invoiceAfter(...onlyNote, numberingNote('CREDIT_NOTE', 'n-credit'))
    expect(codeOf(numbered, 'n-credit')).toBe('NOTE_NOT_NUMBERED')
  })
})
