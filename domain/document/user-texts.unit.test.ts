import { expect, test } from '@jest/globals'
import fc from 'fast-check'
import type { ExistingInvoice, Party } from '../invoice/state.ts'
import { numberingNote } from '../testing/documents.ts'
import { approving, creating, crediting, numbering, tenBags } from '../testing/examples.ts'
import { invoiceAfter } from '../testing/scenario.ts'
import type { Language, PrintedForm } from './form.ts'
import { noteForm } from './note.ts'
import { taxInvoiceForm } from './tax-invoice.ts'

const issued = invoiceAfter(
  creating({
    ...{ destination: 'Khulna', vehicle: 'Truck' },
    lineItems: [{ ...tenBags, vatCategory: 'SPECIFIC', specificVatPerUnit: '5', discount: '1' }],
  }),
  approving(),
  numbering(),
  crediting([{ lineItemId: 'i-1-1', quantity: '1' }]),
  numberingNote('CREDIT_NOTE', 'n-credit'),
)

/** The invoice with this text wherever a text of a user is. A stored event can have any. */
const withText = (text: string): ExistingInvoice => {
  const party = (one: Party): Party => ({ ...one, name: text, address: text })
  const place = { place: 'CTG', placeName: text, addressOfIssue: text }
  const person = { responsiblePersonName: text, responsiblePersonDesignation: text }
  return {
    ...issued,
    ...{ ...place, ...person, destination: text, vehicle: text },
    seller: party(issued.seller),
    buyer: party(issued.buyer),
    lines: issued.lines.map((line) => ({ ...line, description: text, unit: text, hsCode: text })),
    notes: issued.notes.map((note) => ({
      ...note,
      ...{ ...place, ...person, vehicle: text, reason: text },
      // Another address than that of the place.
      seller: { ...party(note.seller), address: `${text}.` },
      recipient: party(note.recipient),
    })),
  }
}

const formsOf = (invoice: ExistingInvoice, lang: Language): readonly PrintedForm[] => {
  const note = noteForm(invoice, 'n-credit', { lang, copy: '1' })
  if (!note.ok) throw new Error(note.refusal.message)
  return [taxInvoiceForm(invoice, { lang, copy: '1' }), note.value]
}

/** A form with each text as its number of lines, so that two forms of one structure are equal. */
const structureOf = (forms: readonly PrintedForm[]): unknown =>
  JSON.parse(JSON.stringify(forms), (_, value) =>
    typeof value === 'string' ? value.split('\n').length : value,
  )

const textsOf = (form: PrintedForm): readonly string[] => {
  const texts: string[] = []
  JSON.stringify(form, (_, value) => {
    if (typeof value === 'string') texts.push(value)
    return value
  })
  return texts
}

/**
 * What a text may not have: control characters but the line feed, half a character, a change of direction.
 */
const harmful = /[^\P{Cc}\n]|[\p{Cs}\u202A-\u202E\u2066-\u2069]/u

const typst = fc.constantFrom(
  '#panic()',
  '*',
  '_',
  '$x$',
  '\\',
  '//',
  '/*',
  '@a',
  '<a>',
  '`',
  '"',
  '= ',
  '- ',
)
const hostile = fc.constantFrom('\n', '\r\n', '\u2028', '\0', '\u202E', '\u200B', '\u200D', '\uD800', 'ক্')
const anyText = fc
  .array(fc.oneof(fc.string({ unit: 'binary' }), typst, hostile), { minLength: 1, maxLength: 12 })
  .map((parts) => parts.join(''))

test.each(['bn', 'en'] as const)('no text of a user changes the structure of a form in %s', (lang) => {
  const structure = structureOf(formsOf(withText('Text'), lang))
  fc.assert(
    fc.property(anyText, (text) => {
      const forms = formsOf(withText(text), lang)
      expect(structureOf(forms)).toEqual(structure)
      expect(forms.flatMap(textsOf).filter((printed) => harmful.test(printed))).toEqual([])
    }),
  )
})

test('every text of a user is printed, thirteen on each form', () => {
  const forms = formsOf(withText('Text #1'), 'en')
  const count = (form: PrintedForm) => textsOf(form).join('\n').split('Text #1').length - 1
  expect(forms.map(count)).toEqual([13, 13])
})
