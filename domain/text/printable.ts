/** A box, as printed for a character that no font has. */
const box = '\u25AF'

const breaks = /[\t\n\v\f\r\u0085\u2028\u2029]+/g
/** Control characters, halves of surrogate pairs, and characters that reverse the text after them. */
const unprintable = /[\p{Cc}\p{Cs}\u202A-\u202E\u2066-\u2069]/gu
/** Marks of direction, and a hyphen that appears only at the end of a line. */
const marks = /[\u00AD\u061C\u200E\u200F]/g

/**
 * A text of a user as one line of a printed document. A box stands where a character was that could change
 * what the reader sees of the text around it.
 */
export const printable = (text: string): string =>
  text.replace(breaks, ' ').replace(unprintable, box).replace(marks, '')
