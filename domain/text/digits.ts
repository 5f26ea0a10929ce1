import { withoutBlanks } from './blanks.ts'

const banglaDigits = '০১২৩৪৫৬৭৮৯'

/** Any decimal digit of Unicode but 0 to 9. */
const otherDigit = /(?![0-9])\p{Nd}/gu
const isDigit = (codePoint: number): boolean => /^\p{Nd}$/u.test(String.fromCodePoint(codePoint))

/** The text with the decimal digits of every script written as 0 to 9. */
export const toAsciiDigits = (text: string): string => text.replace(otherDigit, asciiDigit)

/** Unicode encodes the digits of a script as a run from 0 to 9; five runs of mathematical ones are joined. */
const asciiDigit = (digit: string): string => {
  const known = asciiDigits.get(digit)
  if (known !== undefined) return known
  const codePoint = digit.codePointAt(0) ?? 0
  let before = 0
  while (isDigit(codePoint - before - 1)) before += 1
  const ascii = String(before % 10)
  asciiDigits.set(digit, ascii)
  return ascii
}

/** Of the digits that were read so far. Unicode has fewer than a thousand. */
const asciiDigits = new Map<string, string>()

/** The text with its digits 0 to 9 written in Bangla. */
export const toBanglaDigits = (text: string): string =>
  text.replace(/[0-9]/g, (digit) => banglaDigits.charAt(Number(digit)))

/**
 * A number or code as it is typed or pasted, in its plain spelling: digits of every script as 0 to 9, each
 * dash and minus sign as "-", and no blanks.
 */
export const plainCode = (text: string): string =>
  toAsciiDigits(withoutBlanks(text.normalize('NFKC')).replace(/[\p{Pd}\u2212]/gu, '-'))
