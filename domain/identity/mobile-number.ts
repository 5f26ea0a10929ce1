import { accepted, type Result, refused } from '../decision.ts'
import { bareDigits } from './bare-digits.ts'

/** A mobile number of Bangladesh, as 11 digits. It is personal data, so the refusal does not repeat it. */
export const readMobileNumber = (text: string, path: string): Result<string> => {
  const number = /^(?:\+88)?(01[3-9]\d{8})$/.exec(bareDigits(text))?.[1]
  return number === undefined ? refused('INVALID_MOBILE_NUMBER', {}, path) : accepted(number)
}
