import { withoutInvisible } from './blanks.ts'
import { toAsciiDigits } from './digits.ts'

/**
 * One spelling for texts that are the same to a reader: case does not matter, nor compatibility forms, nor
 * the script of digits, nor characters that print as nothing. The case of letters is folded fully: ß equals
 * ss, ς equals σ, and İ and ı equal i, as both are written I or i on a keyboard without them.
 */
export const folded = (text: string): string => {
  const compatible = withoutInvisible(withoutInvisible(text).normalize('NFKC'))
  return toAsciiDigits(withoutInvisible(foldCase(compatible).normalize('NFKC')))
}

/** Lower case alone keeps ß, ς and ı. ẞ becomes ß first, because it is its own upper case. */
const foldCase = (text: string): string =>
  text.toLowerCase().toUpperCase().toLowerCase().replaceAll('ς', 'σ').replaceAll('i\u0307', 'i')
