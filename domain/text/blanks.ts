/** What prints as nothing: joiners, marks of direction, fillers, variation selectors. */
const invisible = '\\p{Default_Ignorable_Code_Point}'
const blanks = `\\s${invisible}\\u2800`
/**
 * The patterns of one blank and of one other character, for expressions with the flag u. A blank is white
 * space of every kind, what prints as nothing, or the empty Braille cell.
 */
export const blank = `[${blanks}]`
export const notBlankNor = (characters: string): string => `[^${characters}${blanks}]`

const onlyBlanks = new RegExp(`^${blank}*$`, 'u')
// Without the look-behind, a long run of blanks inside a text is matched again from each of its blanks:
// quadratic time.
const outerBlanks = new RegExp(`^${blank}+|(?<!${blank})${blank}+$`, 'gu')
const everyBlank = new RegExp(blank, 'gu')
const everyInvisible = new RegExp(invisible, 'gu')

export const isBlank = (text: string): boolean => onlyBlanks.test(text)

/** The text without the blanks at its two ends. Those inside it remain: Bangla is written with joiners. */
export const trimmed = (text: string): string => text.replace(outerBlanks, '')

export const withoutBlanks = (text: string): string => text.replace(everyBlank, '')

/** The text without the characters that print as nothing. White space remains. */
export const withoutInvisible = (text: string): string => text.replace(everyInvisible, '')
