import { accepted, type Refused, type Result, refused } from '../decision.ts'
import type { Maybe } from '../maybe.ts'
import { isBlank, trimmed } from './blanks.ts'

/**
 * The beginning of an invalid text, for its refusal, so that a response does not repeat pages of input. It
 * does not end in the middle of a character: half of a surrogate pair is no Unicode, and strict readers of
 * JSON reject a response that contains one.
 */
export const excerpt = (text: string, maxCharacters = 40): string =>
  text.slice(0, maxCharacters).replace(/[\uD800-\uDBFF]$/, '')

/**
 * The first unprintable character, or undefined. Unprintable are control characters, and characters that
 * reverse the direction of the text after them, which can make one name look like another.
 */
export const firstUnprintable = (text: string): string | undefined =>
  /[^\P{Cc}\t\n\r]|[\u202a-\u202e\u2066-\u2069]/u.exec(text)?.[0]

/**
 * The maximum length of each kind of text, in characters as people count them (code points). A short text has
 * at most 800 bytes in UTF-8. The ids of buyer and seller are both in one index of PostgreSQL, whose entries
 * have at most 2,704 bytes, and each is a lexeme of the search in base64: 1,069 of at most 2,046 bytes.
 */
const shortTextLimit = 200
export const longTextLimit = 2000
export const descriptionLimit = 500

/** A longer text is refused before anything else looks at it: in UTF-16 code units, with its blanks. */
export const longestText = 5000

/** The last field of a path. */
const fieldOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1)

const readPrintable = (text: string, most: number, path: string): Result<string> => {
  const field = fieldOf(path)
  const length = [...text].length
  if (length > most) return tooLong(length, most, path)
  const unprintable = firstUnprintable(text)
  if (unprintable === undefined) return accepted(text)
  const hexadecimal = unprintable.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')
  return refused('TEXT_UNPRINTABLE', { field, character: `U+${hexadecimal}` }, path)
}

/** Whether a field is left out, null or blank. */
export const isMissing = (text: Maybe<string>): text is null | undefined =>
  text === null || text === undefined || isBlank(text)

const isTooLong = (text: Maybe<string>): text is string => (text?.length ?? 0) > longestText

const tooLong = (length: number, most: number, path: string): Refused =>
  refused('TEXT_TOO_LONG', { field: fieldOf(path), length, most }, path)

/** A required text, without the blanks at its two ends. */
export const readText = (text: Maybe<string>, path: string, most = shortTextLimit): Result<string> => {
  if (isTooLong(text)) return tooLong(text.length, most, path)
  return isMissing(text)
    ? refused('FIELD_REQUIRED', { field: fieldOf(path) }, path)
    : readPrintable(trimmed(text), most, path)
}

/** An optional text, without the blanks at its two ends; null when it is missing or blank. */
export const readOptionalText = (
  text: Maybe<string>,
  path: string,
  most = shortTextLimit,
): Result<string | null> => {
  if (isTooLong(text)) return tooLong(text.length, most, path)
  return isMissing(text) ? accepted(null) : readPrintable(trimmed(text), most, path)
}

/** An optional value that `read` reads; null when it is missing or blank. */
export const readOptional = (
  text: Maybe<string>,
  read: (text: string, path: string) => Result<string>,
  path: string,
): Result<string | null> => {
  if (isTooLong(text)) return tooLong(text.length, shortTextLimit, path)
  return isMissing(text) ? accepted(null) : read(text, path)
}

/** The reason of an action, with its blanks and line breaks. */
export const readReason = (text: string): Result<string> => {
  if (isTooLong(text)) return tooLong(text.length, longTextLimit, 'reason')
  return isBlank(text)
    ? refused('REASON_MISSING', {}, 'reason')
    : readPrintable(text, longTextLimit, 'reason')
}
