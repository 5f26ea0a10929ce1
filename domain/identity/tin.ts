import { accepted, type Result, refused } from '../decision.ts'
import { excerpt } from '../text/excerpt.ts'
import { bareDigits } from './bare-digits.ts'

/** e-TIN: 12 digits. No check digit is documented. */
export const readTin = (text: string, path: string): Result<string> => {
  const digits = bareDigits(text)
  return /^\d{12}$/.test(digits) ? accepted(digits) : refused('INVALID_TIN', { value: excerpt(text) }, path)
}
