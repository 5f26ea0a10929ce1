import type { Entry } from './entry.ts'

/** Refusals of identifiers and parties. */
export const partyRefusals = {
  INVALID_TIN: { message: 'A TIN has 12 digits; "{value}" does not.', example: { value: '1234567890' } },
  INVALID_BIN: {
    message: 'A BIN has 13 digits, printed 002871821-0101; "{value}" does not.',
    example: { value: '00287182101AB' },
  },
  BIN_OUTDATED: {
    message:
      'BINs of 9 and 11 digits have been invalid since 30 November 2019; give the 13-digit BIN in place of {value}.',
    example: { value: '002871821' },
  },
  INVALID_NID: { message: 'An NID has 10, 13 or 17 digits; the one given does not.', example: {} },
  INVALID_MOBILE_NUMBER: {
    message: 'A mobile number is 01, a digit from 3 to 9, and 8 digits more, with or without +88 before it.',
    example: {},
  },
  SELLER_NOT_TENANT: {
    message:
      'The seller is the tenant itself: {field} {given} is not its own ({own}). Leave it out, or give its own.',
    example: { field: 'vendorBIN', given: '002871821-0101', own: '001234567-0202' },
  },
  SELLER_INCOMPLETE: {
    message:
      'A tax invoice names its seller in full; missing: {missing}. Add it to the tenant with updateTenant.',
    example: { missing: ['address', 'bin'] },
  },
  TENANT_ID_INVALID: {
    message:
      'A tenant id is a small letter, then at most 39 small letters, digits or dashes; "{value}" is not.',
    example: { value: 'Acme Ltd' },
  },
  TENANT_EXISTS: { message: 'Tenant {tenantId} is registered already.', example: { tenantId: 'acme' } },
  TENANT_UNKNOWN: { message: 'This tenant is not registered.', example: {} },
} as const satisfies Record<string, Entry>
