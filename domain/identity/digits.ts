import { withoutUnseen } from '../text/unseen.ts'

const banglaZero = '০'.charCodeAt(0)

/** What people type around digits is dropped: blanks, dashes of every kind and the minus sign; Bangla and wide digits become ASCII ones. */
export const bareDigits = (text: string): string =>
  withoutUnseen(text.normalize('NFKC'))
    .replace(/[\p{Pd}\u2212]/gu, '')
    .replace(/[০-৯]/g, (digit) => String(digit.charCodeAt(0) - banglaZero))
