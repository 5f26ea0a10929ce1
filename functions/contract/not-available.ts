/** Fields of the contract without a function yet. They return NOT_AVAILABLE; whoever builds one removes it from this list. */
export const notAvailable: ReadonlySet<string> = new Set([
  'vatReturn',
  'highValueInvoices',
  'salesBook',
  'agedReceivables',
  'usage',
])
