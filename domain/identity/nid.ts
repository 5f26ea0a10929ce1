import { accepted, type Result, refused } from '../decision.ts'
import { bareDigits } from './bare-digits.ts'

/** National id: 10, 13 or 17 digits. It is personal data, so the refusal does not repeat it. */
export const readNid = (text: string, path: string): Result<string> => {
  const digits = bareDigits(text)
  return /^(\d{10}|\d{13}|\d{17})$/.test(digits) ? accepted(digits) : refused('INVALID_NID', {}, path)
}
