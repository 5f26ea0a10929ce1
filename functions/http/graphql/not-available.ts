/** Fields of the contract whose function is not built yet: they answer NOT_AVAILABLE. Building one takes it off this list. */
export const notAvailable: ReadonlySet<string> = new Set([
  'vatReturn',
  'highValueInvoices',
  'salesBook',
  'agedReceivables',
  'usage',
])
