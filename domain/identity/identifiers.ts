import { accepted, type Result, refused } from '../decision.ts'
import { plainCode } from '../text/digits.ts'
import { excerpt } from '../text/read.ts'

/** A longer text is not an identifier. In UTF-16 code units. */
const longestIdentifier = 100

/**
 * An identifier without the blanks, dashes and minus signs that people type, and with the digits of all
 * scripts written as 0 to 9; empty for a text that is too long.
 */
export const bareDigits = (text: string): string =>
  text.length > longestIdentifier ? '' : plainCode(text).replaceAll('-', '')

/**
 * Business identification number: 13 digits. BINs of 9 and 11 digits ended on 30 November 2019 (NBR notice of
 * 2019).
 */
export const readBin = (text: string, path: string): Result<string> => {
  const digits = bareDigits(text)
  if (/^\d{13}$/.test(digits)) return accepted(digits)
  if (/^(\d{9}|\d{11})$/.test(digits)) return refused('BIN_OUTDATED', { value: digits }, path)
  return refused('INVALID_BIN', { value: excerpt(text) }, path)
}

/** 002871821-0101, as the Mushak forms print it. */
export const printBin = (bin: string): string => `${bin.slice(0, 9)}-${bin.slice(9)}`

/** e-TIN: 12 digits. No check digit is documented. */
export const readTin = (text: string, path: string): Result<string> => {
  const digits = bareDigits(text)
  return /^\d{12}$/.test(digits) ? accepted(digits) : refused('INVALID_TIN', { value: excerpt(text) }, path)
}

/** National id: 10, 13 or 17 digits. It is personal data, so the refusal does not repeat it. */
export const readNid = (text: string, path: string): Result<string> => {
  const digits = bareDigits(text)
  return /^(\d{10}|\d{13}|\d{17})$/.test(digits) ? accepted(digits) : refused('INVALID_NID', {}, path)
}

/** A mobile number of Bangladesh, as 11 digits. It is personal data, so the refusal does not repeat it. */
export const readMobileNumber = (text: string, path: string): Result<string> => {
  const number = /^(?:\+88)?(01[3-9]\d{8})$/.exec(bareDigits(text))?.[1]
  return number === undefined ? refused('INVALID_MOBILE_NUMBER', {}, path) : accepted(number)
}
