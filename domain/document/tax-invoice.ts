import { unreachable } from '../decision.ts'
import type { ExistingInvoice, Line } from '../invoice/state.ts'
import type { Poisha } from '../money/poisha.ts'
import { printable } from '../text/printable.ts'
import type { ColumnGroup, Field, PrintOptions, Row, TaxInvoiceForm } from './form.ts'
import {
  binOrDash,
  dash,
  frameOf,
  inWordsOf,
  numbered,
  orDash,
  type Printer,
  placeAndAddress,
  printerOf,
  withRunningTotals,
} from './frame.ts'
import { priceWithoutTax } from './price-without-tax.ts'

/**
 * What the Mushak-6.3 of an invoice prints (Rule 40). It is as at issue: later notes change nothing on it.
 * Without a legal number it is a draft, and says so.
 */
export const taxInvoiceForm = (invoice: ExistingInvoice, options: PrintOptions): TaxInvoiceForm => {
  const printer = printerOf(options)
  const rows = rowsOf(invoice.lines, printer)
  return {
    ...frameOf(framed(invoice), printer),
    seller: sellerOf(invoice, printer),
    buyer: buyerOf(invoice, printer),
    columns: columnsOf(printer),
    columnGroups: noGroups,
    rows,
    totals: { label: printer.labels.total, cells: rows.at(-1)?.runningTotals ?? [] },
    inWords: inWordsOf(invoice.totals.grandTotal, printer),
    footnote: printer.labels.invoiceFootnote,
  }
}

const noGroups: readonly ColumnGroup[] = []

const framed = (invoice: ExistingInvoice) => ({
  form: '6.3' as const,
  number: invoice.mushakNumber,
  issuedAt: invoice.issuedAt,
  reference: invoice.invoiceNumber,
  draft:
    invoice.mushakNumber !== null
      ? null
      : invoice.status === 'CANCELLED'
        ? ('CANCELLED' as const)
        : ('DRAFT' as const),
  responsiblePersonName: invoice.responsiblePersonName,
  responsiblePersonDesignation: invoice.responsiblePersonDesignation,
})

const sellerOf = (invoice: ExistingInvoice, { labels }: Printer): readonly Field[] => [
  { label: labels.sellerName, value: orDash(invoice.seller.name) },
  { label: labels.sellerBin, value: binOrDash(invoice.seller) },
  { label: labels.addressOfIssue, value: placeAndAddress(invoice) },
]

const buyerOf = ({ buyer, destination, vehicle }: ExistingInvoice, { labels }: Printer): readonly Field[] => [
  { label: labels.buyerName, value: orDash(buyer.name) },
  { label: labels.buyerBin, value: binOrDash(buyer) },
  { label: labels.buyerAddress, value: orDash(buyer.address) },
  { label: labels.destination, value: orDash(destination) },
  { label: labels.vehicle, value: orDash(vehicle) },
]

const columnsOf = (printer: Printer) =>
  numbered(
    printer.labels.invoiceColumns.map((heading, index) => ({ heading, align: alignment[index] ?? 'right' })),
    printer,
  )

const alignment = ['center', 'left', 'center'] as const

const rowsOf = (lines: readonly Line[], printer: Printer): readonly Row[] =>
  withRunningTotals(
    lines.map((line, index) => ({ cells: cellsOf(line, index + 1, printer), amounts: amountsOf(line) })),
    printer,
  )

/** The amounts of columns 6, 8, 10 and 11, which have totals. */
const amountsOf = ({ value, supplementaryDuty, vat, total }: Line) =>
  [null, null, null, null, null, value, null, supplementaryDuty, null, vat, total] as const

const cellsOf = (line: Line, position: number, printer: Printer): readonly string[] => {
  const { figures } = printer
  const { unitPrice, discount } = priceWithoutTax(line)
  return [
    figures.count(position),
    descriptionOf(line, discount, printer),
    orDash(line.unit),
    figures.quantity(line.quantity),
    figures.decimal(unitPrice),
    figures.amount(line.value),
    line.supplementaryDutyRate === 0n ? dash : figures.percent(line.supplementaryDutyRate),
    figures.amount(line.supplementaryDuty),
    vatTermsOf(line, printer),
    figures.amount(line.vat),
    figures.amount(line.total),
  ]
}

/** The form has no columns for the code and the discount, which explains columns 4 to 6. */
const descriptionOf = (line: Line, discount: Poisha, { labels, figures }: Printer): string =>
  [
    printable(line.description),
    ...(line.hsCode === null ? [] : [`${labels.code}: ${printable(line.hsCode)}`]),
    ...(discount === 0n ? [] : [`${labels.discount}: ${figures.taka(discount)}`]),
  ].join('\n')

/** Column 9. A zero-rated and an exempt supply are named: by law neither is a rate of 0 %. */
const vatTermsOf = (line: Line, { labels, figures }: Printer): string => {
  switch (line.vatCategory) {
    case 'STANDARD':
    case 'REDUCED':
    case 'TRUNCATED':
      return line.vatRate === null ? dash : figures.percent(line.vatRate)
    case 'SPECIFIC': {
      const tax = line.specificVatPerUnit === null ? dash : figures.price(line.specificVatPerUnit)
      return `${labels.specificTax}\n${tax}${line.unit === null ? '' : ` / ${printable(line.unit)}`}`
    }
    case 'ZERO_RATED':
      return labels.zeroRated
    case 'EXEMPT':
      return labels.exempt
    default:
      return unreachable(line.vatCategory)
  }
}
