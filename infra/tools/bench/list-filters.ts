/** Values of InvoiceFilter. */
export type Filters = readonly Record<string, unknown>[]

const year = new Date().getUTCFullYear()
const monthTwoYearsAgo = { from: `${year - 2}-05-01`, to: `${year - 2}-05-31` }

/**
 * Filters that match nothing, little or most of the sample invoices, at the beginning of a list and far from
 * it.
 */
export const filtersByKind: Record<string, Filters> = {
  'no filter': [{}],
  status: ['DRAFT', 'PENDING_APPROVAL', 'APPROVED', 'PARTIALLY_PAID', 'PAID', 'OVERDUE', 'CANCELLED'].map(
    (status) => ({ status: [status] }),
  ),
  'customer or vendor': [
    ...['C-00001', 'C-00500', 'C-LOST', 'none'].map((customerId) => ({ customerId })),
    { vendorId: 'V-001' },
  ],
  'fiscal year or dates': [
    ...[0, 2, 4].map((ago) => ({ fiscalYear: `${year - ago - 1}-${year - ago}` })),
    ...['invoiceDate', 'dueDate', 'issueDate'].flatMap((date) => [
      { [`${date}From`]: monthTwoYearsAgo.from, [`${date}To`]: monthTwoYearsAgo.to },
      { [`${date}To`]: '2000-01-01' },
    ]),
  ],
  'amount or open': [
    { grandTotalMin: '2000000' },
    { grandTotalMax: '5000' },
    { grandTotalMin: '99999999' },
    { openOnly: true },
  ],
  'two filters': [
    { customerId: 'C-00001', openOnly: true },
    { status: ['DRAFT'], fiscalYear: `${year - 3}-${year - 2}` },
    { customerId: 'C-LOST', invoiceDateFrom: `${year}-01-01` },
    { status: ['OVERDUE'], grandTotalMin: '1000000' },
  ],
  text: [
    ...['limited', 'ফার্মেসি', 'office chair', 'কর্ণফুলী', 'zebra crossing', 'ananta jute'],
    ...['0028718210101', '00042', 'a', 'zq', 'inv', 'ক', 'lim ted 2024'],
  ].map((text) => ({ text })),
}

export const orders = ['NEWEST', 'OLDEST', 'DUE_DATE', 'GRAND_TOTAL'] as const
