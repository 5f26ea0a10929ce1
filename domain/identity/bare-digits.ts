import { withoutBlanks } from '../text/blanks.ts'
import { toAsciiDigits } from '../text/digits.ts'

/**
 * An identifier as people type it, without blanks, dashes and minus signs, its Bangla and full-width digits
 * as 0 to 9.
 */
export const bareDigits = (text: string): string =>
  toAsciiDigits(withoutBlanks(text.normalize('NFKC')).replace(/[\p{Pd}\u2212]/gu, ''))
