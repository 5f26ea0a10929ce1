const banglaDigits = '০১২৩৪৫৬৭৮৯'

/** The text with its Bangla digits written as 0 to 9. */
export const toAsciiDigits = (text: string): string =>
  text.replace(/[০-৯]/g, (digit) => String(banglaDigits.indexOf(digit)))

/** The text with its digits 0 to 9 written in Bangla. */
export const toBanglaDigits = (text: string): string =>
  text.replace(/[0-9]/g, (digit) => banglaDigits.charAt(Number(digit)))
