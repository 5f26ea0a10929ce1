import { isTenantId } from '../auth/ids.ts'

/**
 * EventStoreDB uses the text before the first dash as the category of a stream. A tenant id contains no
 * underscore, so the first underscore ends the tenant id.
 */
export const invoiceStream = (tenantId: string, invoiceId: string): string =>
  `invoice-${tenantId}_${invoiceId}`

export const receiptStream = (tenantId: string, receiptId: string): string =>
  `receipt-${tenantId}_${receiptId}`

export const tenantStream = (tenantId: string): string => `tenant-${tenantId}`

/**
 * The register of one legal series, such as 6.3, of a place of issue in one fiscal year. The serial of a
 * number is the revision of its event plus 1.
 */
export const legalRegisterStream = (
  tenantId: string,
  { series, place, fiscalYear }: { series: string; place: string; fiscalYear: string },
): string => `numbers-${tenantId}_${series}_${place}_${fiscalYear}`

/** The register of the numbers of drafts, INV, in one fiscal year. They belong to no place. */
export const draftRegisterStream = (tenantId: string, fiscalYear: string): string =>
  `numbers-${tenantId}_${draftSeries}_${fiscalYear}`

const draftSeries = 'INV'

export type ParsedStream =
  | { category: 'invoice'; tenantId: string; invoiceId: string }
  | { category: 'receipt'; tenantId: string; receiptId: string }
  | { category: 'tenant'; tenantId: string }
  | { category: 'numbers'; tenantId: string; series: string; place: string | undefined; fiscalYear: string }

const invoicePattern = /^invoice-([^_]+)_([0-9a-f-]{36})$/
const receiptPattern = /^receipt-([^_]+)_([0-9a-f-]{36})$/
const tenantPattern = /^tenant-([^_]+)$/
const numbersPattern = /^numbers-([^_]+)_([^_]+)(?:_([A-Z][A-Z0-9]{1,5}))?_(\d{4}-\d{4})$/

/** Whether the relay publishes the events of a stream with this name: the read model is made of them. */
export const isPublishedStream = (name: string): boolean =>
  name.startsWith('invoice-') || name.startsWith('receipt-')

/** Returns undefined for a stream that is not ours. */
export const parseStream = (name: string): ParsedStream | undefined => {
  const [, invoiceTenant, invoiceId] = invoicePattern.exec(name) ?? []
  if (isTenantId(invoiceTenant) && invoiceId)
    return { category: 'invoice', tenantId: invoiceTenant, invoiceId }
  const [, receiptTenant, receiptId] = receiptPattern.exec(name) ?? []
  if (isTenantId(receiptTenant) && receiptId)
    return { category: 'receipt', tenantId: receiptTenant, receiptId }
  const [, tenantId] = tenantPattern.exec(name) ?? []
  if (isTenantId(tenantId)) return { category: 'tenant', tenantId }
  const [, owner, series, place, fiscalYear] = numbersPattern.exec(name) ?? []
  if (isTenantId(owner) && series && fiscalYear && (place === undefined) === (series === draftSeries))
    return { category: 'numbers', tenantId: owner, series, place, fiscalYear }
  return undefined
}
