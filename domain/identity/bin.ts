import { accepted, type Result, refused } from '../decision.ts'
import { excerpt } from '../text/excerpt.ts'
import { bareDigits } from './bare-digits.ts'

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
