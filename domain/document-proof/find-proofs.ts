import { withoutBlanks } from '../text/blanks.ts'

/** The number of the form is any, so that a text of another form is found too and its problem is named. */
const proofInText = /PROOF\d\/(?:[A-Z]{2,5}=[^/=]{1,60}\/){6}SIG=[\w-]{86}/g

/**
 * Returns the different texts that look like proofs, in their order. They may be inside other text, such as an
 * address or a page, and blanks and line breaks in them are left out: whatever copies a text adds some.
 */
export const findProofs = (text: string): readonly string[] => [
  ...new Set([...withoutBlanks(text).matchAll(proofInText)].map(([found]) => found)),
]
