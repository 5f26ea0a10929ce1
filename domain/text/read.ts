import { accepted, type Result, refused } from '../decision.ts'
import { isBlank, trimmed } from './blanks.ts'
import { firstUnprintable } from './unprintable.ts'

const most = { short: 200, long: 2000 }

const fieldOf = (path: string): string => path.slice(path.lastIndexOf('.') + 1)

const within = (text: string, longest: number, path: string): Result<string> => {
  const [field, length] = [fieldOf(path), [...text].length]
  if (length > longest) return refused('TEXT_TOO_LONG', { field, length, most: longest }, path)
  const character = firstUnprintable(text)
  if (character === undefined) return accepted(text)
  return refused(
    'TEXT_UNPRINTABLE',
    { field, character: `U+${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, '0')}` },
    path,
  )
}

/** A text that has to be there, without the blanks around it. */
export const readText = (
  text: string | null | undefined,
  path: string,
  longest = most.short,
): Result<string> =>
  text === null || text === undefined || isBlank(text)
    ? refused('FIELD_REQUIRED', { field: fieldOf(path) }, path)
    : within(trimmed(text), longest, path)

/** A text that may be missing; blank counts as missing. */
export const readOptionalText = (
  text: string | null | undefined,
  path: string,
  longest = most.short,
): Result<string | null> =>
  text === null || text === undefined || isBlank(text) ? accepted(null) : within(trimmed(text), longest, path)

/** An identifier that may be missing. */
export const readOptional = (
  text: string | null | undefined,
  read: (text: string, path: string) => Result<string>,
  path: string,
): Result<string | null> =>
  text === null || text === undefined || isBlank(text) ? accepted(null) : read(text, path)

/** Why something was done, kept to the letter. */
export const readReason = (text: string): Result<string> =>
  isBlank(text) ? refused('REASON_MISSING', {}, 'reason') : within(text, most.long, 'reason')

export const longText = most.long
