const banglaZero = '০'.charCodeAt(0)

/** What people type around digits is dropped: blanks, dashes of every kind; Bangla digits become ASCII ones. */
export const bareDigits = (text: string): string =>
  text.replace(/[\s\p{Pd}\u200b-\u200d\u2060\ufeff]/gu, '').replace(/[০-৯]/g, (digit) => String(digit.charCodeAt(0) - banglaZero))
