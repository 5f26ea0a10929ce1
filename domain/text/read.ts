import { accepted, type Result, refused } from '../decision.ts'
import type { Maybe } from '../maybe.ts'
import { isBlank, trimmed } from './blanks.ts'
import { firstUnprintable } from './unprintable.ts'

/** The maximum length of each kind of text, in characters as people count them (code points). */
const shortTextLimit = 200
export const longTextLimit = 2000
export const descriptionLimit = 500

/** The last field of a path. */
const fieldOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1)

const readPrintable = (text: string, most: number, path: string): Result<string> => {
  const field = fieldOf(path)
  const length = [...text].length
  if (length > most) return refused('TEXT_TOO_LONG', { field, length, most }, path)
  const unprintable = firstUnprintable(text)
  if (unprintable === undefined) return accepted(text)
  const hexadecimal = unprintable.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  return refused('TEXT_UNPRINTABLE', { field, character: `U+${hexadecimal}` }, path)
}

/** Whether a field is left out, null or blank. */
const isMissing = (text: Maybe<string>): text is null | undefined =>
  text === null || text === undefined || isBlank(text)

/** A required text, without the blanks at its two ends. */
export const readText = (text: Maybe<string>, path: string, most = shortTextLimit): Result<string> =>
  isMissing(text)
    ? refused('FIELD_REQUIRED', { field: fieldOf(path) }, path)
    : readPrintable(trimmed(text), most, path)

/** An optional text, without the blanks at its two ends; null when it is missing or blank. */
export const readOptionalText = (
  text: Maybe<string>,
  path: string,
  most = shortTextLimit,
): Result<string | null> => (isMissing(text) ? accepted(null) : readPrintable(trimmed(text), most, path))

/** An optional value that `read` reads; null when it is missing or blank. */
export const readOptional = (
  text: Maybe<string>,
  read: (text: string, path: string) => Result<string>,
  path: string,
): Result<string | null> => (isMissing(text) ? accepted(null) : read(text, path))

/** The reason of an action, with its blanks and line breaks. */
export const readReason = (text: string): Result<string> =>
  isBlank(text) ? refused('REASON_MISSING', {}, 'reason') : readPrintable(text, longTextLimit, 'reason')
