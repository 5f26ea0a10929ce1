import { describe, expect, test } from '@jest/globals'
import type { LineInput } from '../invoice/draft/input.ts'
import {
  acme,
  approving,
  cancelling,
  creating,
  creatingLines,
  crediting,
  dutiableBags,
  numbering,
  registerOf,
  tenBags,
} from '../testing/examples.ts'
import { invoiceAfter } from '../testing/scenario.ts'
import type { Copy, Language, PrintedForm } from './form.ts'
import { taxInvoiceForm } from './tax-invoice.ts'

const formOf = (lines: readonly LineInput[], lang: Language = 'en', copy: Copy = '1') =>
  taxInvoiceForm(invoiceAfter(creatingLines(...lines), approving(), numbering()), { lang, copy })

const plain = (fields: PrintedForm['document']) => fields.map(({ label, value }) => `${label}: ${value}`)

describe('the head', () => {
  test('case 13: has the number, date and time of issue in Dhaka: midnight of 1 July', () => {
    const midnight = '2026-06-30T18:00:00Z'
    const dates = { invoiceDate: '2026-06-30', dueDate: '2026-07-30' }
    const invoice = invoiceAfter(creating(dates), approving({ at: midnight }), numbering(1, midnight))
    expect(plain(taxInvoiceForm(invoice, { lang: 'en', copy: '1' }).document)).toEqual([
      'Invoice no.: MUSHAK-6.3-2026-07-000001',
      'Date of issue: 01/07/2026',
      'Time of issue: 00:00',
    ])
    expect(plain(taxInvoiceForm(invoice, { lang: 'bn', copy: '1' }).document)).toEqual(
      ['চালানপত্র নম্বর: MUSHAK-6.3-2026-07-000001', 'ইস্যুর তারিখ: ০১/০৭/২০২৬', 'ইস্যুর সময়: ০০:০০'].map((line) =>
        line.normalize('NFC'),
      ),
    )
  })

  test('names seller and buyer as at issue, with a dash for what is not known', () => {
    const form = formOf([tenBags])
    expect(plain(form.seller)).toEqual([
      'Name of registered person: Acme Cement Ltd',
      'BIN of registered person: 002871821-0101',
      'Address of issue: 12 Motijheel C/A, Dhaka',
    ])
    expect(plain(form.buyer)).toEqual([
      "Buyer's name: বেঙ্গল ট্রেডার্স",
      "Buyer's BIN (where applicable): 001234567-0202",
      "Buyer's address: ৭ আগ্রাবাদ, চট্টগ্রাম",
      'Destination of supply: —',
      'Vehicle type and number: —',
    ])
  })

  test('has destination and vehicle, and no identity card of a buyer without a BIN', () => {
    const buyer = {
      customerBIN: null,
      customerNID: '1234567890',
      destination: 'খুলনা',
      vehicle: 'Truck 11-2233',
    }
    const { buyer: fields } = taxInvoiceForm(invoiceAfter(creating(buyer), approving(), numbering()), {
      lang: 'bn',
      copy: '1',
    })
    expect(fields.map(({ value }) => value)).toEqual([
      ...['বেঙ্গল ট্রেডার্স', '—', '৭ আগ্রাবাদ, চট্টগ্রাম', 'খুলনা', 'Truck 11-2233'],
    ])
  })

  test('of another place has its name and address and its own responsible person', () => {
    const [depot] = acme.places
    const signed = { responsiblePersonName: 'Selina Akter', responsiblePersonDesignation: 'Depot in charge' }
    const tenant = { ...acme, places: depot ? [{ ...depot, ...signed }] : [] }
    const noon = '2024-10-15T06:00:00Z'
    const invoice = invoiceAfter(
      creating({ place: 'CTG' }, { tenant }),
      approving({ tenant, register: registerOf('6.3', noon, -1, 'CTG') }),
      numbering(),
    )
    const form = taxInvoiceForm(invoice, { lang: 'en', copy: '1' })
    expect(form.document[0]?.value).toBe('MUSHAK-6.3-CTG-2024-10-000001')
    expect(form.seller[2]?.value).toBe('Chattogram depot, 7 Agrabad C/A, Chattogram')
    expect(form.signature.map(({ value }) => value)).toEqual(['Selina Akter', 'Depot in charge', '', ''])
  })
})

test('the file is named by the form and its number', () => {
  expect(formOf([tenBags]).fileTitle).toBe('Tax Invoice MUSHAK-6.3-2024-10-000001')
})

describe('a copy', () => {
  test.each<[Copy, string, string]>([
    ['1', 'First copy', 'প্রথম কপি'],
    ['2', 'Second copy', 'দ্বিতীয় কপি'],
  ])('%s is an original of the form', (copy, english, inBangla) => {
    const forms = [formOf([tenBags], 'en', copy), formOf([tenBags], 'bn', copy)]
    expect(forms.map(({ copyText }) => copyText)).toEqual([english, inBangla.normalize('NFC')])
    expect(forms.map(({ isDuplicate, isDraft }) => isDuplicate || isDraft)).toEqual([false, false])
  })

  test('that is a reprint says so, in both languages', () => {
    for (const lang of ['bn', 'en'] as const)
      expect(formOf([tenBags], lang, 'duplicate')).toMatchObject({
        copyText: 'প্রতিলিপি (Duplicate)',
        isDuplicate: true,
      })
  })
})

describe('a draft has a watermark, and no number, date or copy', () => {
  const options = { lang: 'en', copy: 'duplicate' } as const
  const nothing = ['Invoice no.: —', 'Date of issue: —', 'Time of issue: —']

  test.each([
    ['before its approval', invoiceAfter(creating()), 'DRAFT'],
    ['discarded', invoiceAfter(creating(), cancelling()), 'CANCELLED DRAFT'],
    ['approved, before it is numbered', invoiceAfter(creating(), approving()), 'DRAFT'],
  ])('%s', (_, invoice, watermark) => {
    const form = taxInvoiceForm(invoice, options)
    expect(form).toMatchObject({ isDraft: true, watermark, copyText: '', isDuplicate: false })
    expect(plain(form.document)).toEqual(nothing)
    expect(form.fileTitle).toBe('Tax Invoice INV-2024-10-15-000001')
  })

  test('at another place has the address of the place, whose name is known from the approval', () => {
    expect(taxInvoiceForm(invoiceAfter(creating({ place: 'CTG' })), options).seller[2]?.value).toBe(
      '7 Agrabad C/A, Chattogram',
    )
  })

  test('in Bangla', () => {
    expect(taxInvoiceForm(invoiceAfter(creating()), { lang: 'bn', copy: '1' }).watermark).toBe(
      'খসড়া'.normalize('NFC'),
    )
  })
})

test('an issued invoice prints the same after its notes and its cancellation', () => {
  const issued = [creatingLines(dutiableBags), approving(), numbering()] as const
  const credit = crediting([{ lineItemId: 'i-1-1', quantity: '4' }])
  const options = { lang: 'bn', copy: '1' } as const
  const before = taxInvoiceForm(invoiceAfter(...issued), options)
  expect(taxInvoiceForm(invoiceAfter(...issued, credit), options)).toEqual(before)
  expect(taxInvoiceForm(invoiceAfter(...issued, credit, cancelling()), options)).toEqual(before)
})
