import type { Party } from './state.ts'

/** Those of the fields that the party lacks, for the rules that a seller, buyer or recipient must be complete. */
export const missingFields = (
  party: Party,
  fields: readonly ('name' | 'address' | 'bin')[],
): readonly string[] => fields.filter((field) => party[field] === null)
