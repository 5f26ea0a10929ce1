/**
 * White space of every kind, and what prints as nothing: joiners, marks of direction, fillers, the empty
 * Braille cell.
 */
const blank = '[\\s\\p{Default_Ignorable_Code_Point}\\u2800]'

const onlyBlanks = new RegExp(`^${blank}*$`, 'u')
// Without the look-behind, a long run of blanks inside a text is matched again from each of its blanks:
// quadratic time.
const outerBlanks = new RegExp(`^${blank}+|(?<!${blank})${blank}+$`, 'gu')
const everyBlank = new RegExp(blank, 'gu')

export const isBlank = (text: string): boolean => onlyBlanks.test(text)

/** The text without the blanks at its two ends. Those inside it remain: Bangla is written with joiners. */
export const trimmed = (text: string): string => text.replace(outerBlanks, '')

export const withoutBlanks = (text: string): string => text.replace(everyBlank, '')
