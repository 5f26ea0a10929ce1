import type { Party } from './state.ts'

/** The required fields that a seller, buyer or recipient lacks. */
export const missingFields = (
  party: Party,
  fields: readonly ('name' | 'address' | 'bin')[],
): readonly string[] => fields.filter((field) => party[field] === null)
