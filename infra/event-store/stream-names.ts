import { isTenantId } from '../auth/ids.ts'
import { isUuid, stableId } from './stable-id.ts'

/**
 * EventStoreDB uses the text before the first dash as the category of a stream. A tenant id contains no
 * underscore, so the first underscore ends the tenant id.
 */
export const invoiceStream = (tenantId: string, invoiceId: string): string =>
  `invoice-${tenantId}_${invoiceId}`

export const receiptStream = (tenantId: string, receiptId: string): string =>
  `receipt-${tenantId}_${receiptUuid(receiptId)}`

/**
 * What names a receipt in its stream and its row. A client may choose any text as the id of a receipt, and a
 * name of a stream allows few characters: a UUID is kept, any other text is replaced by one derived from it.
 */
export const receiptUuid = (receiptId: string): string =>
  isUuid(receiptId) ? receiptId : stableId('receipt', receiptId)

/**
 * The record of an idempotency key with which a receipt was recorded. `keyId` is the id derived from the key.
 * The category is not that of receipts, so it has no row.
 */
export const receiptKeyStream = (tenantId: string, keyId: string): string => `receiptkey-${tenantId}_${keyId}`

export const tenantStream = (tenantId: string): string => `tenant-${tenantId}`

/** The events of a tenant that an operator has skipped. */
export const skipStream = (tenantId: string): string => `skips-${tenantId}`

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
  | { category: 'receipt'; tenantId: string; receiptUuid: string }
  | { category: 'receiptkey'; tenantId: string }
  | { category: 'tenant'; tenantId: string }
  | { category: 'skips'; tenantId: string }
  | { category: 'numbers'; tenantId: string; series: string; place: string | undefined; fiscalYear: string }

const invoicePattern = /^invoice-([^_]+)_([0-9a-f-]{36})$/
const receiptPattern = /^receipt-([^_]+)_([0-9a-f-]{36})$/
const receiptKeyPattern = /^receiptkey-([^_]+)_[0-9a-f-]{36}$/
const tenantPattern = /^tenant-([^_]+)$/
const skipsPattern = /^skips-([^_]+)$/
const numbersPattern = /^numbers-([^_]+)_([^_]+)(?:_([A-Z][A-Z0-9]{1,5}))?_(\d{4}-\d{4})$/

/** Whether the relay publishes the events of a stream with this name: the read model is made of them. */
export const isPublishedStream = (name: string): boolean =>
  name.startsWith('invoice-') || name.startsWith('receipt-')

/** Returns undefined for a stream that is not ours. */
export const parseStream = (name: string): ParsedStream | undefined => {
  const [, invoiceTenant, invoiceId] = invoicePattern.exec(name) ?? []
  if (isTenantId(invoiceTenant) && invoiceId)
    return { category: 'invoice', tenantId: invoiceTenant, invoiceId }
  const [, receiptTenant, uuid] = receiptPattern.exec(name) ?? []
  if (isTenantId(receiptTenant) && uuid)
    return { category: 'receipt', tenantId: receiptTenant, receiptUuid: uuid }
  const [, keyTenant] = receiptKeyPattern.exec(name) ?? []
  if (isTenantId(keyTenant)) return { category: 'receiptkey', tenantId: keyTenant }
  const [, tenantId] = tenantPattern.exec(name) ?? []
  if (isTenantId(tenantId)) return { category: 'tenant', tenantId }
  const [, skipsTenant] = skipsPattern.exec(name) ?? []
  if (isTenantId(skipsTenant)) return { category: 'skips', tenantId: skipsTenant }
  const [, owner, series, place, fiscalYear] = numbersPattern.exec(name) ?? []
  if (isTenantId(owner) && series && fiscalYear && (place === undefined) === (series === draftSeries))
    return { category: 'numbers', tenantId: owner, series, place, fiscalYear }
  return undefined
}
