import { afterAll, expect, test } from '@jest/globals'
import { noteForm } from '../../../domain/document/note.ts'
import { taxInvoiceForm } from '../../../domain/document/tax-invoice.ts'
import { approving, creating, crediting, numbering } from '../../../domain/testing/examples.ts'
import { numberingNote } from '../../../domain/testing/note-numbers.ts'
import { invoiceAfter } from '../../../domain/testing/scenario.ts'
import { closeCompilers } from '../../../infra/documents/compiler.ts'
import { textFonts } from '../../../infra/documents/font-files.ts'
import { readFontTables } from '../../../infra/documents/font-tables.ts'
import { renderForm } from '../../../infra/documents/render-form.ts'
import { maxBytes } from './http-response.ts'

afterAll(closeCompilers)

/** Every character that the fonts have: the file contains the outlines of those that it prints. */
const characters = (): string[] => {
  const fonts = textFonts().map(readFontTables)
  const codes = Array.from({ length: 0x20_000 }, (_, code) => code)
  return codes
    .filter((code) => fonts.some(({ has }) => has(code)))
    .map((code) => String.fromCodePoint(code))
    .filter((character) => /[^\p{C}\p{Z}]/u.test(character))
}

/** Texts that cannot be compressed. The same numbers follow each other in every run. */
const createRandomTexts = (from: readonly string[]) => {
  let state = 7
  const next = (below: number): number => {
    state = (state * 1_103_515_245 + 12_345) % 2 ** 31
    return state % below
  }
  return (length: number): string =>
    Array.from({ length }, () => `${from[next(from.length)]}${next(4) === 0 ? ' ' : ''}`).join('')
}

/** 215 lines of this kind have nearly the 256 KiB that the content of an invoice may have. */
const largestInvoice = () => {
  const text = createRandomTexts(characters())
  const lineItems = Array.from({ length: 215 }, () => ({
    ...{ description: text(150), unit: text(15), supplementaryDutyRate: '12.3456' },
    ...{ quantity: '123456.123456', unitPrice: '98765.4321' },
  }))
  const credited = lineItems.map((_, index) => ({ lineItemId: `i-1-${index + 1}`, quantity: '1.5' }))
  return invoiceAfter(
    ...[creating({ lineItems }), approving(), numbering()],
    ...[crediting(credited, { reason: text(900), id: 'n-credit' }), numberingNote('n-credit', 1)],
  )
}

test('the documents of the largest invoice are less than half of what a response may have', async () => {
  const invoice = largestInvoice()
  const note = noteForm(invoice, 'n-credit', { lang: 'bn', copy: '1' })
  if (!note.ok) throw new Error(note.refusal.message)
  for (const form of [taxInvoiceForm(invoice, { lang: 'bn', copy: '1' }), note.value]) {
    const { pdf } = await renderForm(form, { createdAt: new Date(0) })
    expect(pdf.length).toBeGreaterThan(1_000_000)
    expect(pdf.length).toBeLessThan(maxBytes / 2)
  }
}, 60_000)
