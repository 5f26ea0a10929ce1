/**
 * Fields of the contract without a function yet, which return NOT_AVAILABLE. Remove a field when its function
 * exists.
 */
export const notAvailable: ReadonlySet<string> = new Set([
  'vatReturn',
  'highValueInvoices',
  'salesBook',
  'agedReceivables',
])
