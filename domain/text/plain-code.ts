import { withoutBlanks } from './blanks.ts'
import { toAsciiDigits } from './digits.ts'

/**
 * A number or code as it is typed or pasted, in its plain spelling: digits of every script as 0 to 9, each
 * dash and minus sign as "-", and no blanks.
 */
export const plainCode = (text: string): string =>
  toAsciiDigits(withoutBlanks(text.normalize('NFKC')).replace(/[\p{Pd}\u2212]/gu, '-'))
