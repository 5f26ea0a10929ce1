import { plainCode } from '../text/plain-code.ts'

/** A longer text is not an identifier. In UTF-16 code units. */
const longestIdentifier = 100

/**
 * An identifier without the blanks, dashes and minus signs that people type, and with the digits of all
 * scripts written as 0 to 9; empty for a text that is too long.
 */
export const bareDigits = (text: string): string =>
  text.length > longestIdentifier ? '' : plainCode(text).replaceAll('-', '')
