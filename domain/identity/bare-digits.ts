import { withoutBlanks } from '../text/blanks.ts'
import { toAsciiDigits } from '../text/digits.ts'

/**
 * An identifier without the blanks, dashes and minus signs that people type, and with Bangla and full-width
 * digits written as 0 to 9.
 */
export const bareDigits = (text: string): string =>
  toAsciiDigits(withoutBlanks(text.normalize('NFKC')).replace(/[\p{Pd}\u2212]/gu, ''))
