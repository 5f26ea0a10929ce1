import type { Language, PrintedForm } from '../../../domain/document/form.ts'
import { noteForm } from '../../../domain/document/note.ts'
import { taxInvoiceForm } from '../../../domain/document/tax-invoice.ts'
import { type DocumentProof, proofOfInvoice, proofOfNote } from '../../../domain/document-proof/proof.ts'
import type { LineInput } from '../../../domain/invoice/draft/input.ts'
import { numberingNote } from '../../../domain/testing/documents.ts'
import {
  acme,
  approving,
  creating,
  crediting,
  debiting,
  numbering,
} from '../../../domain/testing/examples.ts'
import { invoiceAfter } from '../../../domain/testing/scenario.ts'

/** A sample of a document, with what proves it genuine. */
export type SamplePaper = Readonly<{ form: PrintedForm; proof: DocumentProof | null }>

/** The seller of the samples. */
export const tenant = {
  ...{ ...acme, name: 'আকমে সিমেন্ট লিমিটেড', address: '১২ মতিঝিল বাণিজ্যিক এলাকা, ঢাকা-১০০০' },
  ...{ responsiblePersonName: 'মোঃ রহিম উদ্দিন', responsiblePersonDesignation: 'ব্যবস্থাপক (ভ্যাট)' },
}

/** One line of each category of VAT, and a price with the tax inside. */
const lineItems: readonly LineInput[] = [
  {
    ...{ description: 'পোর্টল্যান্ড সিমেন্ট, ৫০ কেজি বস্তা (শাহ্ স্পেশাল)', hsCode: '2523.29.00', unit: 'বস্তা' },
    ...{ quantity: '10', unitPrice: '1000', supplementaryDutyRate: '20' },
  },
  {
    ...{ description: 'Gold ornament', unit: 'bhori', quantity: '2.5', unitPrice: '123456.75' },
    ...{ vatCategory: 'SPECIFIC', specificVatPerUnit: '2500' },
  },
  {
    ...{ description: 'আসবাবপত্র: কাঠের ঝাড়ু ও পড়ুন', unit: 'টি', quantity: '12', unitPrice: '9500.50' },
    ...{ discount: '1500', vatCategory: 'REDUCED', vatRate: '7.5' },
  },
  {
    ...{ description: 'রপ্তানি পণ্য', unit: 'টি', quantity: '3', unitPrice: '400000' },
    ...{ vatCategory: 'ZERO_RATED', supplyClass: 'DIRECT_EXPORT' },
  },
  { description: 'চাল', unit: 'কেজি', quantity: '1000', unitPrice: '62', vatCategory: 'EXEMPT' },
  {
    ...{ description: 'One price with tax inside', unit: 'pcs', quantity: '1', unitPrice: '95496.57' },
    priceIncludesTax: true,
  },
]

/** An invoice with a credit and a debit note. */
export const sampleInvoice = invoiceAfter(
  creating({ lineItems, destination: 'চট্টগ্রাম বন্দর', vehicle: 'ট্রাক, ঢাকা মেট্রো-ট ১১-২২৩৩' }, { tenant }),
  approving({ tenant }),
  numbering(),
  crediting([{ lineItemId: 'i-1-1', quantity: '4' }], { tenant, reason: 'ত্রুটিপূর্ণ পণ্য ফেরত' }),
  numberingNote('CREDIT_NOTE', 'n-credit'),
  debiting(
    [
      { lineItemId: 'i-1-1', quantity: '2' },
      { lineItemId: 'i-1-3', amount: '500' },
    ],
    { tenant, reason: 'অতিরিক্ত পণ্য সরবরাহ' },
  ),
  numberingNote('DEBIT_NOTE', 'n-debit'),
)

export const sampleTaxInvoice = (lang: Language): SamplePaper => ({
  form: taxInvoiceForm(sampleInvoice, { lang, copy: '1' }),
  proof: proofOfInvoice(sampleInvoice),
})

export const sampleNote = (kind: 'CREDIT' | 'DEBIT', lang: Language): SamplePaper => {
  const note = sampleInvoice.notes.find((one) => one.kind === kind)
  const form = noteForm(sampleInvoice, note?.id ?? '', { lang, copy: '1' })
  if (!form.ok || note === undefined) throw new Error(`The sample has no note of the kind ${kind}`)
  return { form: form.value, proof: proofOfNote(note) }
}
