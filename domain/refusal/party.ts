import type { Entry } from './entry.ts'

/** Apart from the others, because it is the one refusal that queries have, and their zips must be small. */
export const tenantUnknown = {
  message: 'This tenant is not registered.',
  example: {},
} as const satisfies Entry

/** Refusals of identifiers, sellers, buyers and tenants. */
export const partyRefusals = {
  INVALID_TIN: { message: 'A TIN has 12 digits; "{value}" does not.', example: { value: '1234567890' } },
  INVALID_BIN: {
    message: 'A BIN has 13 digits, printed 002871821-0101; "{value}" does not.',
    example: { value: '00287182101AB' },
  },
  BIN_OUTDATED: {
    message: 'BINs of 9 and 11 digits ended on 30 November 2019. Give the 13-digit BIN instead of {value}.',
    example: { value: '002871821' },
  },
  INVALID_NID: { message: 'An NID has 10, 13 or 17 digits; this one does not.', example: {} },
  INVALID_MOBILE_NUMBER: {
    message: 'A mobile number is 01, a digit from 3 to 9 and 8 more digits, with or without +88 before it.',
    example: {},
  },
  SELLER_NOT_TENANT: {
    message: 'The seller must be the tenant: {field} is {given}, but the tenant has {own}. Omit the field.',
    example: { field: 'vendorBIN', given: '002871821-0101', own: '001234567-0202' },
  },
  SELLER_INCOMPLETE: {
    message: 'A tax invoice requires a complete seller. Missing: {missing}. Add it with updateTenant.',
    example: { missing: ['address', 'bin'] },
  },
  PLACE_UNKNOWN: {
    message: 'The tenant has no place of issue {place}. Its places: {places}.',
    example: { place: 'CTG', places: ['MAIN', 'KHL'] },
  },
  PLACE_CODE_INVALID: {
    message:
      'The code of a place is a capital letter and 1 to 5 capitals or digits, such as CTG; "{value}" is not.',
    example: { value: 'ctg-1' },
  },
  PLACE_TWICE: { message: 'The place {place} appears more than once.', example: { place: 'CTG' } },
  PLACE_RESERVED: {
    message: '{place} is the tenant itself. Leave it out, or give it as the tenant has it.',
    example: { place: 'MAIN' },
  },
  PLACE_IN_USE: {
    message: 'Invoices have named {places}, so they cannot be removed. Their other details can change.',
    example: { places: ['CTG'] },
  },
  TOO_MANY_PLACES: {
    message: '{count} places besides MAIN are too many: at most {most} are allowed.',
    example: { count: 101, most: 100 },
  },
  TENANT_ID_INVALID: {
    message:
      'A tenant id is a lowercase letter and up to 39 lowercase letters, digits or dashes; "{value}" is not.',
    example: { value: 'Acme Ltd' },
  },
  TENANT_EXISTS: { message: 'Tenant {tenantId} is already registered.', example: { tenantId: 'acme' } },
  TENANT_UNKNOWN: tenantUnknown,
} as const satisfies Record<string, Entry>
