import { describe, expect, test } from '@jest/globals'
import { numberingNote } from '../testing/documents.ts'
import { approving, creating, crediting, debiting, numbering } from '../testing/examples.ts'
import type { Decide } from '../testing/scenario.ts'
import { invoiceAfter } from '../testing/scenario.ts'
import type { Language, NoteForm, PrintedForm } from './form.ts'
import { labelsInBangla } from './labels-in-bangla.ts'
import { labelsInEnglish } from './labels-in-english.ts'
import { noteForm } from './note.ts'
import { taxInvoiceForm } from './tax-invoice.ts'

const oneUnit = [{ lineItemId: 'i-1-1', quantity: '1' }]

const noteIn = (lang: Language, id: string, ...decisions: readonly Decide[]): NoteForm => {
  const invoice = invoiceAfter(creating(), approving(), numbering(), ...decisions)
  const form = noteForm(invoice, id, { lang, copy: '1' })
  if (!form.ok) throw new Error(form.refusal.message)
  return form.value
}

const forms = {
  '6.3': (lang: Language) =>
    taxInvoiceForm(invoiceAfter(creating(), approving(), numbering()), { lang, copy: '1' }),
  '6.7': (lang: Language) =>
    noteIn(lang, 'n-credit', crediting(oneUnit), numberingNote('CREDIT_NOTE', 'n-credit')),
  '6.8': (lang: Language) =>
    noteIn(lang, 'n-debit', debiting(oneUnit), numberingNote('DEBIT_NOTE', 'n-debit')),
}

const headOf = ({ heading, formNumber }: PrintedForm) => [...Object.values(heading), formNumber]
const fieldLabels = ({ document, seller, buyer, signature }: PrintedForm) =>
  [...seller, ...buyer, ...document, ...signature].map(({ label }) => label)
const columnsOf = ({ columns }: PrintedForm) => columns.map(({ number, heading }) => `${number} ${heading}`)
const composed = (...texts: readonly string[]) => texts.map((text) => text.normalize('NFC'))

describe('the labels of the 6.3 are those of the law', () => {
  test('in Bangla', () => {
    const form = forms['6.3']('bn')
    expect(headOf(form)).toEqual(
      composed(
        'গণপ্রজাতন্ত্রী বাংলাদেশ সরকার',
        'জাতীয় রাজস্ব বোর্ড',
        'কর চালানপত্র',
        '[বিধি ৪০ এর উপ-বিধি (১) এর দফা (গ) ও দফা (চ) দ্রষ্টব্য]',
        'মূসক-৬.৩',
      ),
    )
    expect(fieldLabels(form)).toEqual(
      composed(
        ...['নিবন্ধিত ব্যক্তির নাম', 'নিবন্ধিত ব্যক্তির বিআইএন', 'চালানপত্র ইস্যুর ঠিকানা'],
        ...['ক্রেতার নাম', 'ক্রেতার বিআইএন (প্রযোজ্য ক্ষেত্রে)', 'ক্রেতার ঠিকানা'],
        ...['সরবরাহের গন্তব্যস্থল', 'যানবাহনের প্রকৃতি ও নম্বর'],
        ...['চালানপত্র নম্বর', 'ইস্যুর তারিখ', 'ইস্যুর সময়'],
        ...['প্রতিষ্ঠান কর্তৃপক্ষের দায়িত্বপ্রাপ্ত ব্যক্তির নাম', 'পদবী', 'স্বাক্ষর', 'সীল'],
      ),
    )
    expect(columnsOf(form)).toEqual(
      composed(
        '(১) ক্রমিক',
        '(২) পণ্য বা সেবার বর্ণনা (প্রযোজ্য ক্ষেত্রে ব্র্যান্ড নামসহ)',
        '(৩) সরবরাহের একক',
        '(৪) পরিমাণ',
        '(৫) একক মূল্য¹ (টাকায়)',
        '(৬) মোট মূল্য¹ (টাকায়)',
        '(৭) সম্পূরক শুল্কের হার',
        '(৮) সম্পূরক শুল্কের পরিমাণ (টাকায়)',
        '(৯) মূল্য সংযোজন করের হার / সুনির্দিষ্ট কর',
        '(১০) মূল্য সংযোজন কর/সুনির্দিষ্ট কর এর পরিমাণ (টাকায়)',
        '(১১) সকল প্রকার শুল্ক ও করসহ মূল্য',
      ),
    )
    expect([form.totals.label, form.footnote]).toEqual(composed('সর্বমোট', '¹ সকল প্রকার কর ব্যতীত মূল্য'))
  })

  test('in English', () => {
    const form = forms['6.3']('en')
    expect(headOf(form).slice(2)).toEqual([
      ...['Tax Invoice', '[See clauses (c) and (f) of sub-rule (1) of rule 40]', 'Mushak-6.3'],
    ])
    expect(fieldLabels(form).slice(0, 11)).toEqual([
      ...['Name of registered person', 'BIN of registered person', 'Address of issue'],
      ...["Buyer's name", "Buyer's BIN (where applicable)", "Buyer's address"],
      ...['Destination of supply', 'Vehicle type and number'],
      ...['Invoice no.', 'Date of issue', 'Time of issue'],
    ])
    expect(columnsOf(form)).toEqual([
      ...['(1) Sl.', '(2) Description', '(3) Unit', '(4) Quantity'],
      ...['(5) Unit price¹ (in taka)', '(6) Total value¹ (in taka)', '(7) SD rate'],
      ...['(8) SD amount (in taka)', '(9) VAT rate / specific tax', '(10) VAT amount (in taka)'],
      '(11) Value incl. all duties and taxes',
    ])
  })
})

describe('the labels of the notes are those of the law', () => {
  test.each([
    ['6.7' as const, 'ক্রেডিট নোট', 'মূসক-৬.৭', 'হ্রাসকারী সমন্বয়'],
    ['6.8' as const, 'ডেবিট নোট', 'মূসক-৬.৮', 'বৃদ্ধিকারী সমন্বয়'],
  ])('of the %s in Bangla', (name, title, formNumber, adjustment) => {
    const form = forms[name]('bn')
    expect(headOf(form).slice(2)).toEqual(composed(title, '[বিধি ৪০ এর উপ-বিধি (১) এর দফা (ছ)]', formNumber))
    expect(fieldLabels(form).slice(0, 10)).toEqual(
      composed(
        ...['নিবন্ধিত ব্যক্তির নাম', 'নিবন্ধিত ব্যক্তির বিআইএন', 'নিবন্ধিত ব্যক্তির ঠিকানা'],
        ...['ক্রেতা/গ্রহীতার নাম', 'ক্রেতা/গ্রহীতার বিআইএন', 'ক্রেতা/গ্রহীতার ঠিকানা'],
        ...['যানবাহনের প্রকৃতি ও নম্বর', `${title} নম্বর`, 'ইস্যুর তারিখ', 'ইস্যুর সময়'],
      ),
    )
    expect(columnsOf(form)).toEqual(
      composed(
        ...['(১) ক্রমিক নং', '(২) কর চালানপত্রের নম্বর ও তারিখ', '(৩) ইস্যুর কারণ'],
        ...['(৪) মূল্য¹', '(৫) পরিমাণ', '(৬) মূসকের পরিমাণ', '(৭) সম্পূরক শুল্কের পরিমাণ'],
        ...['(৮) মূল্য¹', '(৯) পরিমাণ', '(১০) মূসকের পরিমাণ', '(১১) সম্পূরক শুল্কের পরিমাণ'],
      ),
    )
    expect(form.columnGroups.at(-1)?.heading).toBe(adjustment.normalize('NFC'))
    expect(form.footnote).toBe('¹ পণ্য/সেবার মূসক ও সম্পূরক শুল্কসহ মূল্য'.normalize('NFC'))
  })
})

test('figures are on the right of their columns, and texts on the left', () => {
  const alignment = (form: PrintedForm) => form.columns.map(({ align }) => align.charAt(0)).join('')
  expect((['6.3', '6.7', '6.8'] as const).map((name) => alignment(forms[name]('bn')))).toEqual([
    ...['clcrrrrrrrr', 'cllrrrrrrrr', 'cllrrrrrrrr'],
  ])
})

describe.each([
  ['Bangla', labelsInBangla],
  ['English', labelsInEnglish],
])('the labels in %s', (_, labels) => {
  const texts: string[] = []
  JSON.stringify(labels, (_key, value) => {
    if (typeof value === 'string') texts.push(value)
    return value
  })

  test('are in the composed form of Unicode, by which a reader of the file searches', () => {
    expect(texts.filter((text) => text === '' || text !== text.normalize('NFC'))).toEqual([])
    expect(texts.length).toBeGreaterThan(70)
  })

  test('have eleven columns, and ten digits for the numbers of pages', () => {
    const { invoiceColumns, noteColumns, noteAmounts, page } = labels
    expect([invoiceColumns.length, noteColumns.length + 2 * noteAmounts.length]).toEqual([11, 11])
    expect([...page.digits]).toHaveLength(10)
  })
})
